//! The server's side of the long connection, on 127.0.0.1: it says where to connect, and does as a test says.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use feishu_openapi_runtime::bytes::Bytes;
use feishu_openapi_runtime::serde_json::{self, json};
use feishu_openapi_runtime::wire::Json;
use feishu_openapi_runtime::{Client, ClientBuilder, reqwest};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::frame::{DATA, Frame};

/// So many requests are recorded, so that a long run needs no more memory than a short one.
const RECORDED: usize = 100;

/// How the gateway responds to a request to it.
#[derive(Clone, Debug)]
pub enum Respond {
    /// As usual: names an address, or accepts the connection.
    Usual,
    /// With this status, these headers and this body.
    With(u16, Vec<(&'static str, &'static str)>, String),
    /// Never.
    Silence,
}

impl Respond {
    /// An error with this code and text, and without `data`.
    pub fn error(status: u16, code: i64, text: &str) -> Self {
        Self::With(status, Vec::new(), json!({ "code": code, "msg": text }).to_string())
    }
}

/// With TLS or without.
type Stream = Box<dyn Both>;

pub trait Both: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Both for T {}

type Rule = Arc<dyn Fn(usize) -> Respond + Send + Sync>;

/// What the gateway does.
#[derive(Clone)]
pub struct Rules {
    /// Of the nth question where to connect.
    pub endpoint: Rule,
    /// Of the nth connection.
    pub upgrade: Rule,
    /// What it says of pings and pauses.
    pub config: Json,
    /// The body of its response to any other request, of which it is given head and body.
    pub call: fn(&str, &str) -> String,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            endpoint: Arc::new(|_| Respond::Usual),
            upgrade: Arc::new(|_| Respond::Usual),
            config: json!({ "ReconnectCount": -1, "ReconnectInterval": 120, "ReconnectNonce": 30, "PingInterval": 120 }),
            call: |_, _| r#"{"code":0,"tenant_access_token":"t-1","expire":7200}"#.to_owned(),
        }
    }
}

/// The gateway. Connections that it accepted are to be had one after the other.
pub struct Gateway {
    pub address: SocketAddr,
    sockets: mpsc::UnboundedReceiver<Socket>,
    pub asked: Arc<AtomicUsize>,
    pub upgrades: Arc<AtomicUsize>,
    /// Heads and bodies of the first requests.
    pub requests: Arc<Mutex<Vec<(String, String)>>>,
}

#[derive(Clone)]
struct Shared {
    rules: Rules,
    scheme: &'static str,
    host: String,
    sockets: mpsc::UnboundedSender<Socket>,
    asked: Arc<AtomicUsize>,
    upgrades: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<(String, String)>>>,
}

impl Shared {
    fn record(&self, head: &str, body: &str) {
        let mut requests = self.requests.lock().unwrap();
        if requests.len() < RECORDED {
            requests.push((head.to_owned(), body.to_owned()));
        }
    }
}

impl Gateway {
    pub async fn start(rules: Rules) -> Self {
        Self::listen(rules, None, None).await
    }

    /// One whose address has another name, which only a proxy knows.
    pub async fn named(rules: Rules, host: &str) -> Self {
        Self::listen(rules, Some(host), None).await
    }

    /// One that speaks TLS, and its certificate.
    pub async fn secure(rules: Rules) -> (Self, reqwest::Certificate) {
        let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder().with_no_client_auth();
        let config = config.with_single_cert(vec![own.cert.der().clone()], key).unwrap();
        let certificate = reqwest::Certificate::from_der(own.cert.der()).unwrap();
        (
            Self::listen(rules, None, Some(Arc::new(config).into())).await,
            certificate,
        )
    }

    async fn listen(rules: Rules, host: Option<&str>, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, sockets) = mpsc::unbounded_channel();
        let shared = Shared {
            rules,
            scheme: if tls.is_some() { "wss" } else { "ws" },
            host: host.map_or_else(|| address.to_string(), str::to_owned),
            sockets: sender,
            asked: Arc::default(),
            upgrades: Arc::default(),
            requests: Arc::default(),
        };
        let (asked, upgrades, requests) = (shared.asked.clone(), shared.upgrades.clone(), shared.requests.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).unwrap();
                let (shared, tls) = (shared.clone(), tls.clone());
                // A client that hangs up is what some tests are about.
                tokio::spawn(async move {
                    match tls {
                        Some(tls) => drop(serve(Box::new(tls.accept(stream).await?), shared).await),
                        None => drop(serve(Box::new(stream), shared).await),
                    }
                    std::io::Result::Ok(())
                });
            }
        });
        Self {
            address,
            sockets,
            asked,
            upgrades,
            requests,
        }
    }

    pub fn builder(&self) -> ClientBuilder {
        Client::builder("cli_1", "app-secret").base_url(format!("http://{}", self.address))
    }

    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// The next connection.
    pub async fn next(&mut self) -> Socket {
        timeout(Duration::from_secs(20), self.sockets.recv())
            .await
            .unwrap()
            .unwrap()
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

async fn serve(mut stream: Stream, shared: Shared) -> std::io::Result<()> {
    loop {
        let Some((head, body)) = request(&mut stream).await? else {
            return Ok(());
        };
        shared.record(&head, &body);
        let is_question = head.contains("/callback/ws/endpoint");
        let respond = match is_question {
            true => (shared.rules.endpoint)(shared.asked.fetch_add(1, Ordering::Relaxed)),
            false if !head.contains("/ws/v2") => Respond::With(200, Vec::new(), (shared.rules.call)(&head, &body)),
            false => (shared.rules.upgrade)(shared.upgrades.fetch_add(1, Ordering::Relaxed)),
        };
        let (status, headers, body) = match respond {
            Respond::Silence => return std::future::pending().await,
            Respond::With(status, headers, body) => (status, headers, body),
            Respond::Usual if is_question => {
                let number = shared.asked.load(Ordering::Relaxed);
                let url = format!(
                    "{}://{}/ws/v2?device_id=device-{number}&service_id=33554678&access_key=secret-key&ticket=secret-ticket",
                    shared.scheme, shared.host
                );
                let data = json!({ "URL": url, "ClientConfig": shared.rules.config });
                (
                    200,
                    Vec::new(),
                    json!({ "code": 0, "msg": "", "data": data }).to_string(),
                )
            }
            Respond::Usual => {
                accept(&mut stream, &head).await?;
                let socket = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
                drop(shared.sockets.send(Socket { socket }));
                return Ok(());
            }
        };
        let mut response = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
            body.len()
        );
        for (name, value) in headers {
            response += &format!("{name}: {value}\r\n");
        }
        response += &format!("\r\n{body}");
        stream.write_all(response.as_bytes()).await?;
    }
}

