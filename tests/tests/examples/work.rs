//! Meetings, approvals and tasks.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{bodies, data, serve};

#[tokio::test]
async fn schedule_meeting() {
    let (server, client) = serve(|request| match request.url.path() {
        "/open-apis/calendar/v4/calendars/primary" => {
            data(json!({ "calendars": [{ "calendar": { "calendar_id": "cal1" } }] }))
        }
        "/open-apis/calendar/v4/calendars/cal1/events" => data(json!({ "event": { "event_id": "event1" } })),
        "/open-apis/calendar/v4/calendars/cal1/events/event1/attendees" => data(json!({})),
        path => panic!("{path}"),
    })
    .await;
    let made = crate::schedule_meeting::schedule(&client, "ou_1", 1_700_000_000).await;
    assert_eq!(made.unwrap(), "event1");
    let (start, end) = (
        json!({ "timestamp": "1700000000" }),
        json!({ "timestamp": "1700001800" }),
    );
    assert_eq!(
        bodies(&server, "/events").await,
        [json!({ "summary": "Planning", "start_time": start, "end_time": end })]
    );
    assert_eq!(
        bodies(&server, "/attendees").await,
        [json!({ "attendees": [{ "type": "user", "user_id": "ou_1" }] })]
    );
}

#[tokio::test]
async fn request_approval() {
    let (server, client) = serve(|request| match request.method.as_str() {
        "POST" => data(json!({ "instance_code": "I1" })),
        _ => data(json!({ "status": "PENDING", "form": r#"[{"id":"what","type":"input","value":"Laptop"}]"# })),
    })
    .await;
    let state = crate::request_approval::request(&client, "A1", "ou_1").await.unwrap();
    assert_eq!(state, "Laptop: PENDING");
    let asked = server.received_requests().await.unwrap();
    assert_eq!(asked[1].url.path(), "/open-apis/approval/v4/instances/I1");
    let body: Value = serde_json::from_slice(&asked[0].body).unwrap();
    assert_eq!(
        (&body["approval_code"], &body["open_id"]),
        (&json!("A1"), &json!("ou_1"))
    );
    let form: Value = serde_json::from_str(body["form"].as_str().unwrap()).unwrap();
    let price = json!({ "id": "price", "type": "amount", "value": 1234.5, "currency": "USD" });
    assert_eq!(
        form,
        json!([{ "id": "what", "type": "input", "value": "Laptop" }, price])
    );
}

#[tokio::test]
async fn assign_task() {
    let (server, client) = serve(|_| data(json!({ "task": { "url": "https://example.com/t" } }))).await;
    let address = crate::assign_task::assign(&client, "ou_1", "Call", Duration::from_secs(1_700_000_000)).await;
    assert_eq!(address.unwrap(), "https://example.com/t");
    assert_eq!(
        bodies(&server, "/tasks").await,
        [json!({
            "summary": "Call",
            "due": { "timestamp": "1700000000000" },
            "members": [{ "id": "ou_1", "role": "assignee" }],
        })]
    );
}
