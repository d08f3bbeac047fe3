//! The end of a long connection, whatever it is doing.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use feishu_openapi_runtime::receive::LongConnection;
use tokio::time::{sleep, timeout};

use super::events::{Notes, message};
use super::gateway::{Gateway, Respond, Rules, data};
use super::running::{Running, SOON, connection, handlers, is_waiting, ready};

#[tokio::test]
async fn stopping_finishes_what_runs_and_says_so_before_it_closes() {
    let (mut gateway, notes) = (Gateway::start(Rules::default()).await, Notes::default());
    let (running, mut socket) = ready(&mut gateway, handlers(&notes)).await;
    socket
        .send(&data("m1", (0, 1), message("slow", "oc_1").to_string()))
        .await;
    notes.wait_for("slow begins").await;
    let late = async {
        sleep(Duration::from_millis(50)).await;
        socket
            .send(&data("m2", (0, 1), message("om_2", "oc_1").to_string()))
            .await;
        let (one, other) = (socket.response().await.unwrap(), socket.response().await.unwrap());
        assert!(socket.response().await.is_none());
        [one, other].map(|response| (response.headers["message_id"].clone(), response.code))
    };
    let (ended, responses) = tokio::join!(running.stop(SOON), late);
    ended.unwrap();
    assert_eq!(responses, [("m2".to_owned(), 500), ("m1".to_owned(), 200)]);
    assert_eq!(notes.all(), ["slow begins", "slow"]);
}

#[tokio::test]
async fn stopping_takes_no_longer_than_the_grace_in_any_state() {
    let silent = |is_endpoint: bool| Rules {
        endpoint: Arc::new(move |_| if is_endpoint { Respond::Silence } else { Respond::Usual }),
        upgrade: Arc::new(|_| Respond::Silence),
        ..Rules::default()
    };
    let notes = Notes::default();
    // While it asks where to connect, and while it connects.
    for is_endpoint in [true, false] {
        let gateway = Gateway::start(silent(is_endpoint)).await;
        let running = Running::start(connection(&gateway, handlers(&notes)));
        while gateway.asked() + gateway.upgrades.load(Ordering::Relaxed) < 2 - usize::from(is_endpoint) {
            sleep(Duration::from_millis(5)).await;
        }
        running.stop(Duration::from_secs(1)).await.unwrap();
    }
    // While it waits.
    let refusing = Rules {
        endpoint: Arc::new(|_| Respond::error(200, 1, "system busy")),
        ..Rules::default()
    };
    let gateway = Gateway::start(refusing).await;
    let patient = connection(&gateway, handlers(&notes)).pauses(Duration::from_secs(900), Duration::from_secs(900));
    let mut running = Running::start(patient);
    running.wait_for(is_waiting).await;
    running.stop(Duration::from_secs(1)).await.unwrap();
    // While a handler runs that does not end, of a socket that nobody reads.
    let mut gateway = Gateway::start(Rules::default()).await;
    let (running, mut socket) = ready(&mut gateway, handlers(&notes)).await;
    socket
        .send(&data("m1", (0, 1), message("hangs", "oc_1").to_string()))
        .await;
    notes.wait_for("hangs begins").await;
    running.stop(Duration::from_secs(4)).await.unwrap();
}

#[tokio::test]
async fn what_is_dropped_leaves_nothing_behind() {
    let (mut gateway, notes) = (Gateway::start(Rules::default()).await, Notes::default());
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let before = tasks();
    let client = gateway.client();
    let connections: Vec<_> = (0..5)
        .map(|_| Running::start(LongConnection::new(&client, handlers(&notes)).unwrap()))
        .collect();
    let mut sockets = Vec::new();
    for _ in 0..5 {
        let mut socket = gateway.next().await;
        socket
            .send(&data("m", (0, 1), message("hangs", "oc_1").to_string()))
            .await;
        sockets.push(socket);
    }
    notes.wait_for("hangs begins").await;
    for running in connections {
        running.task.abort();
    }
    drop((client, sockets));
    let all_ended = async {
        while tasks() > before {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(SOON, all_ended).await.unwrap();
    assert!(notes.all().iter().all(|note| note == "hangs begins"));
}
