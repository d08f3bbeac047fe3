//! A bot that says what was said to it, over a connection that it opens, so that it needs no address: `echo_connection`, with the
//! credentials in `FEISHU_APP_ID` and `FEISHU_APP_SECRET`. The developer console must say that events come over a long
//! connection.

use feishu_openapi::im::v1::content::Content;
use feishu_openapi::im::v1::{events::MessageReceive, message};
use feishu_openapi::runtime::receive::{self, Delivered, Handlers, LongConnection};
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

pub fn connection(client: &Client) -> Result<LongConnection> {
    // Messages of one chat one after the other, those of several chats at the same time.
    let handlers = Handlers::new(client.clone()).on(echo);
    LongConnection::new(client, handlers.in_order_of(|event| event.text("/message/chat_id")))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt::init(); // shows what is refused or fails
    let connection = connection(&Client::from_env()?)?;
    let mut state = connection.state();
    tokio::spawn(async move {
        while state.changed().await.is_ok() {
            println!("{:?}", *state.borrow());
        }
    });
    // Ends with an error only where trying again is of no use, as with a wrong secret.
    Ok(connection.run_until(tokio::signal::ctrl_c()).await?)
}
