//! The long connection against a gateway that does as a test says.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use feishu_openapi_runtime::receive::{
    self, CardReply, ConnectionError, ConnectionState, Delivered, Handlers, LongConnection, Toast,
};
use feishu_openapi_runtime::serde_json::json;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message as Sent;

use super::events::{Click, Message, Notes, event, message};
use super::frame::{CONTROL, Frame};
use super::gateway::{Gateway, Respond, Rules, Socket, data, pong};

type Ended = Result<(), Arc<ConnectionError>>;

/// A connection that runs.
struct Running {
    stop: Option<oneshot::Sender<()>>,
    state: watch::Receiver<ConnectionState>,
    task: JoinHandle<Ended>,
}

impl Running {
    fn start(connection: LongConnection) -> Self {
        let (stop, stopped) = oneshot::channel();
        let state = connection.state();
        let task = tokio::spawn(connection.run_until(stopped));
        Self {
            stop: Some(stop),
            state,
            task,
        }
    }

    /// Stops, which takes no longer than this.
    async fn stop(mut self, within: Duration) -> Ended {
        self.stop.take().unwrap().send(()).unwrap();
        self.ended(within).await
    }

    async fn ended(self, within: Duration) -> Ended {
        let ended = timeout(within, self.task).await.unwrap().unwrap();
        assert!(matches!(&*self.state.borrow(), ConnectionState::Ended));
        ended
    }

    async fn wait_for(&mut self, is_it: impl Fn(&ConnectionState) -> bool) -> ConnectionState {
        let reached = timeout(Duration::from_secs(20), self.state.wait_for(is_it)).await;
        reached.unwrap().unwrap().clone()
    }
}

fn is_ready(state: &ConnectionState) -> bool {
    matches!(state, ConnectionState::Ready { .. })
}

fn is_waiting(state: &ConnectionState) -> bool {
    matches!(state, ConnectionState::Waiting { .. })
}

/// With pauses that a test can wait for.
fn connection<S>(gateway: &Gateway, handlers: Handlers<S>) -> LongConnection {
    let connection = LongConnection::new(&gateway.client(), handlers).unwrap();
    connection
        .pauses(Duration::from_millis(5), Duration::from_millis(20))
        .grace(Duration::from_secs(2))
}

async fn note(notes: Notes, message: Delivered<Message>) -> receive::Result {
    let id = message
        .message
        .as_ref()
        .and_then(|body| body.message_id.clone())
        .unwrap();
    match id.as_str() {
        "fails" => return Err("it fails".into()),
        "panics" => panic!("it panics"),
        "slow" => sleep(Duration::from_millis(300)).await,
        "hangs" => sleep(Duration::from_secs(100)).await,
        _ => {}
    }
    notes.add(id);
    Ok(())
}

async fn click(notes: Notes, _: Delivered<Click>) -> receive::Result<CardReply> {
    notes.add("click");
    Ok(CardReply::new().toast(Toast::success("done")))
}

fn handlers(notes: &Notes) -> Handlers<Notes> {
    Handlers::new(notes.clone()).on(note).on(click)
}

/// A connection that is ready, and its other side.
async fn ready(gateway: &mut Gateway, handlers: Handlers<Notes>) -> (Running, Socket) {
    let mut running = Running::start(connection(gateway, handlers));
    let socket = gateway.next().await;
    running.wait_for(is_ready).await;
    (running, socket)
}

const SOON: Duration = Duration::from_secs(3);

