//! Uploads of files part by part, to a server that puts them together.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use feishu_openapi_runtime::spec::{Method, Spec, TENANT};
use feishu_openapi_runtime::wire::Draft;
use feishu_openapi_runtime::{
    Client, Endpoint, Error, File, FileUpload, Options, Pacing, Request, Retry, UnfinishedUpload, UploadPart,
    UploadTarget,
};

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
struct Shelf<const AT_ONCE: usize>;

impl<const AT_ONCE: usize> UploadTarget for Shelf<AT_ONCE> {
    const OPERATION: &'static str = "/part";
    const WHOLE: u64 = 10;
    const AT_ONCE: usize = AT_ONCE;

    fn whole(&self, _: &str, size: u64, checksum: u32, file: File) -> impl Endpoint {
        let draft = Draft::<()>::multipart().field::<i64, ()>("size", size);
        Whole(
            draft
                .field::<String, ()>("checksum", checksum.to_string())
                .files("file", [file]),
        )
    }

    fn prepare(&self, name: &str, size: u64) -> impl Endpoint {
        Prepare(
            Draft::<()>::json()
                .field::<String, ()>("name", name)
                .field::<i64, ()>("size", size),
        )
    }

    fn part(&self, part: UploadPart) -> impl Endpoint {
        let draft = Draft::<()>::multipart().field::<String, ()>("upload_id", part.upload_id);
        let draft = draft
            .field::<i64, ()>("seq", part.seq)
            .field::<i64, ()>("size", part.size);
        let draft = draft.field::<String, ()>("checksum", part.checksum.to_string());
        Part(draft.files("file", [part.file]))
    }

    fn finish(&self, upload_id: &str, block_num: u64) -> impl Endpoint {
        let draft = Draft::<()>::json().field::<String, ()>("upload_id", upload_id);
        Finish(draft.field::<i64, ()>("block_num", block_num))
    }
}

/// A text field or the file of a multipart body.
fn field<'a>(request: &'a Recorded, name: &str) -> &'a str {
    let (_, field) = request.text().split_once(&format!("name=\"{name}\"")).unwrap();
    let (_, content) = field.split_once("\r\n\r\n").unwrap();
    content.split_once("\r\n--").unwrap().0
}

/// The parts that came, and what goes wrong.
#[derive(Default)]
struct Kept {
    parts: BTreeMap<u64, String>,
    /// How often a part came.
    came: BTreeMap<u64, usize>,
    /// The part that fails, and what says whether it does.
    fails: Option<(u64, Fails)>,
}

/// What is said to a part that came so often, if that is no success.
type Fails = fn(usize) -> Option<Response>;

type Shared = Arc<Mutex<Kept>>;

/// A server that takes parts of four bytes, and says `file:` and what it has of all when it is to finish.
async fn serve(kept: &Shared) -> Server {
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

fn client(server: &Server) -> Client {
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

const TEXT: &str = "abcdefghijklmnopqrstuvwxyz";

fn bytes() -> File {
    File::bytes("text", TEXT)
}

/// A file of the text, which is taken away at the end.
struct OnDisk(PathBuf);

impl OnDisk {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("upload-{name}-{}", std::process::id()));
        fs::write(&path, TEXT).unwrap();
        Self(path)
    }

    fn file(&self) -> File {
        File::path(&self.0).named("text")
    }

    /// As if somebody had written the same to it a second later.
    fn touch(&self) {
        let file = fs::File::options().write(true).open(&self.0).unwrap();
        file.set_modified(SystemTime::now() + Duration::from_secs(1)).unwrap();
    }
}

