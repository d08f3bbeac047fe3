//! Responses that are server-sent events.

use std::time::Duration;

use feishu_openapi_runtime::{Client, Error, Options, Retry};
use futures_util::StreamExt;

use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

async fn serve(response: Response) -> Client {
    let server = Server::always(response).await;
    let builder = Client::builder("a", "s").base_url(server.url());
    let client = builder.options(Options::new().retry(Retry::NEVER)).build().unwrap();
    client.with_token("t")
}

fn stream(body: impl AsRef<[u8]>) -> Response {
    Response::new(200, &[("content-type", "text/event-stream")], body)
}

#[tokio::test]
async fn events_are_read_as_they_are_documented() {
    let body = "\u{feff}: comment\r\n\r\nevent: message\r\ndata: {\"id\":\"a\"}\r\n\r\ndata:{\"code\":0,\ndata:\"data\":{\"id\":\"b\"}}\n\n\
                id: 3\ndata: [DONE]\n\ndata: {\"id\":\"c\"}";
    let client = serve(stream(body)).await;
    let events = client.events(&node::Watch).await.unwrap();
    let ids: Vec<_> = events.map(|event| event.unwrap().id.unwrap()).collect().await;
    assert_eq!(ids, ["a", "b", "c"]);
}

#[tokio::test]
async fn an_event_that_is_an_error_ends_the_stream() {
    let body = "data: {\"id\":\"a\"}\n\ndata: {\"code\":9,\"msg\":\"no\"}\n\ndata: {\"id\":\"b\"}\n\n";
    let client = serve(stream(body)).await;
    let events: Vec<_> = client.events(&node::Watch).await.unwrap().collect().await;
    assert_eq!(events.len(), 2);
    assert_eq!(events[1].as_ref().unwrap_err().code(), Some(9));
}

#[tokio::test]
async fn an_event_stream_may_be_one_json_response() {
    let client = serve(Response::json("{\"code\":0,\n\"data\":{\"id\":\"a\"}}")).await;
    let events: Vec<_> = client.events(&node::Watch).await.unwrap().collect().await;
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].as_ref().unwrap().id.as_deref(), Some("a"));
}

#[tokio::test]
async fn an_error_is_one_whatever_kind_of_content_the_server_calls_it() {
    let body = "{\n\"code\": 99991672, \"msg\": \"no\"\n}";
    for kind in ["text/event-stream", "text/plain; charset=utf-8"] {
        let client = serve(Response::new(200, &[("content-type", kind)], body)).await;
        let outcome = match client.events(&node::Watch).await {
            Ok(mut events) => events.next().await.expect("an error comes").map(drop),
            Err(error) => Err(error),
        };
        assert_eq!(outcome.unwrap_err().code(), Some(99_991_672), "{kind}");
    }
    let client = serve(stream("{\"code\":0,\n\"data\":{\"id\":\"a\"}}")).await;
    let events: Vec<_> = client.events(&node::Watch).await.unwrap().collect().await;
    assert_eq!(events[0].as_ref().unwrap().id.as_deref(), Some("a"));
}

#[tokio::test]
async fn a_byte_order_mark_costs_no_event() {
    let body = "\u{feff}data: {\"id\":\"a\"}\n\ndata: {\"id\":\"b\"}\n\n";
    let client = serve(stream(body)).await;
    let events = client.events(&node::Watch).await.unwrap();
    let ids: Vec<_> = events.map(|event| event.unwrap().id.unwrap()).collect().await;
    assert_eq!(ids, ["a", "b"]);
}

#[tokio::test]
async fn an_event_that_ends_with_cr_waits_for_nothing_more() {
    let head = "HTTP/1.1 200 X\r\ncontent-type: text/event-stream\r\ncontent-length: 1000\r\n\r\n";
    let begun = [head, "data: {\"id\":\"a\"}\r\r"].concat();
    let client = serve(Response::raw(begun).then_silence()).await;
    let mut events = client.events(&node::Watch).await.unwrap();
    let first = tokio::time::timeout(Duration::from_secs(10), events.next()).await;
    let first = first.expect("the event has ended").unwrap().unwrap();
    assert_eq!(first.id.as_deref(), Some("a"));
}

#[tokio::test]
async fn a_large_event_comes_together_from_the_pieces_that_arrive() {
    let long = "名".repeat(300_000);
    // Of two lines, each longer than a piece; no piece ends where a character or a line does.
    let body =
        format!("data: {{\"id\":\"{long}\",\r\ndata: \"tags\":[\"{long}\"]}}\r\n\r\ndata: {{\"id\":\"b\"}}\r\n\r\n");
    let client = serve(stream(&body).in_pieces_of(50_021)).await;
    let events: Vec<_> = client.events(&node::Watch).await.unwrap().collect().await;
    let events: Vec<_> = events.into_iter().map(Result::unwrap).collect();
    assert_eq!(events.len(), 2);
    assert!(events[0].id.as_deref() == Some(&long) && events[0].tags == [long]);
    assert_eq!(events[1].id.as_deref(), Some("b"));
}

#[tokio::test]
async fn an_event_that_does_not_end_is_an_error() {
    let body = ["data: x\n".repeat(1000), "data: ".to_owned(), "x".repeat(17 << 20)].concat();
    let client = serve(stream(body).then_silence()).await;
    let events: Vec<_> = client.events(&node::Watch).await.unwrap().collect().await;
    let Ok([Err(Error::File(error))]) = <[_; 1]>::try_from(events) else {
        panic!("one error is all that comes")
    };
    assert_eq!(error.source.to_string(), "an event has more than 16777216 bytes");
}
