//! Making a connection: where to, and the upgrade.

use std::time::Duration;

use http::StatusCode;
use reqwest::{Response, Upgraded};
use secrecy::ExposeSecret;
use serde_json::json;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use url::Url;

use super::error::ConnectionError;
use super::settings::{ClientConfig, Settings};
use crate::Client;
use crate::error::causes;
use crate::request::Request;
use crate::spec::{Method, Spec};
use crate::wire::{Object, Visitor};

/// How long each step may take: asking where to connect, and the upgrade.
const PATIENCE: Duration = Duration::from_secs(20);

/// The largest message on the socket: a part of an event, and what is around it.
const LARGEST: usize = 17 * 1024 * 1024;

const ENDPOINT: Spec = Spec {
    id: "callback.ws.endpoint",
    method: Method::Post,
    path: "/callback/ws/endpoint",
    ..Spec::EMPTY
};

/// Where to connect.
#[derive(Clone, Default)]
struct Endpoint {
    url: String,
    config: ClientConfig,
}

impl Object for Endpoint {
    fn visit<V: Visitor>(&mut self, other: &Self, with: &mut V) {
        with.field("URL", &mut self.url, &other.url);
        with.field("ClientConfig", &mut self.config, &other.config);
    }
}

/// A connection that was made.
pub(super) struct Connected {
    pub(super) socket: WebSocketStream<Upgraded>,
    /// The server's name of it.
    pub(super) id: String,
    /// What pings must name.
    pub(super) service: i32,
    pub(super) settings: Settings,
}

/// Asks where to connect, and connects.
pub(super) async fn connect(client: Client) -> Result<Connected, ConnectionError> {
    let asked = timeout(PATIENCE, client.ask::<Endpoint>(request(&client))).await;
    let endpoint = asked.map_err(|_| ConnectionError::Timeout("asking where to connect"))?;
    let endpoint = endpoint.map_err(ConnectionError::of_endpoint)?;
    let url = address(&endpoint.url).ok_or(ConnectionError::Address)?;
    let parameter = |name: &str| {
        let mut pairs = url.query_pairs();
        pairs
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
    };
    let id = parameter("device_id").unwrap_or_default();
    let service = parameter("service_id")
        .and_then(|id| id.parse().ok())
        .unwrap_or_default();
    let upgraded = timeout(PATIENCE, upgrade(&client, url)).await;
    let upgraded = upgraded.map_err(|_| ConnectionError::Timeout("connecting"))??;
    let config = WebSocketConfig::default()
        .max_message_size(Some(LARGEST))
        .max_frame_size(Some(LARGEST));
    Ok(Connected {
        socket: WebSocketStream::from_raw_socket(upgraded, Role::Client, Some(config)).await,
        id,
        service,
        settings: endpoint.config.into(),
    })
}

fn request(client: &Client) -> Request {
    let mut request = Request::new(&ENDPOINT);
    request.header("locale", "zh");
    let secret = client.app_secret().expose_secret();
    request.serialized(&json!({ "AppID": client.app_id(), "AppSecret": secret }));
    request
}

/// The address for the HTTP client, which calls `wss` by its older name.
fn address(url: &str) -> Option<Url> {
    let (scheme, rest) = url.split_once("://")?;
    let scheme = match scheme {
        "wss" => "https",
        "ws" => "http",
        _ => return None,
    };
    Url::parse(&format!("{scheme}://{rest}")).ok()
}

async fn upgrade(client: &Client, url: Url) -> Result<Upgraded, ConnectionError> {
    // The HTTP client does not name the causes of an error in its text.
    let broken = |error: reqwest::Error| {
        let error = error.without_url();
        ConnectionError::Broken(causes(&error).fold(error.to_string(), |text, cause| format!("{text}: {cause}")))
    };
    let key = generate_key();
    let http = client.streams().map_err(ConnectionError::Endpoint)?;
    let request = http
        .get(url)
        .header("connection", "Upgrade")
        .header("upgrade", "websocket")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", &key);
    let response = request.send().await.map_err(broken)?;
    let header = |name: &str| header(&response, name);
    if response.status() != StatusCode::SWITCHING_PROTOCOLS {
        return Err(ConnectionError::refused(response.status().as_u16(), header));
    }
    if header("sec-websocket-accept") != Some(derive_accept_key(key.as_bytes())) {
        return Err(ConnectionError::Broken("the other side speaks no WebSocket".to_owned()));
    }
    response.upgrade().await.map_err(broken)
}

fn header(response: &Response, name: &str) -> Option<String> {
    let value = response.headers().get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}
