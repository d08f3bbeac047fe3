//! One connection: frames in, frames out.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use reqwest::Upgraded;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use super::error::ConnectionError;

/// So many frames may wait to be sent. Responses beyond that are dropped, and the server sends their events again.
const WAITING: usize = 4096;

/// So many frames are sent at once.
const TOGETHER: usize = 64;

/// How long sending may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long saying goodbye may take.
const GOODBYE: Duration = Duration::from_secs(1);

/// What is sent.
pub(super) struct Outgoing {
    pub(super) frame: Vec<u8>,
    /// When the server does not wait for it any more.
    pub(super) until: Option<Instant>,
}

/// A connection. Dropped, it is closed without a word.
pub(super) struct Session {
    incoming: SplitStream<WebSocketStream<Upgraded>>,
    outgoing: mpsc::Sender<Outgoing>,
    writer: JoinSet<Result<(), ConnectionError>>,
}

impl Session {
    pub(super) fn new(socket: WebSocketStream<Upgraded>) -> Self {
        let (sink, incoming) = socket.split();
        let (outgoing, queue) = mpsc::channel(WAITING);
        let mut writer = JoinSet::new();
        writer.spawn(write(sink, queue));
        Self {
            incoming,
            outgoing,
            writer,
        }
    }

    /// Where frames go that are to be sent over this connection, and over no other.
    pub(super) fn outgoing(&self) -> mpsc::Sender<Outgoing> {
        self.outgoing.clone()
    }

    /// The next message that comes. `None` is one without a frame, which shows that the server is there.
    pub(super) async fn next(&mut self) -> Result<Option<Bytes>, ConnectionError> {
        tokio::select! {
            biased;
            message = self.incoming.next() => match message {
                Some(Ok(Message::Binary(frame))) => Ok(Some(frame)),
                Some(Ok(Message::Close(_))) | None => Err(ConnectionError::Closed),
                Some(Ok(_)) => Ok(None),
                Some(Err(error)) => Err(ConnectionError::Broken(error.to_string())),
            },
            Some(written) = self.writer.join_next() => match written {
                Ok(Err(error)) => Err(error),
                _ => Err(ConnectionError::Closed),
            },
        }
    }

    /// Sends what waits, and says goodbye.
    pub(super) async fn close(self) {
        let Self {
            mut writer, outgoing, ..
        } = self;
        drop(outgoing);
        // Whether the server heard it makes no difference.
        let _ = timeout(GOODBYE, writer.join_next()).await;
    }
}

/// Sends what comes until nobody can send more, and says goodbye then.
async fn write(
    mut sink: SplitSink<WebSocketStream<Upgraded>, Message>,
    mut queue: mpsc::Receiver<Outgoing>,
) -> Result<(), ConnectionError> {
    let broken = |error: tokio_tungstenite::tungstenite::Error| ConnectionError::Broken(error.to_string());
    let mut together = Vec::with_capacity(TOGETHER);
    while queue.recv_many(&mut together, TOGETHER).await > 0 {
        let now = Instant::now();
        let sending = async {
            for outgoing in together.drain(..) {
                match outgoing.until {
                    Some(until) if until < now => tracing::debug!("a response comes too late, and is not sent"),
                    _ => sink.feed(Message::binary(outgoing.frame)).await?,
                }
            }
            sink.flush().await
        };
        let sent = timeout(PATIENCE, sending).await;
        sent.map_err(|_| ConnectionError::Timeout("sending"))?.map_err(broken)?;
    }
    sink.close().await.map_err(broken)
}
