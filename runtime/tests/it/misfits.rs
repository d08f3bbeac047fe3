//! Values that do not fit their types: left out, or an error for those who ask for that.

use std::cell::RefCell;

use feishu_openapi_runtime::spec::Method;
use feishu_openapi_runtime::{Client, Error, Options, Result};
use futures_util::TryStreamExt;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use crate::endpoints::demo::v1::node::{self, Node};
use crate::server::{Response, Server};

async fn serve(body: impl AsRef<[u8]>) -> (Server, Client) {
    let server = Server::always(Response::json(body)).await;
    let client = Client::builder("a", "s").base_url(server.url()).build().unwrap();
    (server, client.with_token("t"))
}

fn list() -> node::List {
    node::List {
        parent: "root".into(),
        ..node::List::default()
    }
}

async fn items(json: &str, options: Options) -> Result<Vec<Node>> {
    let (_server, client) = serve(format!(r#"{{"code":0,"data":{{"items":[{json}]}}}}"#)).await;
    list().items(&client.with(options)).try_collect().await
}

#[tokio::test]
async fn a_value_that_does_not_fit_is_left_out_and_what_is_around_it_is_read() {
    let odd = r#"{"id":{"a":[1,{"b":2}]},"revision":384.58,"score":"x","tags":["a",{"b":[]},"c"],"cells":[[1,"x",2],7],
        "names":{"a":"b","c":[1,[2]],"d":"e"},"parent":[1,2],"children":{"id":"child"},"status":true}"#;
    let json = format!(r#"{odd},"no object",{{"id":"last","kind":[],"revision":3}}"#);
    let read = items(&json, Options::new()).await.unwrap();
    assert_eq!(read.len(), 2);
    let node = &read[0];
    assert_eq!((node.id.as_deref(), node.revision, node.score), (None, None, None));
    assert_eq!(node.tags, ["a", "c"]);
    assert_eq!(node.cells, [vec![1, 2], vec![7]]);
    assert_eq!(
        node.names
            .iter()
            .map(|(key, value)| format!("{key}{value}"))
            .collect::<String>(),
        "abde"
    );
    assert!(node.parent.is_none());
    assert_eq!(node.children[0].id.as_deref(), Some("child"));
    assert_eq!((read[1].id.as_deref(), read[1].revision), (Some("last"), Some(3)));
}

#[tokio::test]
async fn a_write_that_succeeded_is_no_error_whatever_its_response_holds() {
    for body in [
        r#"{"code":0,"msg":"success","data":"done"}"#,
        r#"{"code":0,"data":[{"id":"a"},1]}"#,
        r#"{"data":true,"code":0}"#,
        r#"{"code":0,"id":[1,2],"revision":{"a":1}}"#,
        r#"{"code":0,"data":{"id":{"x":1}}}"#,
    ] {
        let (server, client) = serve(body).await;
        let call = client.raw(Method::Post, "/open-apis/demo/v1/nodes");
        assert!(call.send::<Node>().await.unwrap() == Node::default(), "{body}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn an_error_is_one_whatever_else_the_response_holds() {
    let (_server, client) = serve(r#"{"data":{"items":"none"},"code":7,"msg":"no"}"#).await;
    assert_eq!(list().send(&client).await.unwrap_err().code(), Some(7));
    let details = r#"{"code":7,"msg":"no","error":{"helps":3,"field_violations":[{"field":["x"],"description":"d"}]}}"#;
    let (_server, client) = serve(details).await;
    let Err(Error::Api(error)) = list().send(&client).await else {
        panic!("it has a code")
    };
    assert_eq!(error.field_violations[0].description, "d");
}

#[tokio::test]
async fn numbers_keep_their_digits_beside_a_value_that_is_left_out() {
    let json =
        r#"{"revision":"x","id":1},{"id":10.00,"revision":0.5},{"id":"a\ud83d"},{"id":123456789012345678901234567890}"#;
    let read = items(json, Options::new()).await.unwrap();
    let ids: Vec<_> = read.iter().map(|node| node.id.as_deref().unwrap()).collect();
    assert_eq!(ids, ["1", "10.00", "a\u{fffd}", "123456789012345678901234567890"]);
}

#[tokio::test]
async fn who_asks_for_it_gets_an_error() {
    for json in [
        r#"{},{"revision":384.58}"#,
        r#"{},{"revision":"x"}"#,
        r#"{},{"revision":{"a":1}}"#,
    ] {
        let Err(Error::Decode(error)) = items(json, Options::new().strict(true)).await else {
            panic!("{json}")
        };
        assert_eq!(error.path, "data.items[1].revision");
    }
    let (_server, client) = serve(r#"{"code":0,"data":[1]}"#).await;
    let strict = client.with(Options::new().strict(true));
    assert!(matches!(list().send(&strict).await, Err(Error::Decode(error)) if error.path == "data"));
    // A client that is derived further stays strict, until it is told otherwise.
    let derived = strict.as_user("u").with(Options::new());
    assert!(list().send(&derived).await.is_err());
    assert!(list().send(&derived.with(Options::new().strict(false))).await.is_ok());
}

/// Keeps what is told at the level `warn`, for the thread that it is told on, which is that of the test.
struct Warnings;

thread_local! {
    static TOLD: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

impl<S: Subscriber> Layer<S> for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        *metadata.level() == Level::WARN
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        struct Fields(String);
        impl Visit for Fields {
            fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
                self.0 += &format!("{field}={value:?} ");
            }
        }
        let mut fields = Fields(String::new());
        event.record(&mut fields);
        TOLD.with_borrow_mut(|told| told.push(fields.0));
    }
}

#[tokio::test]
async fn the_path_of_each_value_that_is_left_out_is_in_the_log() {
    // For the whole process: what another thread asks first would not be asked of a subscriber of this thread alone.
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Warnings)).unwrap();
    let odd = r#"{"revision":384.58, "names":{"a b":["hush"]}},
        {"tags":["x",{"hush":[]}],"children":[{"parent":{"score":"hush"}}]}"#;
    items(odd, Options::new()).await.unwrap();
    let told = TOLD.take().join("\n");
    for path in [
        "items[0].revision",
        r#"items[0].names[\"a b\"]"#,
        "items[1].tags[1]",
        "items[1].children[0].parent.score",
    ] {
        assert!(told.contains(&format!("path=\"data.{path}\"")), "{path}: {told}");
    }
    assert!(told.contains("demo.v1.node.list") && !told.contains("hush"), "{told}");
    // Of very many, some are told, and how many there are.
    let many = vec![r#"{"revision":384.58}"#; 5000].join(",");
    assert_eq!(items(&many, Options::new()).await.unwrap().len(), 5000);
    let told = TOLD.take().join("\n");
    assert_eq!(told.matches("path=").count(), 20);
    assert!(told.contains("more=4980"), "{told}");
}
