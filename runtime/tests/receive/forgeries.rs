//! What does not come from the server is refused, and all refusals are alike.

use std::time::{Duration, SystemTime};

use feishu_openapi_runtime::bytes::Bytes;
use feishu_openapi_runtime::http::{HeaderMap, HeaderValue, Request, Response};
use feishu_openapi_runtime::receive::{Delivered, Handlers, Webhook};
use feishu_openapi_runtime::serde_json::{self, json};
use feishu_openapi_runtime::wire::Json;
use proptest::prelude::*;

use super::events::{Message, Notes, message, no_headers, status, webhook};

fn noting() -> (Handlers<Notes>, Notes) {
    let notes = Notes::default();
    let handlers = Handlers::new(notes.clone()).on(|notes: Notes, message: Delivered<Message>| async move {
        notes.add(message.header.id.clone());
        Ok(())
    });
    (handlers, notes)
}

fn secured() -> (Webhook, Notes) {
    let (handlers, notes) = noting();
    (webhook(handlers), notes)
}

/// Without an Encrypt Key.
fn plain<S>(token: &str, handlers: Handlers<S>) -> Webhook {
    Webhook::builder(handlers).verification_token(token).build().unwrap()
}

fn shown(response: Response<Bytes>) -> (u16, HeaderMap, Bytes) {
    let (head, body) = response.into_parts();
    (head.status.as_u16(), head.headers, body)
}

async fn open(webhook: &Webhook, request: Request<Bytes>) -> (u16, HeaderMap, Bytes) {
    let (head, body) = request.into_parts();
    shown(webhook.respond(&head.headers, body).await)
}

/// A request that was changed.
fn changed(request: &Request<Bytes>, change: impl FnOnce(&mut HeaderMap, &mut Vec<u8>)) -> Request<Bytes> {
    let (mut headers, mut body) = (request.headers().clone(), request.body().to_vec());
    change(&mut headers, &mut body);
    let mut request = Request::new(Bytes::from(body));
    *request.headers_mut() = headers;
    request
}

/// Signed as another webhook signs it, of whose secrets some are others.
fn signed_by(token: &str, key: &str, sent: &Json) -> Request<Bytes> {
    let builder = Webhook::builder(Handlers::new(()))
        .verification_token(token)
        .encrypt_key(key);
    builder.build().unwrap().sealed(sent).unwrap()
}

