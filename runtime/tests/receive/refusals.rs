//! What the server says in place of a connection, and whether it is tried again.

use std::sync::Arc;
use std::time::Duration;

use feishu_openapi_runtime::receive::{ConnectionError, ConnectionState, Handlers, LongConnection};
use tokio::time::timeout;

use super::gateway::{Gateway, Respond, Rules};

const PAUSE: Duration = Duration::from_millis(20);

fn connection(gateway: &Gateway) -> LongConnection {
    LongConnection::new(&gateway.client(), Handlers::new(()))
        .unwrap()
        .pauses(PAUSE / 4, PAUSE)
}

/// The error with which it ends when the server responds like this, once; `None` where it connects after that.
async fn outcome(respond: Respond, is_endpoint: bool) -> Option<Arc<ConnectionError>> {
    let once = move |number: usize| match number {
        0 => respond.clone(),
        _ => Respond::Usual,
    };
    let mut rules = Rules::default();
    match is_endpoint {
        true => rules.endpoint = Arc::new(once),
        false => rules.upgrade = Arc::new(once),
    }
    let mut gateway = Gateway::start(rules).await;
    let connection = connection(&gateway);
    let mut state = connection.state();
    let mut was_ready_early = false;
    let running = connection.run();
    tokio::pin!(running);
    let ended = timeout(Duration::from_secs(20), async {
        loop {
            tokio::select! {
                ended = &mut running => return ended.err(),
                changed = state.changed() => {
                    changed.unwrap();
                    was_ready_early |= matches!(&*state.borrow(), ConnectionState::Ready { .. }) && gateway.asked() < 2;
                }
                _ = gateway.next() => return None,
            }
        }
    });
    let ended = ended.await.unwrap();
    assert!(!was_ready_early);
    // A new question for a new connection.
    assert_eq!(gateway.asked(), if ended.is_some() { 1 } else { 2 });
    ended
}

#[tokio::test]
async fn what_passes_by_itself_is_tried_again() {
    for (status, code, text) in [
        (200, 1, "system busy"),
        (200, 1_000_040_343, "internal error"),
        (200, 1_000_040_345, "system busy"),
        (200, 99, "unknown"),
        (400, 0, "bad request"),
        (500, 1, "system busy"),
    ] {
        let ended = outcome(Respond::error(status, code, text), true).await;
        assert!(ended.is_none(), "{status} {code} {text}: {ended:?}");
    }
    for body in [
        "",
        "<html>",
        "{}",
        r#"{"code":0}"#,
        r#"{"code":0,"data":null}"#,
        r#"{"code":0,"data":{"URL":"ftp://x"}}"#,
    ] {
        let ended = outcome(Respond::With(200, Vec::new(), body.to_owned()), true).await;
        assert!(ended.is_none(), "{body}: {ended:?}");
    }
    let auth = Respond::With(
        200,
        vec![("Handshake-Status", "514"), ("Handshake-Msg", "auth failed")],
        String::new(),
    );
    for refused in [
        auth,
        Respond::With(502, Vec::new(), String::new()),
        // Not the server's own word.
        Respond::With(403, Vec::new(), String::new()),
        Respond::With(101, Vec::new(), String::new()),
    ] {
        let ended = outcome(refused.clone(), false).await;
        assert!(ended.is_none(), "{refused:?}: {ended:?}");
    }
}

#[tokio::test]
async fn what_does_not_pass_ends_with_an_error_that_says_what_to_do() {
    for (status, code, text, says) in [
        (
            200,
            1_000_040_345,
            "app_id or app_secret is invalid",
            "id or the secret",
        ),
        (200, 1_000_040_344, "no credential", "id or the secret"),
        (200, 1_000_040_346, "app_id is invalid", "id or the secret"),
        (400, 1_000_040_346, "app_id is invalid", "id or the secret"),
        (200, 1_000_040_351, "Incorrect domain name", "Brand::Lark"),
    ] {
        let ended = outcome(Respond::error(status, code, text), true).await.unwrap();
        assert!(
            ended.to_string().contains(says) && ended.to_string().contains(text),
            "{ended}"
        );
        assert!(!ended.to_string().contains("app-secret"), "{ended}");
    }
    let forbidden = vec![("Handshake-Status", "403"), ("Handshake-Msg", "forbidden")];
    let ended = outcome(Respond::With(200, forbidden, String::new()), false)
        .await
        .unwrap();
    assert!(
        matches!(&*ended, ConnectionError::Refused { status: 403, message: Some(text), .. } if text == "forbidden")
    );
}

#[tokio::test]
async fn too_many_connections_are_waited_for_patiently() {
    let headers = vec![("Handshake-Status", "514"), ("Handshake-Autherrcode", "1000040350")];
    let rules = Rules {
        upgrade: Arc::new(move |_| Respond::With(200, headers.clone(), String::new())),
        ..Rules::default()
    };
    let gateway = Gateway::start(rules).await;
    let connection = connection(&gateway).pauses(PAUSE, Duration::from_secs(600));
    let mut state = connection.state();
    let running = tokio::spawn(connection.run());
    let waiting = state.wait_for(|state| matches!(state, ConnectionState::Waiting { .. }));
    let waiting = timeout(Duration::from_secs(20), waiting)
        .await
        .unwrap()
        .unwrap()
        .clone();
    let ConnectionState::Waiting { attempt, until, why } = waiting else {
        unreachable!()
    };
    assert!(matches!(*why, ConnectionError::TooMany), "{why}");
    let wait = until.saturating_duration_since(std::time::Instant::now());
    assert!(attempt == 1 && wait > Duration::from_secs(200), "{wait:?}");
    running.abort();
}

#[tokio::test]
async fn it_gives_up_after_as_many_attempts_as_the_server_allows() {
    let rules = Rules {
        endpoint: Arc::new(|number| match number {
            0 => Respond::Usual,
            _ => Respond::error(200, 1, "system busy"),
        }),
        config: feishu_openapi_runtime::serde_json::json!({ "ReconnectCount": 3 }),
        ..Rules::default()
    };
    let mut gateway = Gateway::start(rules).await;
    let running = tokio::spawn(connection(&gateway).run());
    drop(gateway.next().await);
    let ended = timeout(Duration::from_secs(20), running).await.unwrap().unwrap();
    assert!(matches!(&*ended.unwrap_err(), ConnectionError::Endpoint(_)));
    // The first connection, and three more attempts.
    assert_eq!(gateway.asked(), 4);
}

/// The clock jumps whenever nothing else happens, so that these steps end by their limits at once.
#[tokio::test(start_paused = true)]
async fn no_step_waits_for_ever() {
    for is_endpoint in [true, false] {
        let mut rules = Rules::default();
        match is_endpoint {
            true => rules.endpoint = Arc::new(|_| Respond::Silence),
            false => rules.upgrade = Arc::new(|_| Respond::Silence),
        }
        let gateway = Gateway::start(rules).await;
        let connection = connection(&gateway);
        let mut state = connection.state();
        let running = tokio::spawn(connection.run());
        let waiting = state
            .wait_for(|state| matches!(state, ConnectionState::Waiting { .. }))
            .await;
        drop(waiting.unwrap());
        running.abort();
    }
}
