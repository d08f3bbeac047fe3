//! Files on their way to the server, also such that cannot be uploaded as they were announced.

use std::io::{Error as IoError, ErrorKind};
use std::time::Duration;

use bytes::Bytes;
use feishu_openapi_runtime::{Client, Error, File, FileError, Options, Retry};
use futures_util::stream;
use tokio::io::AsyncRead;
use tokio_util::io::StreamReader;

use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

/// Why an upload of this file failed. The server must not have got all of a request.
async fn refusal(file: File) -> FileError {
    let server = Server::always(Response::json(r#"{"code":0}"#)).await;
    let options = Options::new().retry(Retry::NEVER).timeout(Duration::from_secs(3));
    let builder = Client::builder("a", "s").base_url(server.url()).options(options);
    let upload = node::Upload {
        file_name: "f".into(),
        size: 5,
        kind: node::NodeKind::File.into(),
        extra: None,
        file,
        cover: None,
    };
    let result = builder.build().unwrap().with_token("t").send(&upload).await;
    assert_eq!(server.requests().len(), 0);
    match result {
        Err(Error::File(error)) => *error,
        other => panic!("{other:?}"),
    }
}

/// A reader of these pieces, which fails at the end if there is a failure.
fn reader(pieces: &'static [&str], failure: Option<&'static str>) -> impl AsyncRead + Send + 'static {
    let pieces = pieces.iter().map(|piece| Ok(Bytes::from_static(piece.as_bytes())));
    StreamReader::new(stream::iter(
        pieces.chain(failure.map(|failure| Err(IoError::other(failure)))),
    ))
}

#[tokio::test]
async fn a_reader_must_yield_what_was_announced_and_end_well() {
    for (announced, reader, reason) in [
        (8, reader(&["half"], Some("the disk is gone")), "the disk is gone"),
        (4, reader(&["half"], Some("the disk is gone")), "the disk is gone"),
        (9, reader(&["half", "half"], None), "it ended 1 bytes before the 9"),
        (8, reader(&["half", "half!"], None), "it has more than the 8 bytes"),
        (4, reader(&["half", "half"], None), "it has more than the 4 bytes"),
        (0, reader(&["x"], None), "it has more than the 0 bytes"),
    ] {
        let error = refusal(File::reader("f", announced, reader)).await;
        assert!(error.source.to_string().contains(reason), "{error:?}");
    }
    let endless = refusal(File::reader("f", 100_000, tokio::io::repeat(b'x'))).await;
    assert_eq!(endless.source.kind(), ErrorKind::InvalidData);
    assert!(!Error::from(endless).is_retryable());
}

#[tokio::test]
async fn a_file_that_is_not_there_is_an_error() {
    let error = refusal(File::path("/nonexistent/file.txt")).await;
    assert_eq!(error.source.kind(), ErrorKind::NotFound);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn only_regular_files_are_sent() {
    let pipe = std::env::temp_dir().join(format!("upload-{}", std::process::id()));
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    for path in [pipe.as_path(), "/dev/zero".as_ref(), "/tmp".as_ref()] {
        let error = refusal(File::path(path).named("f")).await;
        assert_eq!(error.source.to_string(), "it is not a regular file", "{path:?}");
    }
    std::fs::remove_file(&pipe).unwrap();
    // A regular file that says it is empty.
    let error = refusal(File::path("/proc/self/status")).await;
    assert_eq!(error.source.kind(), ErrorKind::InvalidData);
}

#[tokio::test]
async fn no_reader_is_longer_than_can_be_sent() {
    let server = Server::always(Response::json(r#"{"code":0}"#)).await;
    let client = Client::builder("a", "s").base_url(server.url()).build().unwrap();
    let upload = node::Upload {
        file_name: "f".into(),
        size: 5,
        kind: node::NodeKind::File.into(),
        extra: None,
        file: File::reader("f", u64::MAX, tokio::io::empty()),
        cover: Some(File::reader("g", u64::MAX, tokio::io::empty())),
    };
    let error = client.with_token("t").send(&upload).await.unwrap_err();
    assert!(matches!(error, Error::Config(_)), "{error:?}");
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_file_is_looked_at_when_it_is_its_turn_and_its_length_gives_the_call_time() {
    let path = std::env::temp_dir().join(format!("late-{}", std::process::id()));
    let server = Server::start(|request| match request.path().starts_with("/open-apis/auth/") {
        true => Response::json(r#"{"code":0,"tenant_access_token":"t","expire":7200}"#),
        false => Response::json(r#"{"code":0}"#).after(Duration::from_secs(2)),
    })
    .await;
    let options = Options::new().retry(Retry::NEVER).timeout(Duration::from_secs(1));
    let builder = Client::builder("a", "s").base_url(server.url()).options(options);
    let upload = node::Upload {
        file_name: "f".into(),
        size: 5,
        kind: node::NodeKind::File.into(),
        extra: None,
        file: File::path(&path),
        cover: None,
    };
    let mut call = builder.build().unwrap().send(&upload);
    // It waits for its token.
    assert!(futures_util::poll!(&mut call).is_pending());
    std::fs::write(&path, vec![b'x'; 10 * 64 * 1024]).unwrap();
    let result = call.await;
    std::fs::remove_file(&path).unwrap();
    result.unwrap();
}