/// Requests that are not the server's, made of one that is.
fn forged(good: &Request<Bytes>, sent: &Json) -> Vec<(&'static str, Request<Bytes>)> {
    let plain = Bytes::from(
        json!({ "schema": "2.0", "header": { "event_type": "im.message.receive_v1", "token": "vtoken" } }).to_string(),
    );
    let unsigned = |headers: &mut HeaderMap, _: &mut Vec<u8>| {
        headers.remove("x-lark-signature");
    };
    let says_it_is_a_check = json!({ "type": "url_verification", "challenge": "c" });
    vec![
        ("of another key", signed_by("vtoken", "other", sent)),
        ("of another token", signed_by("other", "test key", sent)),
        ("without a signature", changed(good, unsigned)),
        (
            "a check of another token",
            signed_by("other", "test key", &says_it_is_a_check),
        ),
        (
            "serialized again",
            changed(good, |_, body| {
                let json: Json = serde_json::from_slice(body).unwrap();
                *body = serde_json::to_vec_pretty(&json).unwrap();
            }),
        ),
        (
            "another nonce",
            changed(good, |headers, _| {
                headers.insert("x-lark-request-nonce", HeaderValue::from_static("other"));
            }),
        ),
        (
            "no time",
            changed(good, |headers, _| {
                headers.remove("x-lark-request-timestamp");
            }),
        ),
        ("not encrypted", changed(good, |_, body| *body = plain.to_vec())),
        ("not encrypted, without a signature", Request::new(plain)),
        (
            "a check that is not encrypted",
            Request::new(says_it_is_a_check.to_string().into()),
        ),
        ("too large", changed(good, |_, body| body.resize(2 << 20, b' '))),
        ("not JSON", Request::new(Bytes::from_static(b"{"))),
        ("empty", Request::new(Bytes::new())),
        (
            "encrypted garbage",
            Request::new(Bytes::from_static(
                br#"{"encrypt":"AAECAwQFBgcICQoLDA0ODw9mLTIAZS9jAmGTQ1wAhHo="}"#,
            )),
        ),
        ("not base64", Request::new(Bytes::from_static(br#"{"encrypt":"?"}"#))),
    ]
}

#[tokio::test]
async fn all_that_is_forged_is_refused_alike() {
    let (webhook, notes) = secured();
    let sent = message("om_1", "oc_1");
    let good = webhook.sealed(&sent).unwrap();
    let refused = open(&webhook, Request::new(Bytes::new())).await;
    assert_eq!(refused.0, 401);
    for (what, request) in forged(&good, &sent) {
        assert_eq!(open(&webhook, request).await, refused, "{what}");
    }
    assert!(notes.all().is_empty());
    assert_eq!(open(&webhook, good).await.0, 200);
    assert_eq!(notes.all(), ["event-om_1"]);
}

/// Signs a body as of some time.
fn signed_at(body: &Bytes, time: SystemTime) -> HeaderMap {
    let seconds = time
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap()
        .as_secs()
        .to_string();
    let signed = [seconds.as_bytes(), b"nonce", b"test key", body].concat();
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &signed);
    let signature: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut headers = no_headers();
    headers.insert("X-Lark-Request-Timestamp", seconds.parse().unwrap());
    headers.insert("X-Lark-Request-Nonce", HeaderValue::from_static("nonce"));
    headers.insert("X-Lark-Signature", signature.parse().unwrap());
    headers
}

#[tokio::test]
async fn a_request_that_was_recorded_is_of_no_use_later() {
    let (webhook, _) = secured();
    let body = webhook.sealed(&message("om_1", "oc_1")).unwrap().into_body();
    let hour = Duration::from_secs(3600);
    let minute = Duration::from_secs(60);
    let now = SystemTime::now();
    let times = [
        (now, 200),
        (now - hour + minute, 200),
        (now + hour - minute, 200),
        (now - hour - minute, 401),
        (now + hour + minute, 401),
    ];
    for (time, status) in times {
        let response = webhook.respond(&signed_at(&body, time), body.clone()).await;
        assert_eq!(response.status(), status);
    }
}

#[tokio::test]
async fn the_token_is_checked_where_there_is_no_key() {
    let (handlers, notes) = noting();
    let webhook = plain("vtoken", handlers);
    let old = json!({ "uuid": "u1", "type": "event_callback", "event": { "type": "some_type" } });
    let check = json!({ "type": "url_verification", "challenge": "a\"b" });
    for sent in [message("om_1", "oc_1"), old, check] {
        assert_eq!(status(&webhook, &sent).await, 200);
        let forged = plain("other", Handlers::new(())).sealed(&sent).unwrap();
        assert_eq!(open(&webhook, forged).await.0, 401);
        let without = Request::new(Bytes::from(sent.to_string()));
        assert_eq!(open(&webhook, without).await.0, 401);
    }
    let encrypted = signed_by("vtoken", "test key", &message("om_1", "oc_1"));
    assert_eq!(open(&webhook, encrypted).await.0, 401);
    assert_eq!(notes.all().len(), 1);
}

#[tokio::test]
async fn the_address_is_confirmed_with_and_without_a_key() {
    let check = json!({ "type": "url_verification", "challenge": "a\"b" });
    let (encrypted, _) = secured();
    for webhook in [encrypted, plain("vtoken", Handlers::new(()))] {
        let request = webhook.sealed(&check).unwrap();
        assert_eq!(request.headers().get("x-lark-signature"), None);
        let (status, _, body) = open(&webhook, request).await;
        assert_eq!((status, &body[..]), (200, &br#"{"challenge":"a\"b"}"#[..]));
    }
}

#[tokio::test]
async fn nothing_but_a_challenge_is_sent_back() {
    let (webhook, _) = secured();
    let (limit, too_long) = ("c".repeat(128), "c".repeat(129));
    for (challenge, expected) in [
        (&*limit, 200),
        (&too_long, 401),
        ("a b", 401),
        ("a\n", 401),
        ("é", 401),
        ("\u{fffd}", 401),
    ] {
        let check = json!({ "type": "url_verification", "challenge": challenge });
        assert_eq!(status(&webhook, &check).await, expected, "{challenge}");
    }
    // The challenge is right, and there are bytes beside it that are no text.
    let plain = plain("vtoken", Handlers::new(()));
    let check = br#"{"type":"url_verification","token":"vtoken","challenge":"c","x":""#;
    for (byte, expected) in [(b'x', 200), (b'\xff', 401)] {
        let body = [&check[..], &[byte], br#""}"#].concat();
        let response = plain.respond(&no_headers(), body.into()).await;
        assert_eq!(response.status(), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_get_through_or_cause_a_panic(body: Vec<u8>, signature in "[0-9a-f]{40}|[0-9a-f]{64}|\\PC{0,8}", time in "[0-9.]{0,20}", cut in 0..200_usize) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let (webhook, notes) = secured();
            let good = webhook.sealed(&message("om_1", "oc_1")).unwrap();
            let mut headers = good.headers().clone();
            let truncated = good.body().slice(..cut.min(good.body().len() - 1));
            let mut statuses = vec![webhook.respond(&headers, truncated).await.status()];
            statuses.push(webhook.respond(&no_headers(), body.clone().into()).await.status());
            headers.insert("x-lark-request-timestamp", time.parse().unwrap());
            if let Ok(signature) = HeaderValue::from_str(&signature) {
                headers.insert("x-lark-signature", signature);
            }
            statuses.push(webhook.respond(&headers, good.into_body()).await.status());
            statuses.push(webhook.respond(&headers, body.into()).await.status());
            assert!(statuses.iter().all(|status| *status == 401) && notes.all().is_empty());
        });
    }
}
