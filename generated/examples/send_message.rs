//! Sends a text message as the application: `send_message <open_id> <text>`, with the credentials in `FEISHU_APP_ID` and
//! `FEISHU_APP_SECRET`.

use feishu_openapi::im::v1::message::{self, MessageReceiveIdType};
use feishu_openapi::{Client, Error, Result, or_missing};

/// Sends the text, and tells the id of the message.
pub async fn send(client: &Client, receiver: &str, text: &str) -> Result<String> {
    let sent = message::create()
        .receive_id_type(MessageReceiveIdType::OpenId)
        .receive_id(receiver)
        .message(text) // or what the functions of `im::v1::content` give
        .send(client)
        .await?;
    or_missing!(sent.message_id)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(receiver), Some(text)) = (arguments.next(), arguments.next()) else {
        return Err("usage: send_message <open_id> <text>".into());
    };
    match send(&Client::from_env()?, &receiver, &text).await {
        Ok(id) => println!("sent {id}"),
        Err(Error::Api(error)) if !error.missing_scopes().is_empty() => {
            println!(
                "the application needs one of these scopes: {}",
                error.missing_scopes().join(", ")
            );
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
