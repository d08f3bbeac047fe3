//! Parts of files: what is sent of them, also the second time.

use std::fs;
use std::ops::Bound;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use feishu_openapi_runtime::{Client, Error, File, Options};

use crate::endpoints::demo::v1::node;
use crate::server::{Recorded, Response, Server};

const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";

/// A file of the letters, which is taken away at the end.
struct Letters(PathBuf);

impl Letters {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("letters-{name}-{}", std::process::id()));
        fs::write(&path, LETTERS).unwrap();
        Self(path)
    }

    fn file(&self) -> File {
        File::path(&self.0).named("letters")
    }
}

impl Drop for Letters {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

fn upload(file: File) -> node::Upload {
    node::Upload {
        file_name: "f".into(),
        size: 5,
        kind: node::NodeKind::File.into(),
        extra: None,
        file,
        cover: None,
    }
}

fn client(server: &Server) -> Client {
    let options = Options::new().repeat_writes(true);
    let builder = Client::builder("a", "s").base_url(server.url()).options(options);
    builder.build().unwrap().with_token("t")
}

/// What was sent as the file.
fn sent(request: &Recorded) -> &str {
    let (_, file) = request.text().split_once("name=\"file\"").unwrap();
    let (_, content) = file.split_once("\r\n\r\n").unwrap();
    content.split_once("\r\n--").unwrap().0
}

#[tokio::test]
async fn a_part_is_what_std_makes_of_its_range() {
    let letters = Letters::new("ranges");
    let server = Server::always(Response::json(r#"{"code":0}"#)).await;
    let client = client(&server);
    for whole in [letters.file(), File::bytes("letters", LETTERS)] {
        for (part, expected) in [
            (whole.clone().range(3..8), "defgh"),
            (whole.clone().range(..=2), "abc"),
            (whole.clone().range(24..), "yz"),
            (whole.clone().range(..), LETTERS),
            (whole.clone().range((Bound::Excluded(23), Bound::Unbounded)), "yz"),
            (whole.clone().range(26..26), ""),
            // A part of a part.
            (whole.clone().range(3..8).range(1..3), "ef"),
            (whole.clone().range(3..8).range(1..), "efgh"),
            (whole.clone().range(20..).range(..3), "uvw"),
        ] {
            let shown = format!("{part:?}");
            client.send(&upload(part)).await.unwrap();
            assert_eq!(sent(server.requests().last().unwrap()), expected, "{shown}");
        }
    }
}

#[tokio::test]
async fn a_part_outside_of_its_file_is_an_error() {
    let letters = Letters::new("outside");
    let server = Server::always(Response::json(r#"{"code":0}"#)).await;
    let client = client(&server);
    for whole in [letters.file(), File::bytes("letters", LETTERS)] {
        for part in [
            whole.clone().range(20..27),
            whole.clone().range(27..),
            whole.clone().range((Bound::Included(5), Bound::Excluded(4))),
            whole.clone().range(0..=u64::MAX),
            whole.clone().range(3..8).range(..6),
            whole.clone().range(3..8).range(6..),
        ] {
            let result = client.send(&upload(part)).await;
            let Err(Error::File(error)) = result else {
                panic!("{result:?}")
            };
            assert!(
                error.source.to_string().contains("outside of its 26 bytes"),
                "{error:?}"
            );
        }
    }
    let reader = File::reader("r", 3, tokio::io::empty()).range(..2);
    let error = client.send(&upload(reader)).await.unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_part_is_read_again_when_a_call_is_repeated() {
    let letters = Letters::new("again");
    let responses = AtomicUsize::new(0);
    let server = Server::start(move |_| match responses.fetch_add(1, Ordering::Relaxed) {
        0 => Response::error(429, r#"{"code":99991400,"msg":"request trigger frequency limit"}"#),
        1 => Response::json("").reset_after(0),
        _ => Response::json(r#"{"code":0}"#),
    })
    .await;
    client(&server).send(&upload(letters.file().range(3..8))).await.unwrap();
    let requests = server.requests();
    let files: Vec<_> = requests.iter().map(sent).collect();
    assert_eq!(files, ["defgh"; 3]);
}

#[tokio::test]
async fn bytes_around_a_part_may_change() {
    let letters = Letters::new("grows");
    let server = Server::always(Response::json(r#"{"code":0}"#)).await;
    let part = letters.file().range(..3);
    fs::write(&letters.0, [LETTERS, LETTERS].concat()).unwrap();
    client(&server).send(&upload(part)).await.unwrap();
    assert_eq!(sent(&server.only_request()), "abc");
}
