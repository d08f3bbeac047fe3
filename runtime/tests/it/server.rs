//! A small HTTP/1.1 server that records what it is asked and responds as a test says, also wrongly.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A request as it came in. Header names are in lower case.
#[derive(Clone, Debug, Default)]
pub struct Recorded {
    pub method: String,
    /// Path and query as they stood in the request line.
    pub target: String,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Recorded {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap()
    }
}

/// What the server writes, bit by bit, and what it does then.
#[derive(Clone, Debug)]
pub struct Response {
    pieces: Vec<(Duration, Vec<u8>)>,
    end: End,
}

/// Long enough that what is written before and after it comes apart.
const PAUSE: Duration = Duration::from_millis(2);

#[derive(Clone, Copy, Debug)]
enum End {
    /// Waits for the next request.
    KeepOpen,
    HangUp,
    /// Breaks the connection off, as a server does that goes down.
    Reset,
}

impl Response {
    pub fn new(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut head = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len());
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        head += "\r\n";
        Self {
            pieces: vec![(Duration::ZERO, [head.as_bytes(), body].concat())],
            end: End::KeepOpen,
        }
    }

    pub fn json(body: impl AsRef<[u8]>) -> Self {
        Self::new(200, &[("content-type", "application/json; charset=utf-8")], body)
    }

    pub fn error(status: u16, body: impl AsRef<[u8]>) -> Self {
        Self::new(
            status,
            &[("content-type", "application/json"), ("x-tt-logid", "log-1")],
            body,
        )
    }

    /// The response `{"code":0,"data":{"id":"any",…}}`, compressed.
    pub fn gzip() -> Self {
        let headers = [("content-type", "application/json"), ("content-encoding", "gzip")];
        Self::new(200, &headers, GZIP)
    }

    /// The same, of which the last bytes are missing, although its length is right.
    pub fn truncated_gzip() -> Self {
        let headers = [("content-type", "application/json"), ("content-encoding", "gzip")];
        Self::new(200, &headers, &GZIP[..40])
    }

    /// Bytes as they are, after which the server hangs up.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            pieces: vec![(Duration::ZERO, bytes.into())],
            end: End::HangUp,
        }
    }

    /// Leaves out all but the first `keep` bytes, and hangs up.
    pub fn cut(mut self, keep: usize) -> Self {
        self.pieces[0].1.truncate(keep);
        self.end = End::HangUp;
        self
    }

    /// Leaves out all but the first `keep` bytes, and breaks the connection off.
    pub fn reset_after(mut self, keep: usize) -> Self {
        self.pieces[0].1.truncate(keep);
        // A reset takes with it what the other side has not read yet.
        self.pieces.push((Duration::from_millis(50), Vec::new()));
        self.end = End::Reset;
        self
    }

    /// Says nothing more, and does not hang up either.
    pub fn then_silence(mut self) -> Self {
        self.pieces.push((Duration::from_secs(600), Vec::new()));
        self
    }

    /// Writes so many bytes at a time.
    pub fn in_pieces_of(mut self, length: usize) -> Self {
        let (wait, whole) = self.pieces.remove(0);
        let pieces = whole.chunks(length).map(|piece| (PAUSE, piece.to_vec()));
        self.pieces.splice(0..0, pieces);
        self.pieces[0].0 = wait;
        self
    }

    /// Waits before the response.
    pub fn after(mut self, wait: Duration) -> Self {
        self.pieces[0].0 = wait;
        self
    }
}

const GZIP: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xabVJ\xceOIU\xb22\xd0Q\xca-NW\xb2R\xca\xcfV\xd2QJI,IT\
    \xb2\xaaV\xcaL\x01\x8a$\xe6U\x02\x85\n\x12A\xec\n\x92\x80Rm-\x00\x162t%`\x00\x00\x00";

/// The server. It stops when its runtime does.
pub struct Server {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<Recorded>>>,
}

impl Server {
    /// Responds to each request with what `respond` makes of it.
    pub async fn start(respond: impl Fn(&Recorded) -> Response + Send + Sync + 'static) -> Self {
        Self::listen(respond, true).await
    }

    async fn listen(respond: impl Fn(&Recorded) -> Response + Send + Sync + 'static, record: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (respond, recorded) = (Arc::new(respond), requests.clone());
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (respond, recorded) = (respond.clone(), recorded.clone());
                tokio::spawn(async move {
                    // A client that hangs up is what some tests are about.
                    let _ = serve(stream, &*respond, record.then_some(&*recorded)).await;
                });
            }
        });
        Self { address, requests }
    }

    /// As [`start`](Self::start), but remembers no request.
    #[allow(dead_code)] // for load and benchmarks
    pub async fn unrecorded(respond: impl Fn(&Recorded) -> Response + Send + Sync + 'static) -> Self {
        Self::listen(respond, false).await
    }

    /// Gives every request the same response.
    pub async fn always(response: Response) -> Self {
        Self::start(move |_| response.clone()).await
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn requests(&self) -> Vec<Recorded> {
        self.requests.lock().unwrap().clone()
    }

    /// The one request that came in.
    pub fn only_request(&self) -> Recorded {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests.into_iter().next().unwrap()
    }
}

async fn serve(
    stream: TcpStream,
    respond: &(dyn Fn(&Recorded) -> Response + Send + Sync),
    requests: Option<&Mutex<Vec<Recorded>>>,
) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    while let Some(request) = read(&mut stream).await? {
        if let Some(requests) = requests {
            requests.lock().unwrap().push(request.clone());
        }
        let response = respond(&request);
        for (wait, piece) in response.pieces {
            // A sleep takes a millisecond, however short.
            if !wait.is_zero() {
                tokio::time::sleep(wait).await;
            }
            stream.write_all(&piece).await?;
            stream.flush().await?;
        }
        match response.end {
            End::KeepOpen => {}
            End::HangUp => return stream.shutdown().await,
            End::Reset => return stream.get_ref().set_zero_linger(),
        }
    }
    Ok(())
}

async fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<Recorded>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let mut request = Recorded {
        method: words.next().unwrap(),
        target: words.next().unwrap(),
        ..Recorded::default()
    };
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        request
            .headers
            .insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    if let Some(length) = request.header("content-length") {
        request.body = vec![0; length.parse().unwrap()];
        stream.read_exact(&mut request.body).await?;
    }
    assert_eq!(
        request.header("transfer-encoding"),
        None,
        "every body has a known length"
    );
    Ok(Some(request))
}
