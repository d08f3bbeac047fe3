//! A handler and its tests, without a network and without the vendor: a webhook seals what the server would send, and opens it.
//! `cargo test --example test_handlers --features cardkit,events`

use feishu_openapi::cardkit::v1::events::CardActionTrigger;
use feishu_openapi::runtime::receive::{self, CardReply, Delivered, Handlers, Toast};

/// What is tested.
async fn decide(_: (), clicked: Delivered<CardActionTrigger>) -> receive::Result<CardReply> {
    let value = clicked.action.as_ref().and_then(|action| action.value.as_ref());
    match value.and_then(|value| value.as_str()) {
        Some("approve") => Ok(CardReply::new().toast(Toast::success("approved"))),
        Some(other) => Err(format!("there is no button `{other}`").into()),
        None => Ok(CardReply::new()),
    }
}

/// Prints what to subscribe to in the Developer Console; the tests below are what the program is for.
fn main() {
    for event in Handlers::new(()).on(decide).types() {
        println!("{event}");
    }
}

#[cfg(test)]
mod tests {
    use feishu_openapi::runtime::receive::{Handlers, Webhook};
    use serde_json::{Value, from_slice, json};

    /// Status and body of the response to a click.
    async fn click(value: Value) -> (u16, Value) {
        let handlers = Handlers::new(()).on(super::decide);
        let webhook = Webhook::builder(handlers).encrypt_key("any key").build().unwrap();
        let event = json!({
            "schema": "2.0",
            "header": { "event_id": "e1", "event_type": "card.action.trigger" },
            "event": { "action": { "value": value } },
        });
        let (head, body) = webhook.sealed(&event).unwrap().into_parts();
        let response = webhook.respond(&head.headers, body).await;
        (response.status().as_u16(), from_slice(response.body()).unwrap())
    }

    #[tokio::test]
    async fn a_click_is_replied_to() {
        let (status, reply) = click(json!("approve")).await;
        assert_eq!((status, &reply["toast"]["content"]), (200, &json!("approved")));
        assert_eq!(click(json!(null)).await, (200, json!({})));
    }

    #[tokio::test]
    async fn an_error_is_no_reply() {
        assert_eq!(click(json!("another")).await.0, 500);
    }
}
