//! Sends a text message as the application: `send_message <open_id> <text>`, with the credentials in `FEISHU_APP_ID` and
//! `FEISHU_APP_SECRET`.

use feishu_openapi::im::v1::message::{self, MessageReceiveIdType};
use feishu_openapi::{Client, Result, or_missing};

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
    let usage = "usage: send_message <open_id> <text>";
    let (receiver, text) = (std::env::args().nth(1).ok_or(usage)?, std::env::args().nth(2).ok_or(usage)?);
    println!("sent {}", send(&Client::from_env()?, &receiver, &text).await?);
    Ok(())
}
