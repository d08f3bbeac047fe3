//! Callbacks: somebody waits for the reply.

use std::time::Duration;

use feishu_openapi_runtime::receive::{CardReply, Delivered, Handlers, OldCardClick, Toast, Webhook};
use feishu_openapi_runtime::serde_json::{self, json};
use feishu_openapi_runtime::wire::Json;
use tokio::time::sleep;

use super::events::{Click, Notes, event, send, status, webhook};

fn click(value: &Json) -> Json {
    let id = fastrand::u64(..).to_string();
    event(
        &id,
        "card.action.trigger",
        json!({ "action": { "value": value, "tag": "button" } }),
    )
}

#[tokio::test]
async fn a_click_is_replied_to_whatever_its_value_is() {
    let webhook = webhook(Handlers::new(()).on(|(), click: Delivered<Click>| async move {
        let value = click.action.as_ref().unwrap()["value"].to_string();
        Ok(CardReply::new().toast(Toast::success(value)))
    }));
    for value in [json!("text"), json!({ "a": 1 }), json!(null)] {
        let response = send(&webhook, &click(&value)).await;
        let reply: Json = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(
            reply,
            json!({ "toast": { "type": "success", "content": value.to_string() } })
        );
    }
}

#[tokio::test]
async fn two_clicks_are_two_and_one_that_comes_again_is_refused_also_if_it_failed() {
    let notes = Notes::default();
    let handler = |notes: Notes, _: Delivered<Click>| async move {
        notes.add("click");
        match notes.all().len() {
            2 => Err("no".into()),
            _ => Ok(CardReply::new()),
        }
    };
    let once = webhook(Handlers::new(notes.clone()).on(handler));
    let (one, other) = (click(&json!(1)), click(&json!(1)));
    for (click, expected) in [(&one, 200), (&other, 500), (&one, 401), (&other, 401)] {
        assert_eq!(status(&once, click).await, expected);
    }
    assert_eq!(notes.all().len(), 2);
    let always = webhook(Handlers::new(notes.clone()).on(handler).without_claims());
    for _ in 0..2 {
        assert_eq!(status(&always, &one).await, 200);
    }
}

#[tokio::test(start_paused = true)]
async fn a_callback_that_takes_long_changes_nothing_and_goes_on() {
    let notes = Notes::default();
    let webhook = webhook(
        Handlers::new(notes.clone()).on(|notes: Notes, _: Delivered<Click>| async move {
            sleep(Duration::from_secs(10)).await;
            notes.add("click");
            Ok(CardReply::new().toast(Toast::info("late")))
        }),
    );
    let started = tokio::time::Instant::now();
    let response = send(&webhook, &click(&json!(1))).await;
    assert_eq!((response.status().as_u16(), &response.body()[..]), (200, &b"{}"[..]));
    assert!(started.elapsed() < Duration::from_secs(3));
    sleep(Duration::from_secs(10)).await;
    assert_eq!(notes.all(), ["click"]);
}

fn old_click() -> Json {
    json!({ "open_id": "ou_1", "open_message_id": "om_1", "tenant_key": "t1", "token": "c-1", "action": { "tag": "button" } })
}

#[tokio::test]
async fn a_click_on_a_card_of_the_old_kind_is_signed_in_its_own_way() {
    let handlers = || {
        Handlers::new(())
            .on(|(), click: Delivered<OldCardClick>| async move { Ok(json!({ "id": click.open_message_id })) })
    };
    let webhook = webhook(handlers());
    let request = webhook.sealed(&old_click()).unwrap();
    assert_eq!(request.headers()["x-lark-signature"].len(), 40);
    let response = webhook.respond(request.headers(), request.body().clone()).await;
    assert_eq!(&response.body()[..], br#"{"id":"om_1"}"#);

    // Signed by another token, with an event in it, or where nobody handles it.
    let other = Webhook::builder(handlers())
        .verification_token("other")
        .build()
        .unwrap();
    assert_eq!(status(&other, &old_click()).await, 200);
    let refused = other.respond(request.headers(), request.body().clone()).await;
    assert_eq!(refused.status(), 401);
    let nobody = super::events::webhook(Handlers::new(()));
    assert_eq!(status(&nobody, &old_click()).await, 401);
}