#[tokio::test]
async fn an_event_comes_with_the_first_connection_and_its_response_goes_back() {
    let (mut gateway, notes) = (Gateway::start(Rules::default()).await, Notes::default());
    let (running, mut socket) = ready(&mut gateway, handlers(&notes)).await;
    assert!(matches!(&*running.state.borrow(), ConnectionState::Ready { id } if id == "device-1"));
    let first = socket.frame().await.unwrap();
    assert!(first == Frame::ping(33_554_678));

    let response = socket.ask("m1", &message("om_1", "oc_1")).await;
    assert_eq!((response.code, &response.data), (200, &None));
    let sent = data("m1", (0, 1), "");
    assert!(
        sent.headers
            .iter()
            .all(|(name, value)| response.headers[name] == *value)
    );
    assert!(response.headers["biz_rt"].parse::<u64>().unwrap() < 1000);
    // Again, and the server is told that it is done.
    assert_eq!(socket.ask("m2", &message("om_1", "oc_1")).await.code, 200);
    assert_eq!(notes.all(), ["om_1"]);
    {
        let requests = gateway.requests.lock().unwrap();
        let (head, body) = &requests[0];
        assert!(head.starts_with("POST /callback/ws/endpoint ") && head.contains("locale: zh"));
        assert!(!head.to_lowercase().contains("authorization"), "{head}");
        assert_eq!(body, r#"{"AppID":"cli_1","AppSecret":"app-secret"}"#);
    }
    running.stop(SOON).await.unwrap();
    assert!(socket.frame().await.is_none());
}

#[tokio::test]
async fn callbacks_are_always_replied_to() {
    let (mut gateway, notes) = (Gateway::start(Rules::default()).await, Notes::default());
    let (running, mut socket) = ready(&mut gateway, handlers(&notes)).await;
    let click = event("e1", "card.action.trigger", json!({ "action": { "value": "a text" } }));
    let toast = json!({ "toast": { "type": "success", "content": "done" } });
    assert_eq!(socket.ask("m1", &click).await.data, Some(toast.clone()));
    // A frame that says that it is of a card, and a callback that nobody handles.
    let mut card = data("m2", (0, 1), click.to_string());
    card.headers[0].1 = "card".to_owned();
    socket.send(&card).await;
    assert_eq!(socket.response().await.unwrap().data, Some(toast));
    let unknown = event("e2", "url.preview.get", json!({}));
    assert_eq!(socket.ask("m3", &unknown).await.data, Some(json!({})));
    running.stop(SOON).await.unwrap();
}

#[tokio::test]
async fn what_fails_is_told_so_and_the_connection_goes_on() {
    let (mut gateway, notes) = (Gateway::start(Rules::default()).await, Notes::default());
    let (running, mut socket) = ready(&mut gateway, handlers(&notes)).await;
    for id in ["fails", "panics"] {
        assert_eq!(socket.ask(id, &message(id, "oc_1")).await.code, 500);
    }
    for payload in ["", "{", "[]", r#"{"encrypt":"x"}"#] {
        socket.send(&data("m", (0, 1), payload)).await;
        assert_eq!(socket.response().await.unwrap().code, 500, "{payload}");
    }
    for bytes in [&b""[..], b"\xff", b"garbage", &[0x2a, 0xff, 0xff, 0xff, 0xff, 0x0f]] {
        socket.bytes(bytes.to_vec()).await;
    }
    socket.message(Sent::text("text")).await;
    socket.message(Sent::Ping("ping".into())).await;
    let unknown = Frame {
        method: 9,
        ..data("m", (0, 1), "")
    };
    socket.send(&unknown).await;
    socket.send(&data("m", (5, 2), "")).await;
    socket.send(&data("m", (0, 5000), "")).await;
    assert_eq!(socket.ask("m1", &message("om_1", "oc_1")).await.code, 200);
    assert_eq!((gateway.asked(), notes.all()), (1, vec!["om_1".to_owned()]));
    running.stop(SOON).await.unwrap();
}

#[tokio::test]
async fn parts_in_any_order_are_one_event_with_one_response() {
    let (mut gateway, notes) = (Gateway::start(Rules::default()).await, Notes::default());
    let (running, mut socket) = ready(&mut gateway, handlers(&notes)).await;
    let text = message("om_1", "oc_1").to_string();
    let parts: Vec<String> = text
        .as_bytes()
        .chunks(50)
        .map(|part| String::from_utf8(part.to_vec()).unwrap())
        .collect();
    let sum = parts.len();
    // The second comes last, and one comes twice.
    for seq in (0..sum).rev().filter(|seq| *seq != 1).chain([0, 1]) {
        socket.send(&data("m1", (seq, sum), parts[seq].clone())).await;
    }
    let response = socket.response().await.unwrap();
    assert_eq!((response.code, response.headers["seq"].as_str()), (200, "1"));
    assert_eq!(socket.ask("m2", &message("om_2", "oc_1")).await.code, 200);
    assert_eq!(notes.all(), ["om_1", "om_2"]);
    running.stop(SOON).await.unwrap();
}

#[tokio::test]
async fn a_slow_handler_stops_neither_pings_nor_other_events() {
    let (mut gateway, notes) = (Gateway::start(Rules::default()).await, Notes::default());
    let connection = connection(&gateway, handlers(&notes).respond_within(Duration::from_millis(200)));
    let running = Running::start(
        connection
            .ping_every(Duration::from_millis(20))
            .silence(Duration::from_secs(5)),
    );
    let mut socket = gateway.next().await;
    socket
        .send(&data("m1", (0, 1), message("slow", "oc_1").to_string()))
        .await;
    socket
        .send(&data("m2", (0, 1), message("om_2", "oc_1").to_string()))
        .await;
    let (mut pings, mut codes) = (0, Vec::new());
    while codes.len() < 2 {
        let frame = socket.frame().await.unwrap();
        match frame.method {
            CONTROL => pings += 1,
            _ => {
                let response = super::gateway::Response::read(&frame);
                codes.push((response.headers["message_id"].clone(), response.code));
            }
        }
    }
    assert_eq!(codes, [("m2".to_owned(), 200), ("m1".to_owned(), 500)]);
    assert!(pings >= 3, "{pings}");
    sleep(Duration::from_millis(300)).await;
    // It went on, and is done when it comes again.
    assert_eq!(socket.ask("m3", &message("slow", "oc_1")).await.code, 200);
    assert_eq!(notes.all(), ["om_2", "slow"]);
    running.stop(SOON).await.unwrap();
}

#[tokio::test]
async fn a_connection_that_says_nothing_is_replaced_also_if_the_socket_stays_open() {
    let (mut gateway, notes) = (Gateway::start(Rules::default()).await, Notes::default());
    let (every, silence) = (Duration::from_millis(200), Duration::from_millis(100));
    let connection = connection(&gateway, handlers(&notes))
        .ping_every(every)
        .silence(silence);
    let mut running = Running::start(connection);
    let half_open = gateway.next().await;
    running.wait_for(is_ready).await;
    let since = Instant::now();
    let lost = running.wait_for(is_waiting).await;
    assert!(
        matches!(&lost, ConnectionState::Waiting { why, .. } if matches!(**why, ConnectionError::Silent)),
        "{lost:?}"
    );
    let mut socket = gateway.next().await;
    assert!(
        since.elapsed() < every + silence + Duration::from_secs(2),
        "{:?}",
        since.elapsed()
    );
    assert_eq!(socket.ask("m1", &message("om_1", "oc_1")).await.code, 200);
    drop(half_open);
    running.stop(SOON).await.unwrap();
}

#[tokio::test]
async fn settings_without_sense_do_not_make_it_ping_without_pause() {
    let (mut gateway, notes) = (Gateway::start(Rules::default()).await, Notes::default());
    let (running, mut socket) = ready(&mut gateway, handlers(&notes)).await;
    for payload in [
        "",
        "null",
        "{}",
        r#"{"PingInterval":0,"ReconnectInterval":0}"#,
        r#"{"PingInterval":null}"#,
        "garbage",
    ] {
        socket.send(&pong(payload)).await;
    }
    sleep(Duration::from_millis(200)).await;
    socket
        .send(&data("m1", (0, 1), message("om_1", "oc_1").to_string()))
        .await;
    let mut pings = 0;
    while socket.frame().await.unwrap().method == CONTROL {
        pings += 1;
    }
    assert_eq!(pings, 1);
    running.stop(SOON).await.unwrap();
}

#[tokio::test]
async fn a_response_goes_over_the_connection_of_its_event_and_no_other() {
    let (mut gateway, notes) = (Gateway::start(Rules::default()).await, Notes::default());
    let (running, mut first) = ready(&mut gateway, handlers(&notes)).await;
    first
        .send(&data("m1", (0, 1), message("slow", "oc_1").to_string()))
        .await;
    sleep(Duration::from_millis(50)).await;
    drop(first);
    let mut second = gateway.next().await;
    sleep(Duration::from_millis(400)).await;
    assert_eq!(notes.all(), ["slow"]);
    let response = second.ask("m2", &message("slow", "oc_1")).await;
    assert_eq!((response.code, response.headers["message_id"].as_str()), (200, "m2"));
    running.stop(SOON).await.unwrap();
}

#[tokio::test]
async fn stopping_finishes_what_runs_and_says_so_before_it_closes() {
    let (mut gateway, notes) = (Gateway::start(Rules::default()).await, Notes::default());
    let (running, mut socket) = ready(&mut gateway, handlers(&notes)).await;
    socket
        .send(&data("m1", (0, 1), message("slow", "oc_1").to_string()))
        .await;
    sleep(Duration::from_millis(50)).await;
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
    assert_eq!(notes.all(), ["slow"]);
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
    sleep(Duration::from_millis(50)).await;
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
    sleep(Duration::from_millis(50)).await;
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
    assert!(notes.all().is_empty());
}

#[tokio::test]
async fn it_connects_through_the_client_s_proxy() {
    let mut gateway = Gateway::named(Rules::default(), "open.feishu.invalid").await;
    let builder = gateway.builder().base_url("http://open.feishu.invalid");
    let client = builder.proxy(format!("http://{}", gateway.address)).build().unwrap();
    let running = Running::start(LongConnection::new(&client, handlers(&Notes::default())).unwrap());
    let mut socket = gateway.next().await;
    assert_eq!(socket.ask("m1", &message("om_1", "oc_1")).await.code, 200);
    running.stop(SOON).await.unwrap();
}

#[tokio::test]
async fn it_connects_over_tls_as_the_client_does() {
    let (mut gateway, certificate) = Gateway::secure(Rules::default()).await;
    let builder = gateway.builder().base_url(format!("https://{}", gateway.address));
    let trusting = builder
        .http(move |http| http.add_root_certificate(certificate.clone()))
        .build()
        .unwrap();
    let running = Running::start(LongConnection::new(&trusting, Handlers::new(())).unwrap());
    let mut socket = gateway.next().await;
    assert_eq!(socket.ask("m1", &message("om_1", "oc_1")).await.code, 200);
    running.stop(SOON).await.unwrap();
}
