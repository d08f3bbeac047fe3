//! A server that puts the parts of files together, and what is uploaded to it.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use feishu_openapi_runtime::spec::{Method, Spec, TENANT};
use feishu_openapi_runtime::wire::Draft;
use feishu_openapi_runtime::{Client, Endpoint, File, Options, Pacing, Request, Retry, UploadPart, UploadTarget};

use crate::server::{Recorded, Response, Server};

macro_rules! endpoints {
    ($($name:ident: $path:literal,)*) => { $(
        struct $name(Draft);

        impl Endpoint for $name {
            type Output = ();

            const SPEC: Spec = Spec { id: $path, method: Method::Post, path: $path, tokens: TENANT, ..Spec::EMPTY };

            fn encode(&self, out: &mut Request) {
                self.0.encode(out);
            }
        }
    )* };
}

endpoints! { Whole: "/whole", Prepare: "/prepare", Part: "/part", Finish: "/finish", }

/// Takes files of more than ten bytes in parts, `AT_ONCE` at a time.
#[derive(Clone, Debug)]
pub(super) struct Shelf<const AT_ONCE: usize>;

impl<const AT_ONCE: usize> UploadTarget for Shelf<AT_ONCE> {
    const OPERATION: &'static str = "/part";
    const WHOLE: u64 = 10;
    const AT_ONCE: usize = AT_ONCE;

    fn whole(&self, _: &str, size: u64, checksum: u32, file: File) -> impl Endpoint {
        let draft = Draft::<()>::multipart().field::<i64>("size", size);
        Whole(
            draft
                .field::<String>("checksum", checksum.to_string())
                .files("file", [file]),
        )
    }

    fn prepare(&self, name: &str, size: u64) -> impl Endpoint {
        Prepare(
            Draft::<()>::json()
                .field::<String>("name", name)
                .field::<i64>("size", size),
        )
    }

    fn part(&self, part: UploadPart) -> impl Endpoint {
        let draft = Draft::<()>::multipart().field::<String>("upload_id", part.upload_id);
        let draft = draft.field::<i64>("seq", part.seq).field::<i64>("size", part.size);
        let draft = draft.field::<String>("checksum", part.checksum.to_string());
        Part(draft.files("file", [part.file]))
    }

    fn finish(&self, upload_id: &str, block_num: u64) -> impl Endpoint {
        let draft = Draft::<()>::json().field::<String>("upload_id", upload_id);
        Finish(draft.field::<i64>("block_num", block_num))
    }
}

/// A text field or the file of a multipart body.
pub(super) fn field<'a>(request: &'a Recorded, name: &str) -> &'a str {
    let (_, field) = request.text().split_once(&format!("name=\"{name}\"")).unwrap();
    let (_, content) = field.split_once("\r\n\r\n").unwrap();
    content.split_once("\r\n--").unwrap().0
}

/// The parts that came, and what goes wrong.
#[derive(Default)]
pub(super) struct Kept {
    parts: BTreeMap<u64, String>,
    /// How often a part came.
    pub(super) came: BTreeMap<u64, usize>,
    /// The part that fails, and what says whether it does.
    pub(super) fails: Option<(u64, Fails)>,
}

/// What is said to a part that came so often, if that is no success.
pub(super) type Fails = fn(usize) -> Option<Response>;

pub(super) type Shared = Arc<Mutex<Kept>>;

/// A server that takes parts of four bytes, and says `file:` and what it has of all when it is to finish.
pub(super) async fn serve(kept: &Shared) -> Server {
    let kept = kept.clone();
    Server::start(move |request| {
        let mut kept = kept.lock().unwrap();
        let token = |text: &str| Response::json(format!(r#"{{"code":0,"data":{{"file_token":"file:{text}"}}}}"#));
        match request.path() {
            "/whole" => {
                check_sum(request);
                token(field(request, "file"))
            }
            "/prepare" => Response::json(r#"{"code":0,"data":{"upload_id":"up/1","block_size":4,"block_num":9}}"#),
            "/part" => {
                assert_eq!(field(request, "upload_id"), "up/1");
                let seq: u64 = field(request, "seq").parse().unwrap();
                let came = kept.came.entry(seq).or_default();
                *came += 1;
                let came = *came;
                match kept.fails {
                    Some((part, fails)) if part == seq && fails(came).is_some() => return fails(came).unwrap(),
                    _ => {}
                }
                check_sum(request);
                kept.parts.insert(seq, field(request, "file").to_owned());
                // The first of those that come together is the last to have its response.
                Response::json(r#"{"code":0,"data":{}}"#).after(Duration::from_millis(60u64.saturating_sub(seq * 20)))
            }
            "/finish" => {
                assert_eq!(
                    request.text(),
                    format!(r#"{{"upload_id":"up/1","block_num":{}}}"#, kept.parts.len())
                );
                token(&kept.parts.values().map(String::as_str).collect::<String>())
            }
            path => panic!("{path}"),
        }
    })
    .await
}

fn check_sum(request: &Recorded) {
    let content = field(request, "file");
    assert_eq!(field(request, "size"), content.len().to_string());
    assert_eq!(field(request, "checksum"), adler32(content.as_bytes()).to_string());
}

/// As RFC 1950 defines it.
fn adler32(bytes: &[u8]) -> u32 {
    let (a, b) = bytes.iter().fold((1, 0), |(a, b), &byte| {
        let a = (a + u32::from(byte)) % 65521;
        (a, (b + a) % 65521)
    });
    b << 16 | a
}

pub(super) fn client(server: &Server) -> Client {
    let retry = Retry {
        attempts: 3,
        first: Duration::from_millis(5),
        ..Retry::default()
    };
    let builder = Client::builder("a", "s").base_url(server.url()).pacing(Pacing::Off);
    builder
        .options(Options::new().retry(retry))
        .build()
        .unwrap()
        .with_token("t")
}

pub(super) const TEXT: &str = "abcdefghijklmnopqrstuvwxyz";

pub(super) fn bytes() -> File {
    File::bytes("text", TEXT)
}

/// A file of the text, which is taken away at the end.
pub(super) struct OnDisk(pub(super) PathBuf);

impl OnDisk {
    pub(super) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("upload-{name}-{}", std::process::id()));
        fs::write(&path, TEXT).unwrap();
        Self(path)
    }

    pub(super) fn file(&self) -> File {
        File::path(&self.0).named("text")
    }

    /// As if somebody had written the same to it a second later.
    pub(super) fn touch(&self) {
        let file = fs::File::options().write(true).open(&self.0).unwrap();
        file.set_modified(SystemTime::now() + Duration::from_secs(1)).unwrap();
    }
}

impl Drop for OnDisk {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
