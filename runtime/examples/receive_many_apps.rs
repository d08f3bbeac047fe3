//! Several applications in one process: each has a client, handlers and a webhook of its own at `/feishu/<app id>`.
//! `receive_many_apps <port> <app id>:<secret>:<verification token>…`

mod received;

use feishu_openapi_runtime::Client;
use feishu_openapi_runtime::receive::{self, Delivered, Handlers, Webhook};
use received::MessageReceived;

/// What the handlers of one application have.
#[derive(Clone)]
struct App {
    name: String,
    client: Client,
}

async fn tell(app: App, received: Delivered<MessageReceived>) -> receive::Result {
    let id = received
        .message
        .as_ref()
        .and_then(|message| message.message_id.as_deref());
    println!("{} got {id:?}, and would reply by {}", app.name, app.client.app_id());
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments
        .next()
        .ok_or("usage: receive_many_apps <port> <app id>:<secret>:<token>…")?;
    let mut router = axum::Router::new();
    for (number, application) in arguments.enumerate() {
        let mut parts = application.split(':');
        let (Some(id), Some(secret), Some(token)) = (parts.next(), parts.next(), parts.next()) else {
            return Err("an application is <app id>:<secret>:<verification token>".into());
        };
        let app = App {
            name: format!("application {}", number + 1),
            client: Client::builder(id, secret).build()?,
        };
        // With its client, a webhook refuses what is for another application.
        let handlers = Handlers::new(app.clone()).client(&app.client).on(tell);
        let webhook = Webhook::builder(handlers).verification_token(token).build()?;
        router = router.route_service(&format!("/feishu/{id}"), webhook);
    }
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    println!("listening on {}", listener.local_addr()?);
    axum::serve(listener, router).await?;
    Ok(())
}
