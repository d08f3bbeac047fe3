//! A bot that says what was said to it, over a connection that it opens, so that it needs no address of its own. The
//! credentials stand in `FEISHU_APP_ID` and `FEISHU_APP_SECRET`; the developer console must say that events come over a long
//! connection.

mod received;

use feishu_openapi_runtime::Client;
use feishu_openapi_runtime::receive::{self, Delivered, Handlers, LongConnection};
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
            "uuid": received.header.id,
        }))
        .send::<Json>()
        .await?;
    println!("replied to {id}");
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?;
    // Messages of one chat one after the other, those of several chats at the same time.
    let handlers = Handlers::new(client.clone())
        .on(echo)
        .in_order_of(|event| event.text("/message/chat_id"));
    let connection = LongConnection::new(&client, handlers)?;
    let mut state = connection.state();
    tokio::spawn(async move {
        while state.changed().await.is_ok() {
            println!("{:?}", *state.borrow());
        }
    });
    // Ends with an error only where trying again is of no use, as with a wrong secret.
    connection.run_until(tokio::signal::ctrl_c()).await?;
    Ok(())
}
