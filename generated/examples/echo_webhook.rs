//! A bot that says what was said to it, by a webhook in axum: `echo_webhook <port>`, with the credentials in `FEISHU_APP_ID` and
//! `FEISHU_APP_SECRET`, and what the developer console shows beside the address of the webhook in
//! `FEISHU_VERIFICATION_TOKEN` and `FEISHU_ENCRYPT_KEY`.

use std::time::Duration;

use feishu_openapi::im::v1::content::Content;
use feishu_openapi::im::v1::{events::MessageReceive, message};
use feishu_openapi::runtime::receive::{self, Delivered, Handlers, Webhook};
use feishu_openapi::{Client, Result, or_missing};

/// After an error, the server sends the event again.
async fn echo(client: Client, received: Delivered<MessageReceive>) -> receive::Result {
    let said = or_missing!(received.event.message)?;
    if let Some(Content::Text(text)) = said.content() {
        let id = or_missing!(said.message_id)?;
        let reply = message::reply(&id).message(text);
        reply.uuid(id).send(&client).await?; // a message that comes again within an hour is replied to once
    }
    Ok(())
}

pub fn webhook(client: &Client, token: &str, key: &str) -> Result<Webhook> {
    let handlers = Handlers::new(client.clone()).client(client).on(echo);
    Webhook::builder(handlers)
        .verification_token(token)
        .encrypt_key(key)
        .build()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt::init(); // shows what is refused or fails
    let port = std::env::args().nth(1).ok_or("usage: echo_webhook <port>")?;
    let (token, key) = (
        std::env::var("FEISHU_VERIFICATION_TOKEN")?,
        std::env::var("FEISHU_ENCRYPT_KEY")?,
    );
    let webhook = webhook(&Client::from_env()?, &token, &key)?;
    let app = axum::Router::new().route_service("/feishu", webhook.clone());
    let listener = tokio::net::TcpListener::bind(format!("0.0.0.0:{port}")).await?;
    let stop = async { drop(tokio::signal::ctrl_c().await) };
    axum::serve(listener, app).with_graceful_shutdown(stop).await?;
    webhook.shut_down(Duration::from_secs(10)).await; // what is still being handled may end
    Ok(())
}
