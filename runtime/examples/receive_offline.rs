//! Handlers under test, without a network and without the vendor: a webhook seals what the server would send, and opens it.

#![allow(clippy::indexing_slicing)] // a field that JSON does not have is read as null

mod received;

use feishu_openapi_runtime::receive::{self, CardReply, Delivered, Handlers, Toast, Webhook};
use feishu_openapi_runtime::serde_json::{from_slice, json};
use feishu_openapi_runtime::wire::Json;
use received::CardClicked;

/// What is tested.
async fn decide(_: (), clicked: Delivered<CardClicked>) -> receive::Result<CardReply> {
    let value = clicked.action.as_ref().and_then(|action| action.value.as_ref());
    match value.and_then(Json::as_str) {
        Some("approve") => Ok(CardReply::new().toast(Toast::success("approved"))),
        Some(other) => Err(format!("there is no button `{other}`").into()),
        None => Ok(CardReply::new()),
    }
}

/// Status and body of the response to a click.
async fn click(webhook: &Webhook, value: Json) -> Result<(u16, Json), Box<dyn std::error::Error>> {
    let event = json!({
        "schema": "2.0",
        "header": { "event_id": "e1", "event_type": "card.action.trigger", "app_id": "cli_1" },
        "event": { "action": { "value": value } },
    });
    let (head, body) = webhook.sealed(&event)?.into_parts();
    let response = webhook.respond(&head.headers, body).await;
    Ok((response.status().as_u16(), from_slice(response.body())?))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let webhook = Webhook::builder(Handlers::new(()).on(decide))
        .encrypt_key("any key")
        .build()?;
    let (status, reply) = click(&webhook, json!("approve")).await?;
    assert_eq!((status, &reply["toast"]["content"]), (200, &json!("approved")));
    let (status, _) = click(&webhook, json!("something else")).await?;
    assert_eq!(status, 500);
    let (status, reply) = click(&webhook, json!(null)).await?;
    assert_eq!((status, reply), (200, json!({})));
    println!("all is as it should be");
    Ok(())
}
