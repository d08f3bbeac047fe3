//! What the log says: why a request was refused, and no secret.

use std::io;
use std::sync::{Arc, LazyLock, Mutex};

use feishu_openapi_runtime::bytes::Bytes;
use feishu_openapi_runtime::receive::{Delivered, Handlers};
use feishu_openapi_runtime::serde_json::json;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;

use super::events::{Message, event, message, no_headers, status, webhook};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Log {
    /// Collects what is logged by this thread until the guard is dropped.
    ///
    /// As long as there is one subscriber alone, `tracing` asks only the thread that comes to a place first whether somebody
    /// listens there, and remembers the response for all. So another one is kept, which listens to nothing.
    fn begin(&self) -> tracing::subscriber::DefaultGuard {
        static SECOND: LazyLock<tracing::Dispatch> =
            LazyLock::new(|| tracing::Dispatch::new(tracing_subscriber::registry().with(LevelFilter::OFF)));
        LazyLock::force(&SECOND);
        let subscriber = tracing_subscriber::fmt()
            .with_writer(self.clone())
            .with_max_level(tracing::Level::TRACE);
        tracing::subscriber::set_default(subscriber.finish())
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

#[tokio::test]
async fn the_log_explains_refusals_and_holds_no_secret() {
    let log = Log::default();
    let logging = log.begin();
    let failing = |_: (), _: Delivered<Message>| async { Err("the handler's reason".into()) };
    let webhook = webhook(Handlers::new(()).on(failing));
    for _ in 0..3 {
        status(
            &webhook,
            &event("e1", "nobody.knows_v1", json!({ "private": "text-of-a-person" })),
        )
        .await;
    }
    status(&webhook, &message("om_1", "oc_1")).await;
    let mut request = webhook.sealed(&message("om_2", "oc_1")).unwrap();
    request
        .headers_mut()
        .insert("x-lark-request-nonce", "other".parse().unwrap());
    webhook.respond(request.headers(), request.body().clone()).await;
    webhook.respond(&no_headers(), Bytes::from_static(b"{}")).await;
    drop(logging);

    let text = log.text() + &format!("{webhook:?}");
    for reason in ["Encrypt Key the application's", "not encrypted", "the handler's reason"] {
        assert!(text.contains(reason), "{reason}: {text}");
    }
    assert_eq!(text.matches("no handler for this type").count(), 1, "{text}");
    for secret in ["vtoken", "test key", "text-of-a-person", "oc_1"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}

#[cfg(feature = "long-connection")]
#[tokio::test]
async fn the_log_of_a_connection_holds_neither_its_address_nor_what_came() {
    use super::gateway::{Gateway, Respond, Rules};
    use feishu_openapi_runtime::receive::LongConnection;
    use std::time::Duration;

    let log = Log::default();
    let logging = log.begin();
    let rules = Rules {
        upgrade: Arc::new(|number| match number {
            0 => Respond::With(200, vec![("Handshake-Status", "514")], String::new()),
            1 => Respond::With(101, Vec::new(), String::new()),
            _ => Respond::Usual,
        }),
        ..Rules::default()
    };
    let mut gateway = Gateway::start(rules).await;
    let failing = |_: (), _: Delivered<Message>| async { Err("the handler's reason".into()) };
    let connection = LongConnection::new(&gateway.client(), Handlers::new(()).on(failing)).unwrap();
    let connection = connection.pauses(Duration::from_millis(5), Duration::from_millis(5));
    let shown = format!("{connection:?}");
    let state = connection.state();
    let running = tokio::spawn(connection.run());
    let mut socket = gateway.next().await;
    socket.ask("m1", &message("om_1", "oc_1")).await;
    socket.bytes(b"garbage of-a-person".to_vec()).await;
    socket
        .ask(
            "m2",
            &event("e1", "nobody.knows_v1", json!({ "private": "text-of-a-person" })),
        )
        .await;
    let shown = format!("{shown}{:?}", *state.borrow());
    running.abort();
    drop(logging);

    let text = log.text();
    assert!(
        text.contains("514") && text.contains("the handler's reason") && text.contains("device-"),
        "{text}"
    );
    // What the HTTP client and the socket log by themselves is not of this crate.
    let own: String = text
        .lines()
        .filter(|line| line.contains("feishu_openapi_runtime"))
        .collect();
    for secret in ["secret-ticket", "secret-key", "app-secret", "of-a-person", "oc_1"] {
        assert!(
            !own.contains(secret) && !shown.contains(secret),
            "{secret}: {own} {shown}"
        );
    }
}
