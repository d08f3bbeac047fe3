//! Many calls on one connection: HTTP/2, over TLS as in the real world, which the server offers beside HTTP/1.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use feishu_openapi_runtime::{Client, Error, File, Options, Retry};
use futures_util::{StreamExt, stream};
use http::{Request, Response, Version};
use http_body_util::{BodyExt, StreamBody};
use hyper::body::{Frame, Incoming};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::endpoints::demo::v1::node;

/// Responses to downloads and lists, in pieces of this many bytes.
const PIECE: usize = 64 * 1024;
/// Requests that the server takes at once on one connection of HTTP/2.
const STREAMS: u32 = 20;

struct Server {
    address: SocketAddr,
    certificate: reqwest::Certificate,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    over_http1: AtomicUsize,
    over_http2: AtomicUsize,
    /// Bytes that connections have taken.
    given: AtomicUsize,
}

impl Seen {
    fn count(&self, request: &Request<Incoming>) {
        let over = match request.version() {
            Version::HTTP_2 => &self.over_http2,
            _ => &self.over_http1,
        };
        over.fetch_add(1, Ordering::Relaxed);
    }
}

impl Server {
    async fn start() -> Self {
        let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
        let mut tls = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![own.cert.der().clone()], key)
            .unwrap();
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            certificate: reqwest::Certificate::from_der(own.cert.der()).unwrap(),
            seen: Arc::default(),
        };
        tokio::spawn(accept(listener, TlsAcceptor::from(Arc::new(tls)), server.seen.clone()));
        server
    }

    fn client(&self) -> Client {
        self.client_with(|http| http)
    }

    fn client_with(&self, configure: fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder) -> Client {
        let (address, certificate) = (self.address, self.certificate.clone());
        let builder = Client::builder("a", "s").base_url(format!("https://localhost:{}", address.port()));
        let builder = builder.http(move |http| {
            let http = http.tls_certs_only([certificate.clone()]);
            configure(http.resolve("localhost", address))
        });
        let options = Options::new().retry(Retry::NEVER).timeout(Duration::from_secs(10));
        builder.options(options).build().unwrap().with_token("t")
    }
}

