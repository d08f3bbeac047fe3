//! Events per second over loopback. By webhook over 64 connections, against bare axum and serde_json that do the same
//! (signature, decryption, token, type), in turns, so that other load hits both. And over the long connection: frames per
//! second, and how long a response takes while there is as much to do as half of that.
//!
//! The program under test has one thread, and what loads it another one.

#![allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic
)]

#[path = "receive/bare.rs"]
mod bare;
#[path = "../tests/receive/events.rs"]
mod events;
#[allow(unused_imports)] // those of its tests
#[path = "../src/receive/connection/frame.rs"]
mod frame;
#[path = "../tests/receive/gateway.rs"]
mod gateway;

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use feishu_openapi_runtime::bytes::Bytes;
use feishu_openapi_runtime::http::Request;
use feishu_openapi_runtime::receive::{Delivered, Handlers, LongConnection};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;
use tokio_tungstenite::tungstenite::Message as Sent;

use events::{Message, message, webhook};
use gateway::{Gateway, Response, Rules, Socket, data};

const CONNECTIONS: usize = 64;
/// Events in a round.
const EVENTS: usize = 20_000;
const ROUNDS: usize = 11;
/// Frames that are sent before a response must have come.
const WINDOW: usize = 1000;

static NUMBER: AtomicUsize = AtomicUsize::new(0);

fn runtime() -> Runtime {
    Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

fn handlers() -> Handlers<()> {
    Handlers::new(()).on(|(), message: Delivered<Message>| async move {
        std::hint::black_box(&message.event);
        Ok(())
    })
}

/// A message that never came before.
fn new_message() -> feishu_openapi_runtime::wire::Json {
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    message(&format!("om_{number:032}"), "oc_a0553eda9014c201e6969b478895c230")
}

async fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// The request on the wire.
fn written(request: &Request<Bytes>) -> Vec<u8> {
    let mut head = format!(
        "POST /feishu HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n",
        request.body().len()
    );
    for (name, value) in request.headers() {
        head += &format!("{name}: {}\r\n", value.to_str().unwrap());
    }
    [head.as_bytes(), b"\r\n", request.body()].concat()
}

/// Sends these requests one after the other, each of which must get a response of 200.
async fn load(address: SocketAddr, requests: Vec<Vec<u8>>) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let mut buffer = vec![0; 4096];
    for request in requests {
        stream.write_all(&request).await.unwrap();
        let mut length = 0;
        while !is_whole(&buffer[..length]) {
            length += stream.read(&mut buffer[length..]).await.unwrap();
        }
        assert!(buffer.starts_with(b"HTTP/1.1 200"));
    }
}

/// Whether a response with a short body has come.
fn is_whole(bytes: &[u8]) -> bool {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
    end.is_some_and(|end| bytes[end + 4..].ends_with(b"}"))
}

fn round(load_runtime: &Runtime, address: SocketAddr) -> f64 {
    let seal = webhook(Handlers::new(()));
    let shares: Vec<Vec<Vec<u8>>> = (0..CONNECTIONS)
        .map(|_| {
            (0..EVENTS / CONNECTIONS)
                .map(|_| written(&seal.sealed(&new_message()).unwrap()))
                .collect()
        })
        .collect();
    load_runtime.block_on(async {
        let begin = Instant::now();
        let tasks: Vec<_> = shares
            .into_iter()
            .map(|share| tokio::spawn(load(address, share)))
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        EVENTS as f64 / begin.elapsed().as_secs_f64()
    })
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn webhooks() {
    let (server, loading) = (runtime(), runtime());
    let (ours, bare) = server.block_on(async {
        let ours = Router::new().route_service("/feishu", webhook(handlers()));
        (serve(ours).await, serve(bare::router()).await)
    });
    let (mut with, mut without, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..=ROUNDS {
        let (first, second) = (round(&loading, ours), round(&loading, bare));
        // The first one is for warming up.
        if number > 0 {
            with.push(first);
            without.push(second);
            ratios.push(first / second);
        }
    }
    println!(
        "webhook, {CONNECTIONS} connections: {:.0} events/s, bare axum {:.0}, ratio {:.3} (median of {ROUNDS} rounds)",
        median(with),
        median(without),
        median(ratios)
    );
}

/// Sends these frames in a stream and waits for all responses. Returns how long each response took.
async fn exchange(socket: &mut Socket, frames: Vec<Vec<u8>>, pause: Duration) -> Vec<Duration> {
    let count = frames.len();
    let window = Semaphore::new(WINDOW);
    let (mut sink, mut stream) = (&mut socket.socket).split();
    let (sent, times) = std::sync::mpsc::channel();
    let window = &window;
    let sending = async move {
        for together in frames.chunks(32) {
            for frame in together {
                window.acquire().await.unwrap().forget();
                sent.send(Instant::now()).unwrap();
                sink.feed(Sent::binary(frame.clone())).await.unwrap();
            }
            sink.flush().await.unwrap();
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
        }
    };
    let reading = async move {
        let (mut sent_at, mut took) = (Vec::new(), Vec::with_capacity(count));
        while took.len() < count {
            let Sent::Binary(bytes) = stream.next().await.unwrap().unwrap() else {
                continue;
            };
            let frame = frame::Frame::read(bytes).unwrap();
            if frame.method != frame::DATA {
                continue;
            }
            sent_at.extend(times.try_iter());
            let response = Response::read(&frame);
            assert_eq!(response.code, 200);
            let number: usize = response.headers["message_id"].parse().unwrap();
            let at: Instant = sent_at[number];
            took.push(at.elapsed());
            window.add_permits(1);
        }
        took
    };
    tokio::join!(reading, sending).0
}

fn frames(count: usize) -> Vec<Vec<u8>> {
    (0..count)
        .map(|number| data(&number.to_string(), (0, 1), new_message().to_string()).write())
        .collect()
}

fn connections() {
    let (program, server) = (runtime(), runtime());
    let mut gateway = server.block_on(Gateway::start(Rules::default()));
    let client = gateway.client();
    program.spawn(LongConnection::new(&client, handlers()).unwrap().run());
    let mut socket = server.block_on(gateway.next());
    let rates = (0..ROUNDS).map(|_| {
        let frames = frames(EVENTS);
        let begin = Instant::now();
        server.block_on(exchange(&mut socket, frames, Duration::ZERO));
        EVENTS as f64 / begin.elapsed().as_secs_f64()
    });
    let rate = median(rates.collect());
    let pause = Duration::from_secs_f64(32.0 / (rate / 2.0));
    let mut took = server.block_on(exchange(&mut socket, frames(EVENTS), pause));
    took.sort();
    println!(
        "long connection: {rate:.0} frames/s (median of {ROUNDS} rounds); at about half of that, a response takes {:?}, 99 of 100 at most {:?}",
        took[took.len() / 2],
        took[took.len() * 99 / 100]
    );
}

fn main() {
    // `cargo test` runs benches too, to see that they work.
    if std::env::args().any(|argument| argument == "--bench") {
        webhooks();
        connections();
    }
}
