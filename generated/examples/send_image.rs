//! Uploads an image and sends it: `send_image <open_id> <path>`, with the credentials in `FEISHU_APP_ID` and
//! `FEISHU_APP_SECRET`.

use std::path::Path;

use feishu_openapi::im::v1::{content, image, message};
use feishu_openapi::runtime::File;
use feishu_openapi::{Client, Result, or_missing};

/// Uploads the image, sends it, and tells the id of the message.
pub async fn send(client: &Client, receiver: &str, path: &Path) -> Result<String> {
    let image = image::create().image_type("message").image(File::path(path));
    let uploaded = image.send(client).await?;
    let content = content::image(or_missing!(uploaded.image_key)?);
    let message = message::create().receive_id_type("open_id").receive_id(receiver);
    let sent = message.message(content).send(client).await?;
    or_missing!(sent.message_id)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let receiver = std::env::args().nth(1).ok_or("missing: open_id")?;
    let path = std::env::args().nth(2).ok_or("missing: path")?;
    let id = send(&Client::from_env()?, &receiver, Path::new(&path)).await?;
    println!("sent {id}");
    Ok(())
}
