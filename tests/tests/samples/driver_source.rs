//! The part of the driver that is the same for every crate: a program that calls a server of its own, once a case.

/// Precedes the generated tables `RESPONSES` and `REQUESTS`.
pub(crate) const PRELUDE: &str = r##"//! Calls a server on this machine, which responds with the samples of the pages.
#![allow(deprecated, clippy::all)]

use std::io::{BufRead, BufReader, Read, Write};
use std::marker::PhantomData;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

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

/// The same for one event of a stream, or the payload of an event.
fn event<T: Decode + Encode>(caller: &Caller) -> Outcome {
    let text = caller.shared.lock().unwrap().response.clone();
    let output: T = wire::from_str(&text).map_err(|error| error.to_string())?;
    serde_json::to_value(Written(&output)).map_err(|error| error.to_string())
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
    let caller = Caller { runtime, client, shared };
    let cases = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    for line in cases.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        caller.shared.lock().unwrap().response = case["response"].as_str().unwrap().to_owned();
        let outcome = match (case["endpoint"].as_str(), case["request"].as_u64()) {
            (Some(id), _) => match RESPONSES.binary_search_by_key(&id, |(id, _)| *id) {
                Ok(at) => RESPONSES[at].1(&caller),
                Err(_) => Err("the driver has no such endpoint".to_owned()),
            },
            (None, Some(at)) => REQUESTS[usize::try_from(at).unwrap()](&caller),
            (None, None) => Err("the driver does not know what to do".to_owned()),
        };
        println!("{}", outcome.map_or_else(|error| json!({ "error": error }), |value| json!({ "value": value })));
    }
}
"##;
