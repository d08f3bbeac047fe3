//! What drives a connection: it does what the state machine says.

use std::future::pending;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::ConnectionState;
use super::connect::{Connected, connect};
use super::error::ConnectionError;
use super::fragments::Fragments;
use super::frame::Frame;
use super::machine::{Action, Input, Machine, Phase, Rules, Severity};
use super::message::{self, Incoming};
use super::session::{Outgoing, Session};
use crate::Client;
use crate::receive::dispatch::Dispatcher;

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// A connection in all its phases. Dropped, everything ends with it.
pub(super) struct Driver {
    client: Client,
    dispatcher: Arc<Dispatcher>,
    state: watch::Sender<ConnectionState>,
    machine: Machine,
    grace: Duration,
    connecting: Option<Boxed<Result<Connected, ConnectionError>>>,
    session: Option<Session>,
    /// The name of the connection, and what its pings name.
    name: (String, i32),
    fragments: Fragments,
    responses: FuturesUnordered<Boxed<()>>,
    draining: Option<Boxed<()>>,
    /// Why there is no connection.
    why: Option<Arc<ConnectionError>>,
}

/// What happened.
enum Happened {
    Stop,
    Connected(Box<Result<Connected, ConnectionError>>),
    Message(Result<Option<Bytes>, ConnectionError>),
    Responded,
    Time,
    Drained,
}

impl Driver {
    pub(super) fn new(
        client: Client,
        dispatcher: Arc<Dispatcher>,
        state: watch::Sender<ConnectionState>,
        (rules, grace): (Rules, Duration),
    ) -> Self {
        Self {
            connecting: Some(Box::pin(connect(client.clone()))),
            client,
            dispatcher,
            state,
            machine: Machine::new(rules),
            grace,
            session: None,
            name: Default::default(),
            fragments: Fragments::default(),
            responses: FuturesUnordered::new(),
            draining: None,
            why: None,
        }
    }

    /// Receives until `stop` is there, or trying again is of no use.
    pub(super) async fn run(mut self, stop: impl Future<Output = ()> + Send) -> Result<(), Arc<ConnectionError>> {
        let mut stop = std::pin::pin!(stop);
        let mut is_stopped = false;
        while self.machine.phase != Phase::Ended {
            let happened = tokio::select! {
                biased;
                () = &mut stop, if !is_stopped => Happened::Stop,
                connected = maybe(self.connecting.as_mut()) => Happened::Connected(Box::new(connected)),
                Some(()) = self.responses.next() => Happened::Responded,
                () = maybe(self.draining.as_mut()) => Happened::Drained,
                // Before the time, since what has come shows that the connection lives, also after the program stood still.
                message = next(self.session.as_mut()) => Happened::Message(message),
                () = wake(self.machine.wake()) => Happened::Time,
            };
            is_stopped |= matches!(happened, Happened::Stop);
            self.happened(happened).await;
        }
        self.end(is_stopped).await
    }

    /// After a final failure, handlers may still run.
    async fn end(mut self, is_stopped: bool) -> Result<(), Arc<ConnectionError>> {
        self.dispatcher.shut_down(self.grace).await;
        match self.why.take() {
            Some(why) if !is_stopped => Err(why),
            _ => Ok(()),
        }
    }

    async fn happened(&mut self, happened: Happened) {
        match happened {
            Happened::Stop => self.step(Input::Stop).await,
            Happened::Time => self.step(Input::Time).await,
            Happened::Responded => {}
            Happened::Connected(connected) => {
                self.connecting = None;
                match *connected {
                    Ok(connected) => self.connected(connected).await,
                    Err(error) => self.lost(error).await,
                }
            }
            Happened::Message(Ok(message)) => {
                // A flood of messages would else leave no time for their responses to be sent.
                tokio::task::coop::consume_budget().await;
                self.step(Input::Heard).await;
                if let Some(bytes) = message {
                    self.message(bytes).await;
                }
            }
            Happened::Message(Err(error)) => {
                self.session = None;
                self.lost(error).await;
            }
            Happened::Drained => {
                self.draining = None;
                // What was done just now is still to be said.
                while self.session.is_some() && self.responses.next().await.is_some() {}
                self.step(Input::Drained).await;
            }
        }
    }

