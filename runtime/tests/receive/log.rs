//! What the log says: why a request was refused, and no secret.

use std::io;
use std::sync::{Arc, Mutex};

use feishu_openapi_runtime::bytes::Bytes;
use feishu_openapi_runtime::receive::{Delivered, Handlers};
use feishu_openapi_runtime::serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

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

#[tokio::test]
async fn the_log_explains_refusals_and_holds_no_secret() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_max_level(tracing::Level::TRACE)
        .finish();
    let logging = tracing::subscriber::set_default(subscriber);
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

    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap() + &format!("{webhook:?}");
    for reason in ["Encrypt Key the application's", "not encrypted", "the handler's reason"] {
        assert!(text.contains(reason), "{reason}: {text}");
    }
    assert_eq!(text.matches("no handler for this type").count(), 1, "{text}");
    for secret in ["vtoken", "test key", "text-of-a-person", "oc_1"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
}
