//! Uploads an image and sends it: `send_image <open_id> <path>`, with the credentials in `FEISHU_APP_ID` and
//! `FEISHU_APP_SECRET`.

use std::path::Path;

use feishu_openapi::im::v1::content;
use feishu_openapi::im::v1::image::{self, ImageType};
use feishu_openapi::im::v1::message::{self, MessageReceiveIdType};
use feishu_openapi::runtime::File;
use feishu_openapi::{Client, Result, or_missing};

/// Uploads the image, sends it, and tells the id of the message.
pub async fn send(client: &Client, receiver: &str, path: &Path) -> Result<String> {
    let uploaded = image::create()
        .image_type(ImageType::Message)
        .image(File::path(path))
        .send(client)
        .await?;
    let sent = message::create()
        .receive_id_type(MessageReceiveIdType::OpenId)
        .receive_id(receiver)
        .message(content::image(or_missing!(uploaded.image_key)?))
        .send(client)
        .await?;
    or_missing!(sent.message_id)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let usage = "usage: send_image <open_id> <path>";
    let (receiver, path) = (std::env::args().nth(1).ok_or(usage)?, std::env::args().nth(2).ok_or(usage)?);
    println!("sent {}", send(&Client::from_env()?, &receiver, Path::new(&path)).await?);
    Ok(())
}
