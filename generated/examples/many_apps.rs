//! Several applications in one process that greet who joins a chat: each has a client, handlers and a webhook of its own at
//! `/feishu/<app id>`. `many_apps <port> <app id>…`, with the secrets of each in `FEISHU_APP_SECRET_<app id>`,
//! `FEISHU_VERIFICATION_TOKEN_<app id>` and `FEISHU_ENCRYPT_KEY_<app id>`.

use axum::Router;
use feishu_openapi::im::v1::{events::ChatMemberUserAdded, message};
use feishu_openapi::runtime::receive::{self, Delivered, Handlers, Webhook};
use feishu_openapi::{Client, Result, or_missing};

async fn greet(client: Client, joined: Delivered<ChatMemberUserAdded>) -> receive::Result {
    let chat = or_missing!(joined.event.chat_id)?;
    let hello = message::create()
        .receive_id_type("chat_id")
        .receive_id(chat)
        .message("Hello");
    hello.uuid(joined.header.id).send(&client).await?; // at most one within an hour, if the event comes again
    Ok(())
}

/// A client with the verification token and the Encrypt Key of its webhook, for each application.
pub fn router(applications: Vec<(Client, String, String)>) -> Result<Router> {
    let mut router = Router::new();
    for (client, token, key) in applications {
        // With its client, a webhook refuses what is for another application.
        let handlers = Handlers::new(client.clone()).client(&client).on(greet);
        let webhook = Webhook::builder(handlers)
            .verification_token(token)
            .encrypt_key(key)
            .build()?;
        router = router.route_service(&format!("/feishu/{}", client.app_id()), webhook);
    }
    Ok(router)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt::init(); // shows what is refused or fails
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().ok_or("usage: many_apps <port> <app id>…")?;
    let mut applications = Vec::new();
    for id in arguments {
        let secret =
            |name| std::env::var(format!("FEISHU_{name}_{id}")).map_err(|error| format!("{name} of {id}: {error}"));
        let client = Client::builder(&id, secret("APP_SECRET")?).build()?;
        applications.push((client, secret("VERIFICATION_TOKEN")?, secret("ENCRYPT_KEY")?));
    }
    let listener = tokio::net::TcpListener::bind(format!("0.0.0.0:{port}")).await?;
    Ok(axum::serve(listener, router(applications)?).await?)
}
