//! A gateway that does everything wrong, for as many deliveries as `FEISHU_SOAK_DELIVERIES` says: each event is done once,
//! and none is lost.
//!
//! An event is sent until the gateway hears that it was done. Of each fault there is one in twenty deliveries.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use feishu_openapi_runtime::receive::{self, Delivered, Handlers, LongConnection, MemoryClaims};
use futures_util::{SinkExt, StreamExt};
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::Message as Sent;

use super::events::{Message, message};
use super::frame::{CONTROL, Frame};
use super::gateway::{Gateway, Respond, Response, Rules, Socket, data, pong};

/// Connections at the same time.
const CONNECTIONS: usize = 16;
/// Events that may be sent before something is heard of them.
const OUTSTANDING: usize = 400;
/// How long the gateway waits before it sends an event again.
const AGAIN: Duration = Duration::from_millis(150);

/// How often each event was done, by its number.
struct Ledger {
    done: Vec<AtomicU8>,
    tried: Vec<AtomicU8>,
    runs: AtomicUsize,
}

async fn handle(ledger: Arc<Ledger>, message: Delivered<Message>) -> receive::Result {
    let number: usize = message
        .message
        .as_ref()
        .and_then(|body| body.message_id.as_ref())
        .unwrap()
        .parse()?;
    ledger.runs.fetch_add(1, Ordering::Relaxed);
    let is_first = ledger.tried[number].fetch_add(1, Ordering::Relaxed) == 0;
    match number % 20 {
        3 if is_first => panic!("a panic that belongs to the test"),
        5 if is_first => return Err("an error that belongs to the test".into()),
        // Later than a response is waited for.
        7 => sleep(Duration::from_millis(40)).await,
        _ => {}
    }
    ledger.done[number].fetch_add(1, Ordering::Relaxed);
    Ok(())
}

/// What the gateway has still to hear about, shared by all connections.
#[derive(Default)]
struct Outstanding {
    next: usize,
    /// When each event that was sent is to be sent again.
    sent: HashMap<usize, Instant>,
}

impl Outstanding {
    /// The event that is to be sent now.
    fn due(&mut self, total: usize) -> Option<usize> {
        let now = Instant::now();
        let mut again = self.sent.iter().filter(|(_, at)| **at <= now);
        let again = again.next().map(|(number, _)| *number);
        let number = again.or_else(|| {
            let is_new = self.next < total && self.sent.len() < OUTSTANDING;
            is_new.then_some(self.next)
        })?;
        self.next = self.next.max(number + 1);
        self.sent.insert(number, now + AGAIN);
        Some(number)
    }

    fn is_over(&self, total: usize) -> bool {
        self.sent.is_empty() && self.next == total
    }
}

/// One connection of the gateway's, until it breaks it. `false` when all is done.
async fn serve(socket: &mut Socket, outstanding: &Mutex<Outstanding>, total: usize, faults: &AtomicUsize) -> bool {
    loop {
        let due = outstanding.lock().unwrap().due(total);
        let Some(number) = due else {
            if outstanding.lock().unwrap().is_over(total) {
                return false;
            }
            if !read(socket, outstanding, Instant::now() + Duration::from_millis(5)).await {
                return true;
            }
            continue;
        };
        let one_in_twenty = || fastrand::usize(..20) == 0;
        send(socket, number, one_in_twenty(), one_in_twenty(), one_in_twenty()).await;
        // Broken off while responses are on their path, or open and silent for longer than that is believed.
        let (is_broken_off, is_silent) = (one_in_twenty(), one_in_twenty());
        if is_broken_off || is_silent {
            faults.fetch_add(1, Ordering::Relaxed);
            if is_silent {
                sleep(Duration::from_millis(120)).await;
            }
            return true;
        }
        if !read(socket, outstanding, Instant::now()).await {
            return true;
        }
    }
}

async fn send(socket: &mut Socket, number: usize, in_parts: bool, twice: bool, garbage: bool) {
    let payload = message(&number.to_string(), &(number % 100).to_string()).to_string();
    let id = format!("m{number}");
    let mut frames = match in_parts {
        false => vec![data(&id, (0, 1), payload)],
        true => {
            let half = payload.len() / 2;
            let parts = [(1, payload[half..].to_owned()), (0, payload[..half].to_owned())];
            parts.map(|(seq, part)| data(&id, (seq, 2), part)).to_vec()
        }
    };
    if twice {
        frames.extend(frames.clone());
    }
    if garbage {
        drop(socket.socket.feed(Sent::binary(b"garbage".to_vec())).await);
    }
    for frame in frames {
        drop(socket.socket.feed(Sent::binary(frame.write())).await);
    }
    drop(socket.socket.flush().await);
}

/// Reads responses and pings for a while. `false` when the other side is gone.
async fn read(socket: &mut Socket, outstanding: &Mutex<Outstanding>, until: Instant) -> bool {
    while let Ok(read) = tokio::time::timeout_at(until, socket.socket.next()).await {
        let Some(Ok(message)) = read else { return false };
        let Sent::Binary(bytes) = message else { continue };
        let frame = Frame::read(bytes).unwrap();
        if frame.method == CONTROL {
            socket.send(&pong("")).await;
            continue;
        }
        let response = Response::read(&frame);
        let number: usize = response.headers["message_id"][1..].parse().unwrap();
        let mut outstanding = outstanding.lock().unwrap();
        match response.code {
            200 => drop(outstanding.sent.remove(&number)),
            _ => {
                if let Some(at) = outstanding.sent.get_mut(&number) {
                    *at = Instant::now() + AGAIN;
                }
            }
        }
    }
    true
}

