//! Sessions that several clients share, by their token store.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use feishu_openapi_runtime::{
    AccessToken, Client, Error, MemoryTokenStore, Options, StoreFuture, TokenError, TokenKey, TokenStore,
};
use tokio::sync::Semaphore;

use super::{HOUR, TOKEN, called_with, list, ok, refreshes, session};
use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

/// A server whose refresh tokens work once, as the real one's do: `r-0`, then `r-1` …
async fn serve_once(oldest: Arc<AtomicUsize>) -> Server {
    let next = AtomicUsize::new(0);
    Server::start(move |request| {
        if request.target != TOKEN {
            let token = request.header("authorization").unwrap().rsplit('-').next().unwrap();
            return match token.parse::<usize>().unwrap() < oldest.load(Ordering::Relaxed) {
                true => Response::error(400, r#"{"code":99991677,"msg":"token expire"}"#),
                false => ok(request),
            };
        }
        let number = next.load(Ordering::Relaxed);
        if !request.text().contains(&format!("\"r-{number}\"")) {
            let used = r#"{"code":20073,"error":"invalid_grant","error_description":"has been used"}"#;
            return Response::error(400, used);
        }
        let number = number + 1;
        next.store(number, Ordering::Relaxed);
        let tokens = format!(r#""access_token":"u-{number}","expires_in":7200,"refresh_token":"r-{number}""#);
        Response::json(format!(r#"{{"code":0,{tokens}}}"#)).after(Duration::from_millis(50))
    })
    .await
}

#[tokio::test]
async fn clients_that_share_a_store_share_sessions() {
    let oldest = Arc::new(AtomicUsize::new(0));
    let server = serve_once(oldest.clone()).await;
    let store = MemoryTokenStore::new();
    let client = |secret: &str| {
        let builder = Client::builder("cli_test", secret).base_url(server.url());
        builder.token_store(store.clone()).build().unwrap()
    };
    // A new secret ends no login.
    let clients = [client("app-secret"), client("app-secret"), client("new-secret")];
    session(&clients[0], Some("r-0"), Duration::ZERO).await;
    let users: Vec<_> = clients
        .iter()
        .map(|client| client.as_user(client.oauth().session("user")))
        .collect();
    for number in 1..4 {
        oldest.store(number, Ordering::Relaxed);
        let calls = users.iter().chain(&users).map(|as_user| as_user.send(&node::Bare));
        for result in futures_util::future::join_all(calls).await {
            result.unwrap();
        }
    }
    assert_eq!(refreshes(&server), ["r-0", "r-1", "r-2"]);
}

/// Grants every claim, and keeps tokens when and if it is told to.
#[derive(Clone)]
struct Reluctant {
    inner: MemoryTokenStore,
    refuses: Arc<AtomicBool>,
    may_keep: Arc<Semaphore>,
}

impl Reluctant {
    fn new() -> Self {
        Self {
            inner: MemoryTokenStore::new(),
            refuses: Arc::default(),
            may_keep: Arc::new(Semaphore::new(1)),
        }
    }
}

impl TokenStore for Reluctant {
    fn get<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<AccessToken>> {
        self.inner.get(key)
    }

    fn put<'a>(&'a self, key: &'a TokenKey, token: AccessToken) -> StoreFuture<'a, ()> {
        Box::pin(async {
            let _permit = self.may_keep.acquire().await?;
            match self.refuses.load(Ordering::Relaxed) {
                true => Err("the disk is full".into()),
                false => self.inner.put(key, token).await,
            }
        })
    }
}

#[tokio::test]
async fn a_new_token_is_used_when_it_is_kept_and_not_lost_before() {
    let server = serve_once(Arc::new(AtomicUsize::new(1))).await;
    let store = Reluctant::new();
    let builder = Client::builder("cli_test", "app-secret").base_url(server.url());
    let client = builder.token_store(store.clone()).build().unwrap();
    let as_user = client.as_user(session(&client, Some("r-0"), HOUR).await);
    store.refuses.store(true, Ordering::Relaxed);
    let error = list().send(&as_user).await.unwrap_err();
    let Error::Token(error) = &error else {
        panic!("{error:?}")
    };
    let TokenError::Fetch { source, .. } = &**error else {
        panic!("{error:?}")
    };
    assert!(
        matches!(&**source, Error::Token(error) if matches!(**error, TokenError::Store { .. })),
        "{error:?}"
    );
    assert_eq!(called_with(&server), ["u-0"]);
    store.refuses.store(false, Ordering::Relaxed);
    list().send(&as_user).await.unwrap();
    assert_eq!(called_with(&server), ["u-0", "u-1"]);
    assert_eq!(refreshes(&server), ["r-0"]);
    // Another process finds it.
    let builder = Client::builder("cli_test", "app-secret").base_url(server.url());
    let other = builder.token_store(store).build().unwrap();
    list()
        .send(&other.as_user(other.oauth().session("user")))
        .await
        .unwrap();
    assert_eq!(refreshes(&server), ["r-0"]);
}

#[tokio::test]
async fn who_comes_second_takes_what_the_first_one_got() {
    let server = serve_once(Arc::new(AtomicUsize::new(1))).await;
    let store = Reluctant::new();
    let client = || {
        let builder = Client::builder("cli_test", "app-secret").base_url(server.url());
        builder.token_store(store.clone()).build().unwrap()
    };
    let (one, other) = (client(), client());
    session(&one, Some("r-0"), HOUR).await;
    let users = [&one, &other].map(|client| client.as_user(client.oauth().session("user")));
    // Both use the refresh token, since this store knows no claims; and what the first one got is kept late.
    let kept = store.may_keep.acquire().await.unwrap();
    let mut calls = users.map(|as_user| tokio::spawn(async move { as_user.send(&node::Bare).await.map(drop) }));
    while refreshes(&server).len() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(!called_with(&server).contains(&"u-1".to_owned()));
    drop(kept);
    for call in &mut calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(refreshes(&server), ["r-0", "r-0"]);
}

#[tokio::test]
async fn a_new_login_is_not_overwritten_by_a_refresh_of_the_old_one() {
    for is_shared in [false, true] {
        let server = Server::start(move |request| match request.target == TOKEN {
            true => Response::json(r#"{"code":0,"access_token":"u-1","expires_in":7200,"refresh_token":"r-1"}"#)
                .after(Duration::from_millis(500)),
            false => ok(request),
        })
        .await;
        let store = MemoryTokenStore::new();
        let client = || {
            let builder = Client::builder("cli_test", "app-secret").base_url(server.url());
            builder.token_store(store.clone()).build().unwrap()
        };
        let client_of_old = client();
        let client_of_new = if is_shared { client() } else { client_of_old.clone() };
        let old = client_of_old.as_user(session(&client_of_old, Some("r-0"), Duration::ZERO).await);
        let refresh = tokio::spawn(async move { old.send(&node::Bare).await.map(drop) });
        while refreshes(&server).is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let mut token = AccessToken::new("u-new".into(), HOUR);
        token.refresh_token = Some("r-new".into());
        let session = client_of_new.oauth().begin_session("user", token).await.unwrap();
        refresh.await.unwrap().unwrap();
        client_of_new.as_user(session).send(&node::Bare).await.unwrap();
        let other = client();
        other
            .as_user(other.oauth().session("user"))
            .send(&node::Bare)
            .await
            .unwrap();
        assert_eq!(called_with(&server)[1..], ["u-new", "u-new"], "{is_shared}");
    }
}

#[tokio::test]
async fn a_login_that_cannot_wait_begins_no_second_refresh() {
    let server = serve_once(Arc::default()).await;
    let client = Client::builder("cli_test", "app-secret").base_url(server.url());
    let client = client.token_store(Reluctant::new()).build().unwrap();
    let session = session(&client, Some("r-0"), Duration::ZERO).await;
    let as_user = client.as_user(session);
    let mut call = as_user.send(&node::Bare);
    assert!(futures_util::poll!(&mut call).is_pending());
    let hasty = client.with(Options::new().timeout(Duration::from_millis(5)));
    let token = AccessToken::new("u-new".into(), HOUR);
    hasty.oauth().begin_session("user", token).await.unwrap_err();
    as_user.send(&node::Bare).await.unwrap();
    call.await.unwrap();
    assert_eq!(refreshes(&server), ["r-0"]);
}
