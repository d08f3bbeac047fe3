//! What receives: by webhook, and over a connection to a gateway on this machine.

use feishu_openapi::Client;
use feishu_openapi::runtime::receive::{Handlers, Webhook};
use feishu_openapi::runtime::reqwest;
use serde_json::{Value, json};

use crate::gateway::{Gateway, Rules};
use crate::{bodies, data, serve};

fn message(app: &str, kind: &str, content: &str) -> Value {
    let said = json!({ "message_id": "om_1", "message_type": kind, "content": content });
    json!({
        "schema": "2.0",
        "header": { "event_id": "event-1", "event_type": "im.message.receive_v1", "app_id": app, "tenant_key": "t1" },
        "event": { "message": said },
    })
}

/// Status of the response to what the server would send.
async fn post(webhook: &Webhook, message: &Value) -> u16 {
    let (head, body) = webhook.sealed(message).unwrap().into_parts();
    webhook.respond(&head.headers, body).await.status().as_u16()
}

#[tokio::test]
async fn echo_webhook() {
    let (server, client) = serve(|_| data(json!({ "message_id": "om_2" }))).await;
    let webhook = crate::echo_webhook::webhook(&client, "token", "key").unwrap();
    let hello = message("cli_test", "text", r#"{"text":"hello"}"#);
    assert_eq!(post(&webhook, &hello).await, 200);
    assert_eq!(post(&webhook, &hello).await, 200);
    let picture = message("cli_test", "image", r#"{"image_key":"img_1"}"#);
    assert_eq!(post(&webhook, &picture).await, 200);
    let said = json!({ "msg_type": "text", "content": r#"{"text":"hello"}"#, "uuid": "om_1" });
    assert_eq!(bodies(&server, "/im/v1/messages/om_1/reply").await, [said]);
}

#[tokio::test]
async fn echo_connection() {
    let mut gateway = Gateway::start(Rules::default()).await;
    let connection = crate::echo_connection::connection(&gateway.client()).unwrap();
    let talk = async {
        let hello = message("cli_1", "text", r#"{"text":"hello"}"#);
        assert_eq!(gateway.next().await.ask("m1", &hello).await.code, 200);
    };
    connection.run_until(talk).await.unwrap();
    let (head, body) = gateway.requests.lock().unwrap().pop().unwrap();
    assert!(head.starts_with("POST /open-apis/im/v1/messages/om_1/reply "), "{head}");
    assert!(body.contains("hello"), "{body}");
}

#[tokio::test]
async fn card_buttons() {
    let (server, client) = serve(|_| data(json!({}))).await;
    crate::card_buttons::ask(&client, "oc_1").await.unwrap();
    let sent = bodies(&server, "/im/v1/messages").await.remove(0);
    let card: Value = serde_json::from_str(sent["content"].as_str().unwrap()).unwrap();
    let click = json!({
        "schema": "2.0",
        "header": { "event_id": "e1", "event_type": "card.action.trigger" },
        "event": { "action": { "value": card["body"]["elements"][1]["behaviors"][0]["value"], "tag": "button" } },
    });
    let mut gateway = Gateway::start(Rules::default()).await;
    let reply = tokio::select! {
        ended = crate::card_buttons::connection(&gateway.client()).unwrap().run() => panic!("{ended:?}"),
        response = async { gateway.next().await.ask("m1", &click).await } => response.data.unwrap(),
    };
    assert_eq!(reply["toast"]["content"], "approved");
    assert_eq!(
        reply["card"]["data"]["body"]["elements"][0]["content"],
        "Order 17 is **approved**"
    );
}

#[tokio::test]
async fn many_apps() {
    let (server, _) = serve(|_| data(json!({}))).await;
    let applications = ["cli_1", "cli_2"].map(|id| {
        let client = Client::builder(id, "secret").base_url(server.uri());
        let client = client.build().unwrap().with_token("t-1");
        (client, format!("token of {id}"), format!("key of {id}"))
    });
    let router = crate::many_apps::router(applications.into()).unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    // As the server seals it for an application.
    let joined = |app: &str, sealed_for: &str| {
        let sealing = Webhook::builder(Handlers::new(()))
            .verification_token(format!("token of {sealed_for}"))
            .encrypt_key(format!("key of {sealed_for}"));
        let header = json!({ "event_id": "e1", "event_type": "im.chat.member.user.added_v1", "app_id": app });
        let event = json!({ "schema": "2.0", "header": header, "event": { "chat_id": "oc_1" } });
        sealing.build().unwrap().sealed(&event).unwrap()
    };
    let mut statuses = Vec::new();
    for (path, app, sealed_for) in [
        ("/feishu/cli_1", "cli_1", "cli_1"),
        ("/feishu/cli_1", "cli_2", "cli_1"),
        ("/feishu/cli_2", "cli_2", "cli_1"),
    ] {
        let (head, body) = joined(app, sealed_for).into_parts();
        let request = reqwest::Client::new().post(format!("http://{address}{path}"));
        let response = request.headers(head.headers).body(body).send().await.unwrap();
        statuses.push(response.status().as_u16());
    }
    assert_eq!(statuses, [200, 401, 401]);
    let hello = json!({
        "receive_id": "oc_1", "msg_type": "text", "content": r#"{"text":"Hello"}"#, "uuid": "e1",
    });
    assert_eq!(bodies(&server, "/im/v1/messages").await, [hello]);
}
