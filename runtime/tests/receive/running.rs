//! A connection that runs against the gateway, and its handlers.

use std::sync::Arc;
use std::time::Duration;

use feishu_openapi_runtime::receive::{
    self, CardReply, ConnectionError, ConnectionState, Delivered, Handlers, LongConnection, Toast,
};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::events::{Click, Message, Notes};
use super::gateway::{Gateway, Socket};

pub type Ended = Result<(), Arc<ConnectionError>>;

/// A connection that runs.
pub struct Running {
    stop: Option<oneshot::Sender<()>>,
    pub state: watch::Receiver<ConnectionState>,
    pub task: JoinHandle<Ended>,
}

impl Running {
    pub fn start(connection: LongConnection) -> Self {
        let (stop, stopped) = oneshot::channel();
        let state = connection.state();
        let task = tokio::spawn(connection.run_until(stopped));
        Self {
            stop: Some(stop),
            state,
            task,
        }
    }

    /// Stops, which takes no longer than this.
    pub async fn stop(mut self, within: Duration) -> Ended {
        self.stop.take().unwrap().send(()).unwrap();
        self.ended(within).await
    }

    pub async fn ended(self, within: Duration) -> Ended {
        let ended = timeout(within, self.task).await.unwrap().unwrap();
        assert!(matches!(&*self.state.borrow(), ConnectionState::Ended));
        ended
    }

    pub async fn wait_for(&mut self, is_it: impl Fn(&ConnectionState) -> bool) -> ConnectionState {
        let reached = timeout(Duration::from_secs(20), self.state.wait_for(is_it)).await;
        reached.unwrap().unwrap().clone()
    }
}

pub fn is_ready(state: &ConnectionState) -> bool {
    matches!(state, ConnectionState::Ready { .. })
}

pub fn is_waiting(state: &ConnectionState) -> bool {
    matches!(state, ConnectionState::Waiting { .. })
}

/// With pauses that a test can wait for.
pub fn connection<S>(gateway: &Gateway, handlers: Handlers<S>) -> LongConnection {
    let connection = LongConnection::new(&gateway.client(), handlers).unwrap();
    connection
        .pauses(Duration::from_millis(5), Duration::from_millis(20))
        .grace(Duration::from_secs(2))
}

async fn note(notes: Notes, message: Delivered<Message>) -> receive::Result {
    let id = message
        .message
        .as_ref()
        .and_then(|body| body.message_id.clone())
        .unwrap();
    match id.as_str() {
        "fails" => return Err("it fails".into()),
        "panics" => panic!("it panics"),
        "slow" | "hangs" => {
            notes.add(format!("{id} begins"));
            sleep(Duration::from_secs(if id == "slow" { 1 } else { 100 })).await;
        }
        _ => {}
    }
    notes.add(id);
    Ok(())
}

async fn click(notes: Notes, _: Delivered<Click>) -> receive::Result<CardReply> {
    notes.add("click");
    Ok(CardReply::new().toast(Toast::success("done")))
}

pub fn handlers(notes: &Notes) -> Handlers<Notes> {
    Handlers::new(notes.clone()).on(note).on(click)
}

/// A connection that is ready, and its other side.
pub async fn ready(gateway: &mut Gateway, handlers: Handlers<Notes>) -> (Running, Socket) {
    let mut running = Running::start(connection(gateway, handlers));
    let socket = gateway.next().await;
    running.wait_for(is_ready).await;
    (running, socket)
}

pub const SOON: Duration = Duration::from_secs(3);
