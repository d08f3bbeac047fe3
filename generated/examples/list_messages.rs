//! Prints what was said in a chat, oldest first: `list_messages <chat_id>`, with the credentials in `FEISHU_APP_ID` and
//! `FEISHU_APP_SECRET`.

use feishu_openapi::im::v1::content::Content;
use feishu_openapi::im::v1::message::{self, MessageSortType};
use feishu_openapi::{Client, Result};

/// The texts of a chat, and the types of its other messages.
pub async fn list(client: &Client, chat: &str) -> Result<Vec<String>> {
    let request = message::list().container_id_type("chat").container_id(chat);
    let request = request.sort_type(MessageSortType::ByCreateTimeAsc).page_size(50);
    let (mut messages, mut lines) = (request.items(client), Vec::new());
    while let Some(message) = messages.next().await {
        match message?.content() {
            Some(Content::Text(text)) => lines.push(text.text),
            Some(other) => lines.push(format!("({})", other.msg_type())),
            None => {} // it was recalled
        }
    }
    Ok(lines)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let chat = std::env::args().nth(1).ok_or("usage: list_messages <chat_id>")?;
    for line in list(&Client::from_env()?, &chat).await? {
        println!("{line}");
    }
    Ok(())
}
