//! What becomes of an event: who handles it, when, how often, and what the server is told.

use std::sync::Arc;
use std::time::Duration;

use feishu_openapi_runtime::receive::{self, Acknowledge, Delivered, Handlers, Header, MemoryClaims, Raw};
use feishu_openapi_runtime::serde_json::json;
use feishu_openapi_runtime::{Client, Error};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use super::events::{Click, Message, Notes, event, key_that_panics, message, send, status, webhook};

fn id(message: &Delivered<Message>) -> String {
    message
        .message
        .as_ref()
        .and_then(|body| body.message_id.clone())
        .unwrap()
}

async fn note(notes: Notes, message: Delivered<Message>) -> receive::Result {
    notes.add(id(&message));
    Ok(())
}

#[tokio::test]
async fn a_handler_gets_the_event_of_its_type_and_the_header() {
    let notes = Notes::default();
    let handler = |notes: Notes, message: Delivered<Message>| async move {
        let Header {
            id, tenant_key, app_id, ..
        } = &message.header;
        notes.add(format!(
            "{id} {tenant_key} {app_id} {}",
            message.json()?["message"]["more"]
        ));
        Ok(())
    };
    let webhook = webhook(Handlers::new(notes.clone()).on(handler));
    let mut sent = message("om_1", "oc_1");
    sent["event"]["message"]["more"] = "unknown".into();
    let response = send(&webhook, &sent).await;
    assert_eq!((response.status().as_u16(), &response.body()[..]), (200, &b"{}"[..]));
    assert_eq!(notes.all(), [r#"event-om_1 t1 cli_1 "unknown""#]);
}

#[tokio::test]
async fn what_was_done_is_not_done_again_also_with_another_event_id() {
    let notes = Notes::default();
    let webhook = webhook(Handlers::new(notes.clone()).on(note));
    let mut again = message("om_1", "oc_1");
    again["header"]["event_id"] = "another".into();
    let mut in_other_tenant = message("om_1", "oc_1");
    in_other_tenant["header"]["tenant_key"] = "t2".into();
    let mut of_other_app = message("om_1", "oc_1");
    of_other_app["header"]["app_id"] = "cli_2".into();
    for sent in [
        message("om_1", "oc_1"),
        message("om_1", "oc_1"),
        again,
        in_other_tenant,
        of_other_app,
    ] {
        assert_eq!(status(&webhook, &sent).await, 200);
    }
    assert_eq!(notes.all(), ["om_1"; 3]);
}

#[tokio::test]
async fn what_failed_is_done_again() {
    let notes = Notes::default();
    let handler = |notes: Notes, message: Delivered<Message>| async move {
        notes.add(id(&message));
        match notes.all().len() {
            1 => Err("not yet".into()),
            2 => panic!("not yet"),
            _ => Ok(()),
        }
    };
    let webhook = webhook(Handlers::new(notes.clone()).on(handler));
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(status(&webhook, &message("om_1", "oc_1")).await);
    }
    assert_eq!(statuses, [500, 500, 200, 200]);
    assert_eq!(notes.all().len(), 3);
}

#[tokio::test]
async fn an_event_without_an_id_is_always_new() {
    let notes = Notes::default();
    let webhook = webhook(
        Handlers::new(notes.clone()).unhandled(|notes: Notes, raw: Raw| async move {
            notes.add(raw.header.event_type);
            Ok(())
        }),
    );
    for _ in 0..2 {
        status(&webhook, &event("", "some.type", json!({}))).await;
    }
    assert_eq!(notes.all(), ["some.type"; 2]);
}

#[tokio::test(start_paused = true)]
async fn an_event_that_takes_long_is_refused_and_then_done() {
    let notes = Notes::default();
    let handler = |notes: Notes, message: Delivered<Message>| async move {
        sleep(Duration::from_secs(14)).await;
        notes.add(id(&message));
        Ok(())
    };
    let webhook = webhook(Handlers::new(notes.clone()).on(handler));
    let sent = message("om_1", "oc_1");
    assert_eq!(status(&webhook, &sent).await, 503);
    let response = send(&webhook, &sent).await;
    assert_eq!(
        (response.status().as_u16(), response.headers()["retry-after"].as_bytes()),
        (503, &b"15"[..])
    );
    sleep(Duration::from_secs(15)).await;
    assert_eq!(status(&webhook, &sent).await, 200);
    assert_eq!(notes.all(), ["om_1"]);
}

#[tokio::test(start_paused = true)]
async fn an_event_is_done_though_nobody_waits_for_the_response() {
    let notes = Notes::default();
    let handler = |notes: Notes, message: Delivered<Message>| async move {
        sleep(Duration::from_secs(1)).await;
        notes.add(id(&message));
        Ok(())
    };
    let webhook = webhook(Handlers::new(notes.clone()).on(handler));
    let sent = message("om_1", "oc_1");
    // As a server does whose connection breaks.
    timeout(Duration::from_millis(500), send(&webhook, &sent))
        .await
        .unwrap_err();
    assert_eq!(status(&webhook, &sent).await, 503);
    webhook.shut_down(Duration::from_secs(10)).await;
    assert_eq!(notes.all(), ["om_1"]);
}

#[tokio::test(start_paused = true)]
async fn a_claim_holds_for_as_long_as_its_handler_runs() {
    let notes = Notes::default();
    let handler = |notes: Notes, message: Delivered<Message>| async move {
        notes.add(id(&message));
        sleep(Duration::from_secs(3600)).await;
        Ok(())
    };
    let handlers = Handlers::new(notes.clone())
        .deadline(Duration::from_secs(7200))
        .on(handler);
    let webhook = webhook(handlers);
    let sent = message("om_1", "oc_1");
    for wait in [15, 300, 1800] {
        assert_eq!(status(&webhook, &sent).await, 503);
        sleep(Duration::from_secs(wait)).await;
    }
    assert_eq!(notes.all().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_handler_beyond_its_deadline_is_dropped() {
    let handler = |_: (), _: Delivered<Message>| async move {
        sleep(Duration::from_secs(3600)).await;
        Ok(())
    };
    let handlers = Handlers::new(()).on(handler).deadline(Duration::from_secs(2));
    assert_eq!(status(&webhook(handlers), &message("om_1", "oc_1")).await, 500);
}

#[tokio::test(start_paused = true)]
async fn times_may_be_as_long_as_there_are() {
    let notes = Notes::default();
    let handlers = Handlers::new(notes.clone())
        .on(note)
        .deadline(Duration::MAX)
        .respond_within(Duration::MAX)
        .keep(Duration::MAX);
    let webhook = receive::Webhook::builder(handlers)
        .encrypt_key("test key")
        .max_age(Duration::MAX)
        .build()
        .unwrap();
    for _ in 0..2 {
        assert_eq!(status(&webhook, &message("om_1", "oc_1")).await, 200);
    }
    assert_eq!(notes.all(), ["om_1"]);
    webhook.shut_down(Duration::MAX).await;
}

#[tokio::test(start_paused = true)]
async fn an_event_may_be_acknowledged_when_it_comes() {
    let notes = Notes::default();
    let handler = |notes: Notes, message: Delivered<Message>| async move {
        sleep(Duration::from_secs(1)).await;
        notes.add(id(&message));
        Ok(())
    };
    let handlers = Handlers::new(notes.clone())
        .on(handler)
        .acknowledge(Acknowledge::OnReceipt);
    assert_eq!(status(&webhook(handlers), &message("om_1", "oc_1")).await, 200);
    assert!(notes.all().is_empty());
    sleep(Duration::from_secs(2)).await;
    assert_eq!(notes.all(), ["om_1"]);
}

#[tokio::test]
async fn a_type_without_a_handler_is_acknowledged_unless_it_is_to_be_refused() {
    let unknown = event("e1", "nobody.knows_v1", json!({ "a": 1 }));
    assert_eq!(status(&webhook(Handlers::new(())), &unknown).await, 200);
    assert_eq!(
        status(&webhook(Handlers::new(()).refuse_unhandled()), &unknown).await,
        404
    );
    // Also one that has been seen.
    let notes = Notes::default();
    let seen = Handlers::new(notes.clone()).unhandled(|notes: Notes, raw: Raw| async move {
        notes.add(raw.header.id);
        Ok(())
    });
    let seen = webhook(seen.refuse_unhandled());
    for _ in 0..2 {
        assert_eq!(status(&seen, &unknown).await, 404);
    }
    assert_eq!(notes.all(), ["e1", "e1"]);
    let failing = Handlers::new(()).unhandled(|_, _| async { Err("no".into()) });
    assert_eq!(status(&webhook(failing), &unknown).await, 500);
}

#[tokio::test]
async fn a_value_of_the_wrong_type_costs_no_event_and_what_is_no_object_is_refused() {
    let notes = Notes::default();
    let webhook = webhook(Handlers::new(notes.clone()).on(note));
    let odd = json!({ "message": { "message_id": "om_1", "chat_id": null, "size": { "no": "number" } } });
    assert_eq!(status(&webhook, &event("e1", "im.message.receive_v1", odd)).await, 200);
    assert_eq!(
        status(&webhook, &event("e2", "im.message.receive_v1", json!([1]))).await,
        500
    );
    assert_eq!(notes.all(), ["om_1"]);
}

#[tokio::test(start_paused = true)]
async fn events_of_one_chat_are_handled_in_order_and_those_of_others_meanwhile() {
    let notes = Notes::default();
    let handler = |notes: Notes, message: Delivered<Message>| async move {
        let id = id(&message);
        // The first of them takes longest.
        let wait = if id.ends_with('1') { 500 } else { 1 };
        sleep(Duration::from_millis(wait)).await;
        notes.add(id);
        Ok(())
    };
    let in_order = Handlers::new(notes.clone())
        .on(handler)
        .in_order_of(|raw| raw.text("/message/chat_id"));
    let webhook = webhook(in_order);
    let sent = [("a1", "a"), ("a1", "a"), ("a2", "a"), ("a3", "a"), ("b2", "b")].map(|(id, chat)| message(id, chat));
    let responses = sent.each_ref().map(|sent| status(&webhook, sent));
    let statuses = feishu_openapi_runtime::futures_util::future::join_all(responses).await;
    // The second is the first again, and does not let the third overtake it.
    assert_eq!(statuses, [200, 503, 200, 200, 200]);
    assert_eq!(notes.all(), ["b2", "a1", "a2", "a3"]);
}

#[tokio::test]
async fn an_event_whose_key_panics_has_failed() {
    let notes = Notes::default();
    let handler = |notes: Notes, message: Delivered<Message>| async move {
        notes.add(id(&message));
        Ok(())
    };
    let ordered = Handlers::new(notes.clone()).on(handler).in_order_of(key_that_panics);
    let webhook = webhook(ordered);
    assert_eq!(status(&webhook, &message("om_1", "panics")).await, 500);
    assert_eq!(status(&webhook, &message("om_1", "oc_1")).await, 200);
    assert_eq!(notes.all(), ["om_1"]);
}

#[tokio::test]
async fn no_more_run_and_wait_than_allowed() {
    let gate = Arc::new(Semaphore::new(0));
    let handler = |gate: Arc<Semaphore>, _: Delivered<Message>| async move {
        let _passed = gate.acquire().await?;
        Ok(())
    };
    let webhook = webhook(Handlers::new(gate.clone()).on(handler).concurrency(2).waiting(3));
    let sent: Vec<_> = (0..8).map(|number| message(&number.to_string(), "oc_1")).collect();
    let responses = async {
        let all =
            feishu_openapi_runtime::futures_util::future::join_all(sent.iter().map(|sent| status(&webhook, sent)));
        let open = async {
            // All have come to the gate or been refused by then.
            tokio::task::yield_now().await;
            gate.add_permits(8);
        };
        tokio::join!(all, open).0
    };
    let statuses = timeout(Duration::from_secs(10), responses).await.unwrap();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 503, 503, 503]);
}

#[tokio::test(start_paused = true)]
async fn shutting_down_finishes_what_runs_drops_what_takes_too_long_and_takes_no_more() {
    let notes = Notes::default();
    let handler = |notes: Notes, message: Delivered<Message>| async move {
        let id = id(&message);
        sleep(Duration::from_secs(if id == "short" { 1 } else { 100 })).await;
        notes.add(id);
        Ok(())
    };
    let claims = MemoryClaims::new();
    let webhook = webhook(Handlers::new(notes.clone()).on(handler).claims(claims.clone()));
    let (short, long) = (message("short", "a"), message("long", "a"));
    let started = tokio::time::Instant::now();
    let (short, long, ()) = tokio::join!(status(&webhook, &short), status(&webhook, &long), async {
        sleep(Duration::from_millis(10)).await;
        webhook.shut_down(Duration::from_secs(2)).await;
    });
    assert_eq!((short, long), (200, 500));
    assert!(started.elapsed() < Duration::from_secs(3));
    assert_eq!(notes.all(), ["short"]);
    assert_eq!(status(&webhook, &message("new", "a")).await, 503);
    assert_eq!(tokio::runtime::Handle::current().metrics().num_alive_tasks(), 0);
}

#[test]
fn handlers_say_what_to_subscribe_to_and_which_scopes_to_ask_for() {
    let handlers = Handlers::new(Notes::default())
        .on(note)
        .on(|_, _: Delivered<Click>| async { Ok(receive::CardReply::new()) });
    assert_eq!(
        handlers.types().collect::<Vec<_>>(),
        ["card.action.trigger", "im.message.receive_v1"]
    );
    let scopes: Vec<_> = handlers.scopes().collect();
    assert_eq!(scopes.len(), 1);
    assert_eq!(scopes[0].0, "im.message.receive_v1");
    assert_eq!(
        scopes[0].1.iter().map(|scope| scope.name).collect::<Vec<_>>(),
        ["im:message", "im:message:readonly"]
    );
}

#[test]
fn two_handlers_of_one_type_and_a_webhook_without_secrets_are_refused() {
    let builder = receive::Webhook::builder(Handlers::new(Notes::default()).on(note).on(note));
    let error = builder.verification_token("vtoken").build().unwrap_err();
    assert!(
        matches!(&error, Error::Config(error) if error.to_string().contains("im.message.receive_v1")),
        "{error}"
    );
    for builder in [
        receive::Webhook::builder(Handlers::new(())),
        receive::Webhook::builder(Handlers::new(()))
            .verification_token("")
            .encrypt_key(""),
    ] {
        assert!(builder.build().is_err());
    }
    assert_eq!(Client::builder("cli_1", "secret").build().unwrap().app_id(), "cli_1");
}
