//! Programs that end while a user's token is refreshed, whose refresh token works once.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use feishu_openapi_runtime::{
    AccessToken, Client, Error, MemoryTokenStore, Options, StoreFuture, TokenKey, TokenStore,
};
use secrecy::ExposeSecret;
use tokio::runtime::{Builder, Runtime};

use crate::endpoints::demo::v1::node;
use crate::server::{Recorded, Response, Server};

/// A store that outlives the program, and the refresh tokens that it was given, one after the other.
#[derive(Clone, Default)]
struct Lasting(MemoryTokenStore, Arc<Mutex<Vec<String>>>);

impl Lasting {
    fn kept(&self) -> Vec<String> {
        self.1.lock().unwrap().clone()
    }
}

impl TokenStore for Lasting {
    fn get<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<AccessToken>> {
        self.0.get(key)
    }

    fn put<'a>(&'a self, key: &'a TokenKey, token: AccessToken) -> StoreFuture<'a, ()> {
        let refresh_token = token.refresh_token.as_ref().unwrap().expose_secret().to_owned();
        self.1.lock().unwrap().push(refresh_token);
        self.0.put(key, token)
    }
}

/// A server on a runtime of its own, whose token endpoint responds after `pause`.
fn elsewhere(pause: Duration) -> (Runtime, Arc<Server>) {
    let runtime = several();
    let server = runtime.block_on(Server::start(move |request| match is_refresh(request) {
        true => {
            Response::json(r#"{"code":0,"access_token":"u-1","expires_in":7200,"refresh_token":"r-1"}"#).after(pause)
        }
        false => Response::json(r#"{"code":0}"#),
    }));
    (runtime, Arc::new(server))
}

fn is_refresh(request: &Recorded) -> bool {
    request.path().ends_with("/oauth/token")
}

fn has_begun(server: &Server) -> bool {
    server.requests().iter().any(is_refresh)
}

fn single() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn several() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().unwrap()
}

/// A client that acts for a user whose token has so long to live, and is to be renewed.
fn client(server: &Server, store: &Lasting, left: Duration) -> Client {
    let builder = Client::builder("cli_test", "app-secret").base_url(server.url());
    let client = builder.token_store(store.clone()).build().unwrap();
    let mut token = AccessToken::new("u-0".into(), left);
    (token.refresh_token, token.renew_at) = (Some("r-0".into()), SystemTime::now());
    let session = single().block_on(client.oauth().begin_session("user", token));
    client.as_user(session.unwrap())
}

fn hasty(client: &Client) -> Client {
    client.with(Options::new().timeout(Duration::from_millis(100)))
}

const MINUTE: Duration = Duration::from_secs(60);
const WHILE: Duration = Duration::from_millis(500);

#[test]
fn a_call_waits_for_the_next_token_of_its_user() {
    let (_runtime, server) = elsewhere(WHILE);
    let store = Lasting::default();
    let client = client(&server, &store, MINUTE);
    single().block_on(client.send(&node::Bare)).unwrap();
    assert_eq!(store.kept(), ["r-0", "r-1"]);
    let sent = server.requests();
    assert_eq!(sent.last().unwrap().header("authorization"), Some("Bearer u-1"));
}

#[test]
fn a_call_goes_on_with_its_token_if_the_refresh_takes_too_long() {
    let (_runtime, server) = elsewhere(Duration::from_secs(600));
    let client = client(&server, &Lasting::default(), MINUTE);
    let runtime = single();
    runtime.block_on(async {
        for _ in 0..3 {
            let within = client.with(Options::new().timeout(Duration::from_secs(2)));
            within.send(&node::Bare).await.unwrap();
        }
    });
    runtime.shutdown_background();
    let sent = server.requests();
    assert_eq!(sent.iter().filter(|request| is_refresh(request)).count(), 1);
    assert_eq!(sent.last().unwrap().header("authorization"), Some("Bearer u-0"));
}

#[test]
fn a_runtime_does_not_end_before_the_refresh_that_was_begun_in_it() {
    for runtime in [single(), several()] {
        let (_runtime, server) = elsewhere(WHILE);
        let store = Lasting::default();
        let client = client(&server, &store, Duration::ZERO);
        let result = runtime.block_on(hasty(&client).send(&node::Bare));
        assert!(matches!(result, Err(Error::Timeout(_))), "{result:?}");
        // Nobody waits for it any more.
        drop((client, runtime));
        assert_eq!(store.kept(), ["r-0", "r-1"]);
    }
}

#[test]
fn a_program_that_ends_with_a_call_under_way_keeps_its_login() {
    let (_runtime, server) = elsewhere(WHILE);
    let store = Lasting::default();
    let client = client(&server, &store, MINUTE);
    let runtime = single();
    runtime.block_on(async {
        tokio::select! {
            _ = client.send(&node::Bare) => panic!("it waits"),
            () = async { while !has_begun(&server) { tokio::time::sleep(Duration::from_millis(5)).await } } => {}
        }
    });
    drop((client, runtime));
    assert_eq!(store.kept(), ["r-0", "r-1"]);
}

#[cfg(feature = "blocking")]
#[test]
fn a_program_that_is_not_asynchronous_keeps_its_login_as_well() {
    let (_runtime, server) = elsewhere(WHILE);
    let store = Lasting::default();
    let client = client(&server, &store, Duration::ZERO);
    let client = feishu_openapi_runtime::blocking::Client::new(hasty(&client)).unwrap();
    assert!(matches!(client.send(&node::Bare), Err(Error::Timeout(_))));
    drop(client);
    assert_eq!(store.kept(), ["r-0", "r-1"]);
}

#[test]
fn an_end_waits_for_a_refresh_that_hangs_no_longer_than_ten_seconds() {
    let (_runtime, server) = elsewhere(Duration::from_secs(600));
    let client = client(&server, &Lasting::default(), Duration::ZERO);
    let runtime = single();
    let result = runtime.block_on(hasty(&client).send(&node::Bare));
    assert!(matches!(result, Err(Error::Timeout(_))), "{result:?}");
    let begin = Instant::now();
    drop((client, runtime));
    assert!(begin.elapsed() < Duration::from_secs(12), "{:?}", begin.elapsed());
}