impl Drop for OnDisk {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn parts_make_a_file_in_whatever_order_they_come() {
    let disk = OnDisk::new("order");
    for file in [
        bytes(),
        disk.file(),
        disk.file().range(..),
        File::bytes("x", ["_", TEXT].concat()).range(1..),
    ] {
        let kept = Shared::default();
        let server = serve(&kept).await;
        let shown = Arc::new(Mutex::new(Vec::new()));
        let seen = shown.clone();
        let upload = FileUpload::new(Shelf::<3>, file)
            .on_progress(move |progress| seen.lock().unwrap().push((progress.sent, progress.total)));
        assert_eq!(upload.send(&client(&server)).await.unwrap(), format!("file:{TEXT}"));
        assert_eq!(kept.lock().unwrap().came.values().collect::<Vec<_>>(), [&1; 7]);
        let shown = shown.lock().unwrap();
        assert!(shown.is_sorted() && shown.len() == 8, "{shown:?}");
        assert_eq!((shown[0], shown[7]), ((0, 26), (26, 26)));
    }
}

#[tokio::test]
async fn no_more_parts_are_under_way_than_the_target_takes() {
    let kept = Shared::default();
    let server = serve(&kept).await;
    FileUpload::new(Shelf::<1>, bytes())
        .send(&client(&server))
        .await
        .unwrap();
    let order: Vec<String> = server
        .requests()
        .iter()
        .map(|request| match request.path() {
            "/part" => field(request, "seq").to_owned(),
            path => path.to_owned(),
        })
        .collect();
    assert_eq!(order, ["/prepare", "0", "1", "2", "3", "4", "5", "6", "/finish"]);
}

#[tokio::test]
async fn a_small_file_is_sent_whole() {
    for text in ["abcdefghij", ""] {
        let server = serve(&Shared::default()).await;
        let upload = FileUpload::new(Shelf::<3>, File::bytes("text", text));
        assert_eq!(upload.send(&client(&server)).await.unwrap(), format!("file:{text}"));
        assert_eq!(server.only_request().path(), "/whole");
    }
}

#[tokio::test]
async fn a_part_that_fails_is_sent_once_more() {
    let failures: [Fails; 3] = [
        |came| (came == 1).then(|| Response::json("").reset_after(0)),
        |came| (came == 1).then(|| Response::error(500, r#"{"code":1061001,"msg":"internal error."}"#)),
        |came| (came == 1).then(|| Response::error(429, r#"{"code":99991400,"msg":"too many"}"#)),
    ];
    for fails in failures {
        let kept = Shared::default();
        kept.lock().unwrap().fails = Some((2, fails));
        let server = serve(&kept).await;
        let disk = OnDisk::new("once-more");
        let upload = FileUpload::new(Shelf::<3>, disk.file());
        assert_eq!(upload.send(&client(&server)).await.unwrap(), format!("file:{TEXT}"));
        assert_eq!(kept.lock().unwrap().came[&2], 2);
    }
}

#[tokio::test]
async fn what_failed_for_good_is_gone_on_with_also_by_another_process() {
    let kept = Shared::default();
    kept.lock().unwrap().fails = Some((5, |_| {
        Some(Response::error(403, r#"{"code":1061004,"msg":"forbidden."}"#))
    }));
    let server = serve(&kept).await;
    let disk = OnDisk::new("resumed");
    let error = FileUpload::new(Shelf::<1>, disk.file())
        .send(&client(&server))
        .await
        .unwrap_err();
    assert_eq!(error.error.code(), Some(1_061_004));
    assert!(
        error
            .to_string()
            .ends_with("; 5 of 7 parts are there, and the upload can be resumed"),
        "{error}"
    );
    let text = error.unfinished.unwrap().to_string();

    kept.lock().unwrap().fails = None;
    let unfinished: UnfinishedUpload = text.parse().unwrap();
    assert_eq!((unfinished.upload_id(), unfinished.parts_done()), ("up/1", 5));
    let shown = Arc::new(Mutex::new(Vec::new()));
    let seen = shown.clone();
    let upload = FileUpload::new(Shelf::<1>, disk.file()).resume(unfinished.clone());
    let upload = upload.on_progress(move |progress| seen.lock().unwrap().push(progress.sent));
    assert_eq!(upload.send(&client(&server)).await.unwrap(), format!("file:{TEXT}"));
    assert_eq!(*shown.lock().unwrap(), [20, 24, 26]);
    let came = kept.lock().unwrap().came.clone();
    assert_eq!(came.into_values().collect::<Vec<_>>(), [1, 1, 1, 1, 1, 2, 1]);

    disk.touch();
    let error = FileUpload::new(Shelf::<1>, disk.file())
        .resume(unfinished)
        .send(&client(&server))
        .await
        .unwrap_err();
    assert!(
        matches!(error.error, Error::File(_)) && error.unfinished.is_none(),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_upload_that_the_server_no_longer_knows_cannot_be_gone_on_with() {
    let kept = Shared::default();
    kept.lock().unwrap().fails = Some((5, |_| {
        Some(Response::error(404, r#"{"code":1061003,"msg":"not found."}"#))
    }));
    let server = serve(&kept).await;
    let error = FileUpload::new(Shelf::<1>, bytes())
        .send(&client(&server))
        .await
        .unwrap_err();
    assert!(error.unfinished.is_none(), "{error:?}");
    assert_eq!(Error::from(error).code(), Some(1_061_003));
}

#[tokio::test]
async fn a_file_that_changes_meanwhile_is_an_error() {
    let server = serve(&Shared::default()).await;
    let disk = Arc::new(OnDisk::new("changes"));
    let changing = disk.clone();
    let upload = FileUpload::new(Shelf::<1>, disk.file()).on_progress(move |progress| {
        if progress.sent == 8 {
            changing.touch();
        }
    });
    let error = upload.send(&client(&server)).await.unwrap_err();
    let Error::File(reason) = &error.error else {
        panic!("{error:?}")
    };
    assert_eq!(reason.source.to_string(), "it has changed since its upload began");
    assert!(error.unfinished.is_none());
    assert!(server.requests().iter().all(|request| request.path() != "/finish"));
    // One that has become shorter, in the middle of an upload.
    let disk = Arc::new(OnDisk::new("shrinks"));
    let changing = disk.clone();
    let upload = FileUpload::new(Shelf::<1>, disk.file()).on_progress(move |progress| {
        if progress.sent == 8 {
            fs::write(&changing.0, "abcdefgh").unwrap();
        }
    });
    let error = upload.send(&client(&server)).await.unwrap_err();
    assert!(
        error.to_string().contains("cannot be read") && error.unfinished.is_none(),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_upload_that_is_dropped_sends_nothing_more_and_can_be_gone_on_with() {
    let kept = Shared::default();
    let server = serve(&kept).await;
    let last = Arc::new(Mutex::new(None));
    let seen = last.clone();
    let upload = FileUpload::new(Shelf::<1>, bytes())
        .on_progress(move |progress| *seen.lock().unwrap() = progress.unfinished.cloned());
    let client = client(&server);
    let mut sending = Box::pin(upload.send(&client));
    while last
        .lock()
        .unwrap()
        .as_ref()
        .is_none_or(|unfinished| unfinished.parts_done() < 3)
    {
        assert!(futures_util::poll!(&mut sending).is_pending());
        tokio::task::yield_now().await;
    }
    drop(sending);
    let unfinished = last.lock().unwrap().take().unwrap();
    let upload = FileUpload::new(Shelf::<1>, bytes()).resume(unfinished);
    assert_eq!(upload.send(&client).await.unwrap(), format!("file:{TEXT}"));
    let came = kept.lock().unwrap().came.clone();
    assert!((0..3).all(|seq| came[&seq] == 1), "{came:?}");
}

#[tokio::test]
async fn what_cannot_be_read_twice_is_refused_and_so_is_a_plan_that_cannot_be() {
    let server = Server::always(Response::json(r#"{"code":0,"data":{"upload_id":"u","block_size":0}}"#)).await;
    let reader = File::reader("r", 100, tokio::io::repeat(b'x'));
    let error = FileUpload::new(Shelf::<1>, reader)
        .send(&client(&server))
        .await
        .unwrap_err();
    assert!(matches!(error.error, Error::File(_)), "{error:?}");
    assert_eq!(server.requests().len(), 0);
    let error = FileUpload::new(Shelf::<1>, bytes())
        .send(&client(&server))
        .await
        .unwrap_err();
    assert!(
        matches!(error.error, Error::Missing(_)) && error.unfinished.is_none(),
        "{error:?}"
    );
}

#[tokio::test]
async fn no_more_than_five_parts_go_out_in_a_second() {
    let server = serve(&Shared::default()).await;
    let client = Client::builder("a", "s")
        .base_url(server.url())
        .build()
        .unwrap()
        .with_token("t");
    let begin = std::time::Instant::now();
    FileUpload::new(Shelf::<7>, bytes()).send(&client).await.unwrap();
    assert!(begin.elapsed() >= Duration::from_secs(1));
}

/// It can be sent to another thread.
fn _is_send(upload: FileUpload<Shelf<1>>, client: &Client) -> impl Send {
    upload.send(client)
}

#[cfg(feature = "blocking")]
#[test]
fn a_program_that_is_not_asynchronous_waits_for_it() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(serve(&Shared::default()));
    let client = feishu_openapi_runtime::blocking::Client::new(client(&server)).unwrap();
    assert_eq!(
        client.upload(FileUpload::new(Shelf::<3>, bytes())).unwrap(),
        format!("file:{TEXT}")
    );
}
