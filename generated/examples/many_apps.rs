//! Several applications in one process that greet who joins a chat: each has a client, handlers and a webhook of its own at
//! `/feishu/<app id>`. `many_apps <port> <app id>:<secret>:<verification token>…`

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

/// A client with the verification token of its webhook, for each application.
pub fn router(applications: Vec<(Client, String)>) -> Result<Router> {
    let mut router = Router::new();
    for (client, token) in applications {
        // With its client, a webhook refuses what is for another application.
        let handlers = Handlers::new(client.clone()).client(&client).on(greet);
        let webhook = Webhook::builder(handlers).verification_token(token).build()?;
        router = router.route_service(&format!("/feishu/{}", client.app_id()), webhook);
    }
    Ok(router)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt::init(); // shows what is refused or fails
    let port = std::env::args()
        .nth(1)
        .ok_or("usage: many_apps <port> <app id>:<secret>:<token>…")?;
    let mut applications = Vec::new();
    for application in std::env::args().skip(2) {
        let [id, secret, token] = application.split(':').collect::<Vec<_>>()[..] else {
            return Err("an application is <app id>:<secret>:<verification token>".into());
        };
        applications.push((Client::builder(id, secret).build()?, token.to_owned()));
    }
    let listener = tokio::net::TcpListener::bind(format!("0.0.0.0:{port}")).await?;
    Ok(axum::serve(listener, router(applications)?).await?)
}
