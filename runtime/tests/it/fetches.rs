//! One client in several runtimes, some of which end or stand still, and stores that panic or never respond.

use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use feishu_openapi_runtime::{
    AccessToken, Client, ClientBuilder, Error, Lease, MemoryTokenStore, Options, StoreFuture, TokenKey, TokenStore,
};
use futures_util::future::join_all;
use tokio::runtime::{Builder, Runtime};

use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

/// A server on a runtime of its own, which hands out tokens after a while.
struct Elsewhere {
    _runtime: Runtime,
    server: Server,
}

impl Elsewhere {
    fn start() -> Self {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let server = runtime.block_on(Server::start(|request| {
            let token =
                r#""tenant_access_token":"t","expire":7200,"access_token":"u","expires_in":7200,"refresh_token":"r""#;
            match request.path().contains("/auth") {
                true => Response::json(format!(r#"{{"code":0,{token}}}"#)).after(Duration::from_millis(400)),
                false => Response::json(r#"{"code":0}"#),
            }
        }));
        Self {
            _runtime: runtime,
            server,
        }
    }

    fn fetches(&self) -> usize {
        let requests = self.server.requests();
        requests
            .iter()
            .filter(|request| request.path().contains("/auth"))
            .count()
    }

    /// What makes clients of this server.
    fn builder(&self) -> ClientBuilder {
        Client::builder("cli_test", "app-secret").base_url(self.server.url())
    }

    /// Waits until somebody has asked for a token.
    #[cfg(feature = "blocking")]
    fn wait_for_fetch(&self) {
        while self.fetches() == 0 {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// The same client, calling for the application, and for a user who needs a new token.
fn callers(client: &Client) -> [Client; 2] {
    let mut token = AccessToken::new("u-0".into(), Duration::ZERO);
    token.refresh_token = Some("r-0".into());
    let session = current().block_on(async { client.oauth().begin_session("user", token).await });
    [client.clone(), client.as_user(session.unwrap())]
}

/// What a test does with a client that needs a token first: the application's, and a user's.
fn for_each(test: impl Fn(&Elsewhere, Client)) {
    for number in 0..2 {
        let elsewhere = Elsewhere::start();
        let callers = callers(&elsewhere.builder().build().unwrap());
        test(&elsewhere, callers[number].clone());
    }
}

fn current() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn in_time(client: &Client) -> Client {
    client.with(Options::new().timeout(Duration::from_secs(10)))
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_call_that_gives_up_harms_no_other_call() {
    use feishu_openapi_runtime::blocking;
    for_each(|elsewhere, client| {
        let hasty = client.with(Options::new().timeout(Duration::from_millis(200)));
        let hasty = std::thread::spawn(move || blocking::Client::new(hasty).unwrap().send(&node::Bare).map(|_| ()));
        elsewhere.wait_for_fetch();
        let calls = (0..5).map(|_| in_time(&client).send(&node::Bare));
        let results = current().block_on(join_all(calls));
        assert!(matches!(hasty.join().unwrap(), Err(Error::Timeout(_))));
        results.into_iter().for_each(|result| drop(result.unwrap()));
        assert_eq!(elsewhere.fetches(), 1);
    });
}

#[test]
fn a_runtime_that_nobody_drives_holds_up_no_other() {
    for_each(|elsewhere, client| {
        let idle = current();
        let mut begun = client.send(&node::Bare);
        idle.block_on(async {
            while elsewhere.fetches() == 0 {
                assert!(futures_util::poll!(&mut begun).is_pending());
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        // `idle` and the call in it live on, and nobody polls them.
        for _ in 0..2 {
            current().block_on(in_time(&client).send(&node::Bare)).unwrap();
        }
        assert_eq!(elsewhere.fetches(), 1);
        idle.block_on(begun).unwrap();
    });
}

#[test]
fn a_runtime_that_ends_ends_no_fetch() {
    for_each(|elsewhere, client| {
        let first = current();
        let mut begun = client.send(&node::Bare);
        first.block_on(async {
            while elsewhere.fetches() == 0 {
                assert!(futures_util::poll!(&mut begun).is_pending());
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        drop(begun);
        first.shutdown_background();
        current().block_on(in_time(&client).send(&node::Bare)).unwrap();
        assert_eq!(elsewhere.fetches(), 1);
    });
}

/// Does something wrong when it is asked for the first time.
struct Faulty {
    inner: MemoryTokenStore,
    asked: AtomicUsize,
    fault: Fault,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    Panic,
    Hang,
    /// Holds up the thread that it is asked on.
    Block,
}

impl Faulty {
    fn new(fault: Fault) -> Self {
        let (inner, asked) = (MemoryTokenStore::new(), AtomicUsize::new(0));
        Self { inner, asked, fault }
    }
}

impl TokenStore for Faulty {
    fn get<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<AccessToken>> {
        Box::pin(async {
            match self.fault {
                _ if self.asked.fetch_add(1, Ordering::Relaxed) > 0 => self.inner.get(key).await,
                Fault::Panic => panic!("on purpose"),
                Fault::Hang => pending().await,
                Fault::Block => {
                    std::thread::sleep(Duration::from_secs(8));
                    Ok(None)
                }
            }
        })
    }

    fn put<'a>(&'a self, key: &'a TokenKey, token: AccessToken) -> StoreFuture<'a, ()> {
        self.inner.put(key, token)
    }
}

#[test]
fn a_store_that_panics_or_hangs_is_an_error_and_asked_again() {
    let faults = [Fault::Panic, Fault::Hang, Fault::Block];
    for (fault, number) in faults.into_iter().flat_map(|fault| [(fault, 0), (fault, 1)]) {
        let elsewhere = Elsewhere::start();
        let builder = elsewhere.builder().token_store(Faulty::new(fault));
        let builder = builder.options(Options::new().timeout(Duration::from_secs(1)));
        let patience = Duration::from_secs(if fault == Fault::Block { 4 } else { 10 });
        let client = callers(&builder.build().unwrap())[number].with(Options::new().timeout(patience));
        let calls = (0..5).map(|_| client.send(&node::Bare));
        for (number, result) in current().block_on(join_all(calls)).into_iter().enumerate() {
            let error = match result {
                // It began after the panic.
                Ok(_) if fault == Fault::Panic && number > 0 => continue,
                result => result.unwrap_err(),
            };
            if fault == Fault::Hang {
                assert!(reason(&error).contains("did not hand out"), "{error:?}");
            }
            match (fault, error) {
                // Nobody is left who could tell the calls, but their own time.
                (Fault::Block, Error::Timeout(_)) | (Fault::Panic | Fault::Hang, Error::Token(_)) => {}
                (_, error) => panic!("{fault:?}: {error:?}"),
            }
        }
        current().block_on(client.send(&node::Bare)).unwrap();
    }
}

/// Never says that it has kept anything.
struct Silent;

impl TokenStore for Silent {
    fn get<'a>(&'a self, _: &'a TokenKey) -> StoreFuture<'a, Option<AccessToken>> {
        Box::pin(async { Ok(None) })
    }

    fn put<'a>(&'a self, _: &'a TokenKey, _: AccessToken) -> StoreFuture<'a, ()> {
        Box::pin(pending())
    }
}

#[test]
fn a_token_that_a_store_does_not_keep_in_time_is_used() {
    let elsewhere = Elsewhere::start();
    let options = Options::new().timeout(Duration::from_secs(1));
    let builder = elsewhere.builder().options(options).token_store(Silent);
    let client = in_time(&builder.build().unwrap());
    for _ in 0..2 {
        current().block_on(client.send(&node::Bare)).unwrap();
    }
    assert_eq!(elsewhere.fetches(), 1);
}

#[test]
fn what_is_handed_to_a_store_that_hangs_is_an_error() {
    let options = Options::new().timeout(Duration::from_millis(100));
    let builder = Client::builder("cli_test", "app-secret").options(options);
    let client = builder.token_store(Silent).build().unwrap();
    let (ticket, session) = current().block_on(async {
        let token = AccessToken::new("u".into(), Duration::from_secs(60));
        let session = client.oauth().begin_session("user", token).await;
        (client.set_app_ticket("ticket").await, session.map(drop))
    });
    for result in [ticket, session] {
        let error = result.unwrap_err();
        assert!(reason(&error).contains("did not respond within 100ms"), "{error:?}");
    }
}

/// Stands still when it is to keep something for the first time.
#[derive(Default)]
struct Still(MemoryTokenStore, AtomicUsize);

impl TokenStore for Still {
    fn get<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<AccessToken>> {
        self.0.get(key)
    }

    fn put<'a>(&'a self, key: &'a TokenKey, token: AccessToken) -> StoreFuture<'a, ()> {
        Box::pin(async {
            if self.1.fetch_add(1, Ordering::Relaxed) == 0 {
                std::thread::sleep(Duration::from_secs(600));
            }
            self.0.put(key, token).await
        })
    }
}

#[test]
fn a_store_that_stood_still_keeps_what_it_is_handed_next() {
    let options = Options::new().timeout(Duration::from_millis(300));
    let builder = Client::builder("cli_test", "app-secret").options(options);
    let client = builder.token_store(Still::default()).build().unwrap();
    current().block_on(async {
        client.set_app_ticket("first").await.unwrap_err();
        client.set_app_ticket("second").await.unwrap();
        client.set_app_ticket("third").await.unwrap();
    });
}

/// Claims a fetch, and stands still then.
struct Claiming(MemoryTokenStore, AtomicUsize);

impl TokenStore for Claiming {
    fn get<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<AccessToken>> {
        if self.1.fetch_add(1, Ordering::Relaxed) == 1 {
            std::thread::sleep(Duration::from_secs(600));
        }
        self.0.get(key)
    }

    fn put<'a>(&'a self, key: &'a TokenKey, token: AccessToken) -> StoreFuture<'a, ()> {
        self.0.put(key, token)
    }

    fn claim<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<Lease>> {
        self.0.claim(key)
    }
}

#[test]
fn a_claim_in_memory_ends_if_its_thread_stands_still() {
    let elsewhere = Elsewhere::start();
    let (store, asked) = (MemoryTokenStore::new(), AtomicUsize::new(0));
    let claiming = elsewhere.builder().token_store(Claiming(store.clone(), asked));
    let hasty = Options::new().timeout(Duration::from_secs(1));
    let still = claiming.build().unwrap().with(hasty);
    let error = current().block_on(still.send(&node::Bare)).unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    let client = elsewhere.builder().token_store(store).build().unwrap();
    current().block_on(in_time(&client).send(&node::Bare)).unwrap();
}

/// The last of an error's reasons.
fn reason(error: &Error) -> String {
    let mut reasons = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
    reasons.by_ref().last().unwrap().to_string()
}
