//! Sends a card with two buttons, and changes it when somebody clicks: `receive_cards <chat_id>`, over a long connection, with
//! the credentials in `FEISHU_APP_ID` and `FEISHU_APP_SECRET`. The developer console must say that callbacks come over a long
//! connection, which is set apart from events.

mod received;

use feishu_openapi_runtime::Client;
use feishu_openapi_runtime::receive::{self, CardReply, Delivered, Handlers, LongConnection, Toast};
use feishu_openapi_runtime::serde_json::json;
use feishu_openapi_runtime::spec::Method;
use feishu_openapi_runtime::wire::Json;
use received::CardClicked;

fn question() -> Json {
    let button = |text: &str, decision: &str| {
        json!({
            "tag": "button",
            "text": { "tag": "plain_text", "content": text },
            "behaviors": [{ "type": "callback", "value": { "decision": decision } }],
        })
    };
    json!({ "schema": "2.0", "body": { "elements": [
        { "tag": "markdown", "content": "Order 17: 3 chairs" },
        button("Approve", "approved"),
        button("Reject", "rejected"),
    ] } })
}

fn decided(decision: &str) -> Json {
    let text = format!("Order 17 is **{decision}**");
    json!({ "schema": "2.0", "body": { "elements": [{ "tag": "markdown", "content": text }] } })
}

/// Somebody waits for this in front of a screen: the reply must be there within three seconds.
async fn decide(_: (), clicked: Delivered<CardClicked>) -> receive::Result<CardReply> {
    let value = clicked.action.as_ref().and_then(|action| action.value.as_ref());
    let decision = value.and_then(|value| value.get("decision")).and_then(Json::as_str);
    let Some(decision @ ("approved" | "rejected")) = decision else {
        return Ok(CardReply::new().toast(Toast::error("This button is of another card")));
    };
    println!("{decision}");
    Ok(CardReply::new()
        .toast(Toast::success(decision).in_language("zh_cn", "已处理"))
        .card(decided(decision)))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let chat = std::env::args().nth(1).ok_or("usage: receive_cards <chat_id>")?;
    let client = Client::from_env()?;
    client
        .raw(Method::Post, "/open-apis/im/v1/messages")
        .query("receive_id_type", "chat_id")
        .json(&json!({ "receive_id": chat, "msg_type": "interactive", "content": question().to_string() }))
        .send::<Json>()
        .await?;
    let handlers = Handlers::new(()).on(decide);
    LongConnection::new(&client, handlers)?
        .run_until(tokio::signal::ctrl_c())
        .await?;
    Ok(())
}
