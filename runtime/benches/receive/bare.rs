//! What a program does without this crate: axum, serde_json, and what the documentation says of signatures.

use std::sync::Arc;

use aws_lc_rs::cipher::{AES_256, DecryptingKey, DecryptionContext, UnboundCipherKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{Context, SHA256, digest};
use aws_lc_rs::iv::FixedLength;
use axum::Router;
use axum::extract::State;
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use feishu_openapi_runtime::bytes::Bytes;
use feishu_openapi_runtime::http::{HeaderMap, StatusCode};
use feishu_openapi_runtime::serde_json;
use serde::Deserialize;

#[derive(Deserialize)]
struct Encrypted {
    encrypt: String,
}

#[derive(Deserialize)]
struct Envelope {
    header: Header,
    event: Event,
}

#[derive(Deserialize)]
struct Header {
    event_id: String,
    event_type: String,
    create_time: Option<String>,
    token: String,
    app_id: String,
    tenant_key: String,
}

#[derive(Deserialize)]
struct Event {
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    message_id: Option<String>,
    chat_id: Option<String>,
    size: Option<i64>,
}

pub fn router() -> Router {
    let key = digest(&SHA256, b"test key");
    let key = DecryptingKey::cbc(UnboundCipherKey::new(&AES_256, key.as_ref()).unwrap()).unwrap();
    Router::new().route("/feishu", post(handle)).with_state(Arc::new(key))
}

async fn handle(State(key): State<Arc<DecryptingKey>>, headers: HeaderMap, body: Bytes) -> (StatusCode, &'static str) {
    match read(&key, &headers, &body) {
        Some(envelope) if envelope.header.event_type == "im.message.receive_v1" => {
            std::hint::black_box(&envelope);
            (StatusCode::OK, "{}")
        }
        _ => (StatusCode::UNAUTHORIZED, "{}"),
    }
}

fn read(key: &DecryptingKey, headers: &HeaderMap, body: &[u8]) -> Option<Envelope> {
    let header = |name: &str| headers.get(name).map(|value| value.as_bytes());
    let mut signed = Context::new(&SHA256);
    signed.update(header("x-lark-request-timestamp")?);
    signed.update(header("x-lark-request-nonce")?);
    signed.update(b"test key");
    signed.update(body);
    let expected: String = signed
        .finish()
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    verify_slices_are_equal(expected.as_bytes(), header("x-lark-signature")?).ok()?;
    let sent: Encrypted = serde_json::from_slice(body).ok()?;
    let mut bytes = STANDARD.decode(sent.encrypt).ok()?;
    let (iv, blocks) = bytes.split_first_chunk_mut::<16>()?;
    let plain = key
        .decrypt(blocks, DecryptionContext::Iv128(FixedLength::from(*iv)))
        .ok()?;
    let padding = usize::from(*plain.last()?);
    let plain = plain.get(..plain.len().checked_sub(padding)?)?;
    let envelope: Envelope = serde_json::from_slice(plain).ok()?;
    (envelope.header.token == "vtoken").then_some(envelope)
}
