//! Sends a text message as the application: `send_message <open_id> <text>`, with the credentials in `FEISHU_APP_ID` and
//! `FEISHU_APP_SECRET`.

use feishu_openapi::im::v1::message;
use feishu_openapi::{Client, Result, or_missing};

/// Sends the text, and tells the id of the message.
pub async fn send(client: &Client, receiver: &str, text: &str) -> Result<String> {
    let sent = message::create()
        .receive_id_type("open_id")
        .receive_id(receiver)
        .message(text) // or what the functions of `im::v1::content` give
        .send(client)
        .await?;
    or_missing!(sent.message_id)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let receiver = std::env::args().nth(1).ok_or("missing: open_id")?;
    let text = std::env::args().nth(2).ok_or("missing: text")?;
    println!("sent {}", send(&Client::from_env()?, &receiver, &text).await?);
    Ok(())
}
