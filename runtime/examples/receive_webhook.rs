//! A bot that says what was said to it, by a webhook in axum: `receive_webhook <port>`, with the credentials in
//! `FEISHU_APP_ID` and `FEISHU_APP_SECRET`, and what the developer console shows beside the address of the webhook in
//! `FEISHU_VERIFICATION_TOKEN` and `FEISHU_ENCRYPT_KEY`.

mod received;

use std::time::Duration;

use feishu_openapi_runtime::Client;
use feishu_openapi_runtime::receive::{self, Delivered, Handlers, Webhook};
use feishu_openapi_runtime::serde_json::json;
use feishu_openapi_runtime::spec::Method;
use feishu_openapi_runtime::wire::Json;
use received::MessageReceived;

async fn echo(client: Client, received: Delivered<MessageReceived>) -> receive::Result {
    let message = received.message.as_ref().ok_or("there is no message")?;
    let id = message.message_id.as_ref().ok_or("the message has no id")?;
    client
        .raw(Method::Post, "/open-apis/im/v1/messages/:message_id/reply")
        .path("message_id", id)
        .json(&json!({
            "msg_type": message.message_type,
            "content": message.content,
            // An event may come twice. With the same `uuid`, the second reply sends nothing.
            "uuid": received.header.id,
        }))
        .send::<Json>()
        .await?;
    println!("replied to {id}");
    // After an error, the server sends the event again.
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::args().nth(1).unwrap_or_else(|| "8080".to_owned());
    let client = Client::from_env()?;
    let handlers = Handlers::new(client.clone()).client(&client).on(echo);
    for (event_type, scopes) in handlers.scopes() {
        let scopes: Vec<_> = scopes.iter().map(|scope| scope.name).collect();
        println!("subscribe to {event_type}, and ask for {}", scopes.join(" or "));
    }
    let webhook = Webhook::builder(handlers)
        .verification_token(std::env::var("FEISHU_VERIFICATION_TOKEN")?)
        .encrypt_key(std::env::var("FEISHU_ENCRYPT_KEY")?)
        .build()?;

    let app = axum::Router::new().route_service("/feishu", webhook.clone());
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("listening on {}", listener.local_addr()?);
    let stop = async { drop(tokio::signal::ctrl_c().await) };
    axum::serve(listener, app).with_graceful_shutdown(stop).await?;
    // What is still being handled may end.
    webhook.shut_down(Duration::from_secs(10)).await;
    Ok(())
}
