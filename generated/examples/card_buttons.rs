//! Sends a card with two buttons, and changes it when somebody clicks: `card_buttons <chat_id>`, over a long connection, with the
//! credentials in `FEISHU_APP_ID` and `FEISHU_APP_SECRET`. The developer console must say that callbacks come over a long
//! connection, which is set apart from events.

use feishu_openapi::cardkit::v1::events::CardActionTrigger;
use feishu_openapi::im::v1::{content, message};
use feishu_openapi::runtime::receive::{self, CardReply, Delivered, Handlers, LongConnection, Toast};
use feishu_openapi::{Client, Result};
use serde_json::{Value, json};

fn card(elements: Value) -> Value {
    json!({ "schema": "2.0", "body": { "elements": elements } })
}

/// Puts a question to a chat.
pub async fn ask(client: &Client, chat: &str) -> Result<()> {
    let button = |text: &str, decision: &str| {
        let callback = json!({ "type": "callback", "value": { "decision": decision } });
        json!({ "tag": "button", "text": { "tag": "plain_text", "content": text }, "behaviors": [callback] })
    };
    let question = json!({ "tag": "markdown", "content": "Order 17: 3 chairs" });
    let card = card(json!([
        question,
        button("Approve", "approved"),
        button("Reject", "rejected")
    ]));
    let request = message::create().receive_id_type("chat_id").receive_id(chat);
    request.message(content::card(card)).send(client).await?;
    Ok(())
}

/// Somebody waits for this in front of a screen: the reply must be there within three seconds.
async fn decide(_: (), clicked: Delivered<CardActionTrigger>) -> receive::Result<CardReply> {
    let value = clicked.action.as_ref().and_then(|action| action.value.as_ref());
    let decision = value.and_then(|value| value["decision"].as_str());
    let Some(decision @ ("approved" | "rejected")) = decision else {
        return Ok(CardReply::new().toast(Toast::error("This button is of another card")));
    };
    let text = json!({ "tag": "markdown", "content": format!("Order 17 is **{decision}**") });
    let toast = Toast::success(decision).in_language("zh_cn", "已处理");
    Ok(CardReply::new().toast(toast).card(card(json!([text]))))
}

pub fn connection(client: &Client) -> Result<LongConnection> {
    LongConnection::new(client, Handlers::new(()).on(decide))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt::init(); // shows what is refused or fails
    let chat = std::env::args().nth(1).ok_or("usage: card_buttons <chat_id>")?;
    let client = Client::from_env()?;
    ask(&client, &chat).await?;
    Ok(connection(&client)?.run_until(tokio::signal::ctrl_c()).await?)
}
