//! The ticket of a store application.

use feishu_openapi_runtime::receive::{Handlers, Raw};
use feishu_openapi_runtime::serde_json::json;
use feishu_openapi_runtime::spec::{AppType, Method};
use feishu_openapi_runtime::wire::Json;
use feishu_openapi_runtime::{Client, MemoryTokenStore, TokenStore};

use super::events::{Notes, status, webhook};

fn ticket(app: &str) -> Json {
    json!({ "uuid": "u1", "token": "", "ts": "1502199207.7171419", "type": "event_callback",
        "event": { "app_id": app, "app_ticket": "the ticket", "type": "app_ticket" } })
}

/// A client that calls nobody: it fails for want of a server, and before that for want of a ticket.
fn client() -> Client {
    let builder = Client::builder("cli_1", "secret")
        .app_type(AppType::Isv)
        .base_url("http://127.0.0.1:1");
    builder.token_store(MemoryTokenStore::new()).build().unwrap()
}

async fn error(client: &Client) -> String {
    let call = client.for_tenant("t1").raw(Method::Get, "/open-apis/x").send::<Json>();
    call.await.unwrap_err().to_string()
}

#[tokio::test]
async fn a_ticket_reaches_the_client_by_itself() {
    let client = client();
    let before = error(&client).await;
    let webhook = webhook(Handlers::new(()).client(&client));
    assert_eq!(status(&webhook, &ticket("cli_1")).await, 200);
    let after = error(&client).await;
    assert!(
        before.contains("ticket") && !after.contains("ticket"),
        "{before}\n{after}"
    );
}

#[tokio::test]
async fn what_is_for_another_application_is_refused() {
    let notes = Notes::default();
    let handlers = Handlers::new(notes.clone())
        .client(&client())
        .unhandled(|notes: Notes, raw: Raw| async move {
            notes.add(raw.header.id);
            Ok(())
        });
    let webhook = webhook(handlers);
    assert_eq!(status(&webhook, &ticket("cli_2")).await, 401);
    assert!(notes.all().is_empty());
}

#[tokio::test]
async fn a_ticket_that_the_store_does_not_keep_is_sent_again() {
    struct Broken;
    impl TokenStore for Broken {
        fn get<'a>(
            &'a self,
            _: &'a feishu_openapi_runtime::TokenKey,
        ) -> feishu_openapi_runtime::StoreFuture<'a, Option<feishu_openapi_runtime::AccessToken>> {
            Box::pin(async { Err("broken".into()) })
        }

        fn put<'a>(
            &'a self,
            _: &'a feishu_openapi_runtime::TokenKey,
            _: feishu_openapi_runtime::AccessToken,
        ) -> feishu_openapi_runtime::StoreFuture<'a, ()> {
            Box::pin(async { Err("broken".into()) })
        }
    }
    let builder = Client::builder("cli_1", "secret")
        .app_type(AppType::Isv)
        .token_store(Broken);
    let webhook = webhook(Handlers::new(()).client(&builder.build().unwrap()));
    assert_eq!(status(&webhook, &ticket("cli_1")).await, 500);
}