async fn accept(listener: TcpListener, tls: TlsAcceptor, seen: Arc<Seen>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (tls, seen) = (tls.clone(), seen.clone());
        tokio::spawn(async move {
            let stream = tls.accept(stream).await.unwrap();
            let service = hyper::service::service_fn(move |request| {
                // Here and not in the task that responds, so that requests are counted in the order in which they come.
                seen.count(&request);
                respond(request, seen.clone())
            });
            let mut server = auto::Builder::new(TokioExecutor::new());
            server.http2().max_concurrent_streams(STREAMS);
            // A client that hangs up is what some tests are about.
            let _ = server.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

type Pieces = StreamBody<stream::BoxStream<'static, Result<Frame<Bytes>, Infallible>>>;

/// Sixteen megabytes, if they are asked for as a file or as a list, or few bytes.
async fn respond(request: Request<Incoming>, seen: Arc<Seen>) -> Result<Response<Pieces>, Infallible> {
    let path = request.uri().path().to_owned();
    if path == "/open-apis/demo/v1/files" && request.into_body().collect().await.is_err() {
        // The client has broken off.
        return Ok(Response::new(StreamBody::new(stream::empty().boxed())));
    }
    let pieces = match path.as_str() {
        "/open-apis/demo/v1/flat" | "/open-apis/demo/v1/files" => {
            stream::iter([Bytes::from_static(br#"{"code":0,"id":"a"}"#)]).boxed()
        }
        _ => stream::repeat(Bytes::from_static(&[b' '; PIECE])).take(256).boxed(),
    };
    let count = move |piece: &Bytes| {
        seen.given.fetch_add(piece.len(), Ordering::Relaxed);
    };
    let frames = pieces.inspect(count).map(|piece| Ok(Frame::data(piece)));
    Ok(Response::new(StreamBody::new(frames.boxed())))
}

#[tokio::test]
async fn downloads_that_nobody_reads_hold_up_neither_calls_nor_each_other() {
    let server = Server::start().await;
    let client = server.client();
    let fetch = || async { node::Fetch { id: "f".into() }.send(&client).await.unwrap() };
    let unread: Vec<_> = stream::iter(0..STREAMS + 10).then(|_| fetch()).collect().await;
    assert_eq!(client.send(&node::Flat).await.unwrap().id.as_deref(), Some("a"));
    assert_eq!(fetch().await.bytes(usize::MAX).await.unwrap().len(), 256 * PIECE);
    assert_eq!(server.seen.over_http2.load(Ordering::Relaxed), 1);
    assert_eq!(server.seen.over_http1.load(Ordering::Relaxed), unread.len() + 1);
}

#[tokio::test]
async fn downloads_over_http2_hold_up_no_other_either() {
    let server = Server::start().await;
    let client = server.client_with(reqwest::ClientBuilder::http2_prior_knowledge);
    let fetch = || async { node::Fetch { id: "f".into() }.send(&client).await.unwrap() };
    let unread: Vec<_> = stream::iter(1..STREAMS).then(|_| fetch()).collect().await;
    assert_eq!(fetch().await.bytes(usize::MAX).await.unwrap().len(), 256 * PIECE);
    assert_eq!(server.seen.over_http2.load(Ordering::Relaxed), unread.len() + 1);
}

#[tokio::test]
async fn calls_that_nobody_polls_hold_up_no_other() {
    let server = Server::start().await;
    let client = server.client();
    client.send(&node::Flat).await.unwrap();
    let list = node::List {
        parent: "root".into(),
        ..node::List::default()
    };
    let mut begun: Vec<_> = (0..8).map(|_| client.send(&list)).collect();
    for call in &mut begun {
        assert!(futures_util::poll!(call).is_pending());
    }
    // Until the server may send no more.
    let mut given = 0;
    loop {
        tokio::time::sleep(Duration::from_millis(200)).await;
        match server.seen.given.load(Ordering::Relaxed) {
            now if now == given && now > 4 << 20 => break,
            now => given = now,
        }
    }
    assert_eq!(client.send(&node::Flat).await.unwrap().id.as_deref(), Some("a"));
    assert_eq!(server.seen.over_http1.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_file_that_is_not_as_announced_is_no_broken_connection() {
    let server = Server::start().await;
    let client = server.client();
    client.send(&node::Flat).await.unwrap();
    // Whoever takes it for a broken connection sends it again.
    let client = client.with(Options::new().retry(Retry::default()).repeat_writes(true));
    let endless = File::reader("f", 100_000, tokio::io::repeat(b'x'));
    for (file, reason) in [
        (File::reader("f", 5, &b"half"[..]), "it ended 1 bytes before the 5"),
        (File::reader("f", 3, &b"half"[..]), "it has more than the 3 bytes"),
        (endless, "it has more than the 100000 bytes"),
        #[cfg(target_os = "linux")]
        (File::path("/proc/self/status"), "it has more than the 0 bytes"),
    ] {
        let before = server.seen.over_http2.load(Ordering::Relaxed);
        let error = client.send(&upload(file)).await.unwrap_err();
        let Error::File(error) = error else { panic!("{error:?}") };
        assert!(error.source.to_string().contains(reason), "{error:?}");
        // Once the server has responded to a later request, it has counted all before it. It may not have seen the upload.
        client.send(&node::Flat).await.unwrap();
        let sent = server.seen.over_http2.load(Ordering::Relaxed) - before - 1;
        assert!(sent <= 1, "{sent}");
    }
    client.send(&upload(File::bytes("f", "whole"))).await.unwrap();
    assert_eq!(server.seen.over_http1.load(Ordering::Relaxed), 0);
}

fn upload(file: File) -> node::Upload {
    node::Upload {
        file_name: "f".into(),
        size: 5,
        kind: node::NodeKind::File.into(),
        extra: None,
        file,
        cover: None,
    }
}

/// A server without TLS whose first connection hangs with its second request. Counts connections.
async fn hanging() -> (Client, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let connections = Arc::new(AtomicUsize::new(0));
    let counted = connections.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let is_first = counted.fetch_add(1, Ordering::Relaxed) == 0;
            let mut connection = h2::server::handshake(stream).await.unwrap();
            tokio::spawn(async move {
                let mut has_responded = false;
                while let Some(Ok((_, mut respond))) = connection.accept().await {
                    if is_first && has_responded {
                        return std::future::pending().await;
                    }
                    let mut body = respond.send_response(Response::new(()), false).unwrap();
                    body.send_data(r#"{"code":0}"#.into(), true).unwrap();
                    has_responded = true;
                }
            });
        }
    });
    let builder = Client::builder("a", "s").base_url(format!("http://{address}"));
    let builder = builder.http(reqwest::ClientBuilder::http2_prior_knowledge);
    let client = builder.build().unwrap().with_token("t");
    (client.with(Options::new().retry(Retry::NEVER)), connections)
}

#[tokio::test]
async fn a_call_that_timed_out_leaves_its_connection_to_no_other() {
    let (client, connections) = hanging().await;
    client.send(&node::Flat).await.unwrap();
    let hasty = client.with(Options::new().timeout(Duration::from_millis(1200)));
    let error = hasty.send(&node::Flat).await.unwrap_err();
    assert!(matches!(&error, Error::Timeout(error) if error.sent), "{error:?}");
    client.send(&node::Flat).await.unwrap();
    assert_eq!(connections.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn hasty_calls_leave_a_connection_that_is_silent_for_long() {
    let (client, connections) = hanging().await;
    client.send(&node::Flat).await.unwrap();
    let hasty = client.with(Options::new().timeout(Duration::from_millis(600)));
    let mut failed = 0;
    while hasty.send(&node::Flat).await.is_err() {
        failed += 1;
        assert!(failed < 4);
    }
    assert_eq!((failed, connections.load(Ordering::Relaxed)), (2, 2));
}

#[tokio::test]
async fn a_connection_whose_peer_hangs_is_given_up_long_before_the_call() {
    let (client, connections) = hanging().await;
    client.send(&node::Flat).await.unwrap();
    // From here on, hours pass in no time.
    tokio::time::pause();
    let patient = client.with(Options::new().timeout(Duration::from_secs(3600)));
    let begin = tokio::time::Instant::now();
    let error = patient.send(&node::Flat).await.unwrap_err();
    assert!(
        matches!(&error, Error::Timeout(error) if error.sent && error.after.is_none()),
        "{error:?}"
    );
    assert!(begin.elapsed() < Duration::from_secs(60), "{:?}", begin.elapsed());
    tokio::time::resume();
    client.send(&node::Flat).await.unwrap();
    assert_eq!(connections.load(Ordering::Relaxed), 2);
}
