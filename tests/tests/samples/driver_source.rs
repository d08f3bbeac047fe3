//! The part of the driver that is the same for every crate: a program that calls a server of its own, once a case. Events it
//! receives over both transports.

/// Precedes the generated tables `RESPONSES` and `REQUESTS`, and the handlers of all events.
pub(crate) const PRELUDE: &str = r##"//! Calls a server on this machine, which responds with the samples of the pages.
#![allow(deprecated, clippy::all)]

use std::io::{BufRead, BufReader, Read, Write};
use std::marker::PhantomData;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use feishu_openapi::runtime::receive::{self, Delivered, Event, Handlers, LongConnection, Webhook};
use feishu_openapi::runtime::wire::{self, Decode, Encode, Written};
use feishu_openapi::runtime::{Options, Pacing, Request, spec};
use feishu_openapi::{Client, Endpoint};
use serde_json::{Value, json};

/// What the server responds, and the body of the last request.
#[derive(Default)]
struct Exchange {
    response: String,
    body: Vec<u8>,
}

type Shared = Arc<Mutex<Exchange>>;

fn serve(stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut length = 0;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let response = {
        let mut exchange = shared.lock().unwrap();
        exchange.body = body;
        exchange.response.clone()
    };
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        response.len()
    );
    (&stream).write_all(head.as_bytes())?;
    (&stream).write_all(response.as_bytes())
}

/// A call to an endpoint with nothing but its path filled in.
struct Probe<E>(PhantomData<E>);

impl<E: Endpoint> Endpoint for Probe<E> {
    type Output = E::Output;

    const SPEC: spec::Spec = E::SPEC;

    fn encode(&self, request: &mut Request) {
        for segment in E::SPEC.path.split('/') {
            if let Some(name) = segment.strip_prefix(':') {
                request.path(name, "x");
            }
        }
    }
}

/// A request as it is, whose response does not matter.
struct Sent<'a, E>(&'a E);

impl<E: Endpoint> Endpoint for Sent<'_, E> {
    type Output = ();

    const SPEC: spec::Spec = E::SPEC;

    fn encode(&self, request: &mut Request) {
        self.0.encode(request);
    }
}

struct Caller {
    runtime: tokio::runtime::Runtime,
    client: Client,
    shared: Shared,
}

type Outcome = Result<Value, String>;

/// What the generated types made of the response, as JSON again.
fn response<E>(caller: &Caller) -> Outcome
where
    E: Endpoint,
    E::Output: Decode + Encode,
{
    let call = caller.client.send(&Probe::<E>(PhantomData));
    let output = caller.runtime.block_on(call).map_err(|error| format!("{error:?}"))?;
    serde_json::to_value(Written(&output)).map_err(|error| error.to_string())
}

/// The same for one event of a stream.
fn event<T: Decode + Encode>(caller: &Caller) -> Outcome {
    let text = caller.shared.lock().unwrap().response.clone();
    let output: T = wire::from_str(&text).map_err(|error| error.to_string())?;
    serde_json::to_value(Written(&output)).map_err(|error| error.to_string())
}

/// What a handler made of an event.
type Seen = Arc<Mutex<Option<Value>>>;

async fn read<E>(seen: Seen, event: Delivered<E>) -> receive::Result<E::Reply>
where
    E: Event + Encode,
    E::Reply: Default,
{
    let payload = serde_json::to_value(Written(&event.event))?;
    *seen.lock().unwrap() = Some(json!({ "header": event.header.extra, "event": payload }));
    Ok(E::Reply::default())
}

/// The same for an event, over both transports.
async fn received(gateway: &mut gateway::Gateway, envelope: &Value) -> Outcome {
    let of_webhook = Seen::default();
    let webhook = Webhook::builder(handlers(of_webhook.clone())).encrypt_key("key").build().unwrap();
    let (head, body) = webhook.sealed(envelope).unwrap().into_parts();
    let response = webhook.respond(&head.headers, body).await;
    if response.status() != 200 {
        return Err(format!("the webhook responds {response:?}"));
    }
    let of_frame = Seen::default();
    let connection = LongConnection::new(&gateway.client(), handlers(of_frame.clone())).unwrap();
    let response = tokio::select! {
        ended = connection.run() => panic!("{ended:?}"),
        response = async { gateway.next().await.ask("m1", envelope).await } => response,
    };
    if response.code != 200 {
        return Err(format!("the frame with the response has {response:?}"));
    }
    let (of_webhook, of_frame) = (of_webhook.lock().unwrap().take(), of_frame.lock().unwrap().take());
    assert_eq!(of_webhook, of_frame);
    of_webhook.ok_or_else(|| "no handler has the event".to_owned())
}

/// The body that a request sends.
fn sent<E: Endpoint>(caller: &Caller, request: &E) -> Outcome {
    let call = caller.client.send(&Sent(request));
    caller.runtime.block_on(call).map_err(|error| format!("{error:?}"))?;
    serde_json::from_slice(&caller.shared.lock().unwrap().body).map_err(|error| error.to_string())
}

fn any(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let shared = Shared::default();
    let served = shared.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            serve(stream.unwrap(), &served).unwrap();
        }
    });
    let client = Client::builder("cli_test", "secret")
        .base_url(address)
        .pacing(Pacing::Off)
        .options(Options::new().strict(true))
        .build()
        .unwrap()
        .with_token("t-test");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut gateway = runtime.block_on(gateway::Gateway::start(gateway::Rules::default()));
    let caller = Caller { runtime, client, shared };
    let cases = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        if let Some(envelope) = case.get("event") {
            print(caller.runtime.block_on(received(&mut gateway, envelope)));
            continue;
        }
        caller.shared.lock().unwrap().response = case["response"].as_str().unwrap().to_owned();
        let outcome = match (case["endpoint"].as_str(), case["request"].as_u64()) {
            (Some(id), _) => match RESPONSES.binary_search_by_key(&id, |(id, _)| *id) {
                Ok(at) => RESPONSES[at].1(&caller),
                Err(_) => Err("the driver has no such endpoint".to_owned()),
            },
            (None, Some(at)) => REQUESTS[usize::try_from(at).unwrap()](&caller),
            (None, None) => Err("the driver does not know what to do".to_owned()),
        };
        print(outcome);
    }
}

fn print(outcome: Outcome) {
    println!("{}", outcome.map_or_else(|error| json!({ "error": error }), |value| json!({ "value": value })));
}
"##;