    async fn connected(&mut self, connected: Connected) {
        self.name = (connected.id, connected.service);
        self.session = Some(Session::new(connected.socket));
        self.fragments = Fragments::default();
        self.why = None;
        tracing::info!(connection = self.name.0, "the long connection is ready");
        self.step(Input::Connected(connected.settings)).await;
    }

    async fn lost(&mut self, error: ConnectionError) {
        let severity = error.severity();
        match severity {
            _ if matches!(self.machine.phase, Phase::Closing { .. }) => {
                tracing::info!(%error, "the long connection ended before it was closed");
            }
            Severity::Passing => tracing::warn!(%error, "there is no long connection, and it is tried again"),
            Severity::Lasting | Severity::Final => tracing::error!(%error, "there is no long connection"),
        }
        self.why = Some(Arc::new(error));
        self.step(Input::Lost(severity)).await;
    }

    async fn message(&mut self, bytes: Bytes) {
        match message::read(bytes, &mut self.fragments, Instant::now()) {
            Incoming::Event(event) => {
                if let Some(session) = &self.session {
                    let responding = event.deliver(&self.dispatcher, session.outgoing());
                    self.responses.push(Box::pin(responding));
                }
            }
            Incoming::Settings(settings) => self.step(Input::Settings(settings)).await,
            Incoming::Nothing => {}
        }
    }

    /// Tells the machine, does what it says, and tells who watches.
    async fn step(&mut self, input: Input) {
        let is_quiet = matches!(input, Input::Heard);
        match self.machine.step(input, Instant::now(), fastrand::f64()) {
            None => {}
            Some(Action::Connect) => self.connecting = Some(Box::pin(connect(self.client.clone()))),
            Some(Action::Ping) => self.ping(),
            Some(Action::HangUp) => {
                tracing::warn!("the long connection is dead, and another one is made");
                self.session = None;
                self.why = Some(Arc::new(ConnectionError::Silent));
            }
            Some(Action::Drain) => {
                self.connecting = None;
                let (dispatcher, grace) = (self.dispatcher.clone(), self.grace);
                self.draining = Some(Box::pin(async move { dispatcher.shut_down(grace).await }));
            }
            Some(Action::Close) => {
                self.responses.clear();
                if let Some(session) = self.session.take() {
                    session.close().await;
                }
            }
        }
        if !is_quiet {
            self.tell();
        }
    }

    fn ping(&self) {
        let frame = Frame::ping(self.name.1).write();
        let full = |session: &Session| session.outgoing().try_send(Outgoing { frame, until: None }).is_err();
        if self.session.as_ref().is_some_and(full) {
            tracing::debug!("a ping is not sent, since too much waits to be sent");
        }
    }

    fn tell(&self) {
        let state = match self.machine.phase {
            Phase::Connecting => ConnectionState::Connecting,
            Phase::Ready { .. } => ConnectionState::Ready {
                id: self.name.0.clone(),
            },
            Phase::Waiting { until } => match &self.why {
                Some(why) => ConnectionState::Waiting {
                    attempt: self.machine.failures,
                    until: until.into_std(),
                    why: why.clone(),
                },
                None => return,
            },
            Phase::Closing { .. } => ConnectionState::Closing,
            // It has when all handlers have.
            Phase::Ended => return,
        };
        self.state.send_if_modified(|known| {
            let is_new = !known.is_same(&state);
            *known = state;
            is_new
        });
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.dispatcher.stop();
        self.state.send_replace(ConnectionState::Ended);
    }
}

async fn maybe<T>(future: Option<&mut Boxed<T>>) -> T {
    match future {
        Some(future) => future.await,
        None => pending().await,
    }
}

async fn wake(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => pending().await,
    }
}

async fn next(session: Option<&mut Session>) -> Result<Option<Bytes>, ConnectionError> {
    match session {
        Some(session) => session.next().await,
        None => pending().await,
    }
}
