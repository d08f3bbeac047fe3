//! Responses that are longer than the client allows.

use feishu_openapi_runtime::{Client, DecodeError, Error, Options, Result, Retry};

use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

const MIB: usize = 1024 * 1024;

async fn call(response: Response, options: Options) -> Result<node::Node> {
    let server = Server::always(response).await;
    let builder = Client::builder("a", "s").base_url(server.url());
    let client = builder.options(options.retry(Retry::NEVER)).build().unwrap();
    client.with_token("t").send(&node::Flat).await
}

fn refused(result: Result<node::Node>) -> DecodeError {
    match result {
        Err(Error::Decode(error)) => *error,
        other => panic!("{other:?}"),
    }
}

/// JSON of that many bytes.
fn json(length: usize) -> Vec<u8> {
    let mut json = br#"{"code":0,"id":"a"}"#.to_vec();
    json.resize(length, b' ');
    json
}

#[tokio::test]
async fn a_response_may_have_sixty_four_mebibytes_if_nothing_else_is_set() {
    let node = call(Response::json(json(64 * MIB)), Options::new()).await;
    assert_eq!(node.unwrap().id.as_deref(), Some("a"));
    let error = refused(call(Response::json(json(64 * MIB + 1)), Options::new()).await);
    let message = "it has more than 67108864 bytes; `Options::response_limit` allows more";
    assert_eq!((error.path.as_str(), error.message.as_str()), ("", message));
    assert_eq!(error.body.length(), 64 * MIB);
    let limit = Options::new().response_limit(65 * MIB);
    assert!(call(Response::json(json(64 * MIB + 1)), limit).await.is_ok());
}

#[tokio::test]
async fn what_counts_is_the_length_after_decompression() {
    let limit = |bytes| Options::new().response_limit(bytes);
    assert!(call(Response::gzip(), limit(96)).await.is_ok());
    assert!(
        refused(call(Response::gzip(), limit(95)).await)
            .message
            .contains("95 bytes")
    );
}

#[tokio::test]
async fn one_mebibyte_is_read_of_an_error() {
    let page = Response::new(502, &[("content-type", "text/html")], vec![b'x'; 3 * MIB]);
    match call(page, Options::new()).await {
        Err(Error::Status(error)) => assert_eq!(error.body.length(), MIB),
        other => panic!("{other:?}"),
    }
    let mut long = br#"{"code":5,"msg":"no","data":""#.to_vec();
    long.resize(3 * MIB, b'x');
    let error = call(Response::error(400, long), Options::new()).await.unwrap_err();
    assert_eq!(error.code(), Some(5));
}