/// Bytes of memory that the process has.
fn memory() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
    pages.unwrap_or_default() * 4096
}

fn start(gateway: &Gateway, ledger: &Arc<Ledger>, stop: &watch::Receiver<bool>) -> Vec<tokio::task::JoinHandle<()>> {
    // Enough for what may still be sent again, so that memory is soon as large as it will be.
    let claims = MemoryClaims::with_capacity(20_000);
    let client = gateway.client();
    let connect = |_| {
        let handlers = Handlers::new(ledger.clone()).on(handle).claims(claims.clone());
        let handlers = handlers
            .respond_within(Duration::from_millis(20))
            .in_order_of(|raw| raw.text("/message/chat_id"));
        let connection = LongConnection::new(&client, handlers).unwrap();
        let connection = connection
            .ping_every(Duration::from_millis(60))
            .silence(Duration::from_millis(40))
            .pauses(Duration::from_millis(2), Duration::from_millis(20));
        let mut stop = stop.clone();
        tokio::spawn(async move {
            let stopped = async move { drop(stop.wait_for(|stop| *stop).await) };
            connection.run_until(stopped).await.unwrap();
        })
    };
    (0..CONNECTIONS).map(connect).collect()
}

/// What is refused now and then: where to connect, and to connect.
fn rules() -> Rules {
    let now_and_then = |respond: Respond| {
        move |_| match fastrand::usize(..20) {
            0 => respond.clone(),
            _ => Respond::Usual,
        }
    };
    let refused = Respond::With(200, vec![("Handshake-Status", "514")], String::new());
    Rules {
        endpoint: Arc::new(now_and_then(Respond::error(200, 1_000_040_345, "system busy"))),
        upgrade: Arc::new(now_and_then(refused)),
        ..Rules::default()
    }
}

/// Serves until all is done. Returns the MiB of memory at each tenth.
async fn serve_all(gateway: &mut Gateway, total: usize, faults: &Arc<AtomicUsize>) -> Vec<usize> {
    let outstanding = Arc::new(Mutex::new(Outstanding::default()));
    let mut serving = tokio::task::JoinSet::new();
    let mut memories = Vec::new();
    loop {
        tokio::select! {
            mut socket = gateway.next() => {
                let (outstanding, faults) = (outstanding.clone(), faults.clone());
                serving.spawn(async move { serve(&mut socket, &outstanding, total, &faults).await });
            }
            Some(is_going_on) = serving.join_next() => {
                let at = outstanding.lock().unwrap().next;
                if at * 10 / total > memories.len() {
                    memories.push(memory() >> 20);
                }
                if !is_going_on.unwrap() {
                    return memories;
                }
            }
        }
    }
}

/// Waits for the connections to end, after which no task is left.
async fn end(running: Vec<tokio::task::JoinHandle<()>>) {
    for task in running {
        timeout(Duration::from_secs(12), task).await.unwrap().unwrap();
    }
    let no_task_left = async {
        while tokio::runtime::Handle::current().metrics().num_alive_tasks() > 0 {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(Duration::from_secs(5), no_task_left).await.unwrap();
}

/// Panics that belong to the test are not to be told.
fn hide_panics() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !info.to_string().contains("belongs to the test") {
            hook(info);
        }
    }));
}

#[test]
fn each_event_is_done_once_and_none_is_lost_whatever_the_gateway_does() {
    let total = std::env::var("FEISHU_SOAK_DELIVERIES").map_or(2_000, |count| count.parse().unwrap());
    hide_panics();
    let none = || (0..total).map(|_| AtomicU8::new(0)).collect();
    let ledger = Arc::new(Ledger {
        done: none(),
        tried: none(),
        runs: AtomicUsize::new(0),
    });
    let runtime = || {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap()
    };
    let (server, clients) = (runtime(), runtime());
    let mut gateway = server.block_on(Gateway::start(rules()));
    let (stop, stopped) = watch::channel(false);
    let running = clients.block_on(async { start(&gateway, &ledger, &stopped) });

    let (faults, began) = (Arc::default(), Instant::now());
    let memories = server.block_on(serve_all(&mut gateway, total, &faults));
    let took = began.elapsed();
    stop.send(true).unwrap();
    clients.block_on(end(running));

    println!(
        "{total} events, {} runs, {} broken connections, {took:?}, MiB at each tenth: {memories:?}",
        ledger.runs.load(Ordering::Relaxed),
        faults.load(Ordering::Relaxed)
    );
    let is_done_once = |number: &usize| ledger.done[*number].load(Ordering::Relaxed) == 1;
    let wrong: Vec<_> = (0..total).filter(|number| !is_done_once(number)).collect();
    assert!(
        wrong.is_empty(),
        "{} of {total}, first {:?}",
        wrong.len(),
        wrong.first()
    );
    // Once it is as large as it will be, it grows no more.
    if let (Some(middle), Some(end)) = (memories.get(4), memories.last()) {
        assert!(*end <= middle + middle / 10 + 16, "{memories:?}");
    }
}