async fn request(stream: &mut Stream) -> std::io::Result<Option<(String, String)>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return Ok(None),
        }
    }
    let head = String::from_utf8(head).unwrap();
    let length = header(&head, "content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok(Some((head, String::from_utf8(body).unwrap())))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    lines
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

async fn accept(stream: &mut Stream, head: &str) -> std::io::Result<()> {
    let key = derive_accept_key(header(head, "sec-websocket-key").unwrap().as_bytes());
    let response =
        format!("HTTP/1.1 101 X\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-accept: {key}\r\n\r\n");
    stream.write_all(response.as_bytes()).await
}

/// One connection, as the server has it.
pub struct Socket {
    pub socket: WebSocketStream<Stream>,
}

/// A frame with an event.
pub fn data(id: &str, (seq, sum): (usize, usize), payload: impl Into<Bytes>) -> Frame {
    let (seq, sum) = (seq.to_string(), sum.to_string());
    let headers = [
        ("type", "event"),
        ("message_id", id),
        ("sum", &sum),
        ("seq", &seq),
        ("trace_id", "trace"),
        ("instance_id", "instance"),
    ];
    Frame {
        sequence: 7,
        log: 8,
        service: 33_554_678,
        method: DATA,
        headers: headers
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec(),
        payload_type: Some("json".to_owned()),
        payload: Some(payload.into()),
        new_log: Some("log".to_owned()),
        ..Frame::default()
    }
}

/// A pong with this payload.
pub fn pong(payload: &str) -> Frame {
    let mut frame = Frame::ping(1);
    frame.headers = vec![("type".to_owned(), "pong".to_owned())];
    frame.payload = Some(payload.to_owned().into());
    frame
}

/// A response to an event.
#[derive(Debug)]
pub struct Response {
    pub headers: HashMap<String, String>,
    pub code: i64,
    /// What stands in `data`, decoded.
    pub data: Option<Json>,
}

impl Response {
    pub fn read(frame: &Frame) -> Self {
        use base64::Engine;
        let body: Json = serde_json::from_slice(frame.payload.as_ref().unwrap()).unwrap();
        let data = body.get("data").map(|data| {
            let json = base64::engine::general_purpose::STANDARD
                .decode(data.as_str().unwrap())
                .unwrap();
            serde_json::from_slice(&json).unwrap()
        });
        Self {
            headers: frame.headers.iter().cloned().collect(),
            code: body["code"].as_i64().unwrap(),
            data,
        }
    }
}

impl Socket {
    pub async fn send(&mut self, frame: &Frame) {
        self.bytes(frame.write()).await;
    }

    pub async fn bytes(&mut self, bytes: Vec<u8>) {
        self.message(Message::binary(bytes)).await;
    }

    /// Sends, if the other side is still there.
    pub async fn message(&mut self, message: Message) {
        drop(self.socket.send(message).await);
    }

    /// The next frame, pings included. `None` when the other side has closed the connection.
    pub async fn frame(&mut self) -> Option<Frame> {
        loop {
            match timeout(Duration::from_secs(20), self.socket.next()).await.unwrap() {
                Some(Ok(Message::Binary(bytes))) => return Some(Frame::read(bytes).unwrap()),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                Some(Ok(other)) => panic!("{other:?}"),
            }
        }
    }

    /// The next response to an event. Pings are responded to meanwhile.
    pub async fn response(&mut self) -> Option<Response> {
        loop {
            let frame = self.frame().await?;
            match frame.header("type") {
                Some("ping") => self.send(&pong("")).await,
                _ => return Some(Response::read(&frame)),
            }
        }
    }

    /// Sends an event, and waits for the response to it.
    pub async fn ask(&mut self, id: &str, event: &Json) -> Response {
        self.send(&data(id, (0, 1), event.to_string())).await;
        self.response().await.unwrap()
    }
}
