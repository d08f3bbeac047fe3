//! The long connection against a gateway that does as a test says.

use std::time::{Duration, Instant};

use feishu_openapi_runtime::receive::{ConnectionError, ConnectionState, Handlers, LongConnection};
use feishu_openapi_runtime::serde_json::json;
use futures_util::{SinkExt, StreamExt};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::Message as Sent;

use super::events::{Notes, event, key_that_panics, message};
use super::frame::{CONTROL, Frame};
use super::gateway::{Gateway, Rules, data, pong};
use super::running::{Running, SOON, connection, handlers, is_ready, is_waiting, ready};

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
    let another = event("e2", "card.action.trigger", json!({ "action": { "value": "a text" } }));
    let mut card = data("m2", (0, 1), another.to_string());
    card.headers[0].1 = "card".to_owned();
    socket.send(&card).await;
    assert_eq!(socket.response().await.unwrap().data, Some(toast));
    let unknown = event("e3", "url.preview.get", json!({}));
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
async fn a_key_that_panics_does_not_end_the_connection() {
    let (mut gateway, notes) = (Gateway::start(Rules::default()).await, Notes::default());
    let ordered = handlers(&notes).in_order_of(key_that_panics);
    let (running, mut socket) = ready(&mut gateway, ordered).await;
    assert_eq!(socket.ask("m1", &message("om_1", "panics")).await.code, 500);
    assert_eq!(socket.ask("m2", &message("om_1", "oc_1")).await.code, 200);
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
    let connection = connection(&gateway, handlers(&notes).respond_within(Duration::from_millis(700)));
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
    notes.wait_for("slow").await;
    // It went on, and is done when it comes again.
    assert_eq!(socket.ask("m3", &message("slow", "oc_1")).await.code, 200);
    assert_eq!(notes.all(), ["slow begins", "om_2", "slow"]);
    running.stop(SOON).await.unwrap();
}

#[tokio::test]
async fn times_may_be_as_long_or_short_as_there_are() {
    for time in [Duration::MAX, Duration::ZERO] {
        let (mut gateway, notes) = (Gateway::start(Rules::default()).await, Notes::default());
        let connection = connection(&gateway, handlers(&notes))
            .ping_every(time)
            .silence(Duration::MAX)
            .pauses(time, time)
            .grace(Duration::MAX);
        let mut running = Running::start(connection);
        let mut socket = gateway.next().await;
        assert_eq!(socket.ask("m1", &message("om_1", "oc_1")).await.code, 200);
        drop(socket);
        running.wait_for(is_waiting).await;
        running.stop(SOON).await.unwrap();
    }
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
async fn a_flood_of_events_leaves_room_for_their_responses() {
    const COUNT: usize = 20_000;
    let (mut gateway, notes) = (Gateway::start(Rules::default()).await, Notes::default());
    let (running, socket) = ready(&mut gateway, handlers(&notes)).await;
    let (mut sink, mut stream) = socket.socket.split();
    let payload = event("e1", "nobody.knows_v1", json!({})).to_string();
    let sending = tokio::spawn(async move {
        for number in 0..COUNT {
            let frame = data(&number.to_string(), (0, 1), payload.clone()).write();
            sink.feed(Sent::binary(frame)).await.unwrap();
        }
        sink.flush().await.unwrap();
        sink
    });
    let mut responses = 0;
    while responses < COUNT {
        let next = timeout(Duration::from_secs(20), stream.next());
        let Sent::Binary(bytes) = next.await.unwrap().unwrap().unwrap() else {
            continue;
        };
        responses += usize::from(Frame::read(bytes).unwrap().method != CONTROL);
    }
    drop((sending.await.unwrap(), stream));
    running.stop(SOON).await.unwrap();
}

#[tokio::test]
async fn a_response_goes_over_the_connection_of_its_event_and_no_other() {
    let (mut gateway, notes) = (Gateway::start(Rules::default()).await, Notes::default());
    let (running, mut first) = ready(&mut gateway, handlers(&notes)).await;
    first
        .send(&data("m1", (0, 1), message("slow", "oc_1").to_string()))
        .await;
    notes.wait_for("slow begins").await;
    drop(first);
    let mut second = gateway.next().await;
    notes.wait_for("slow").await;
    let response = second.ask("m2", &message("slow", "oc_1")).await;
    assert_eq!((response.code, response.headers["message_id"].as_str()), (200, "m2"));
    running.stop(SOON).await.unwrap();
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
