//! Uploads a file for use in messages, and downloads it again beside itself: `transfer_file <path>`, with the credentials
//! in `FEISHU_APP_ID` and `FEISHU_APP_SECRET`.

use std::path::Path;

use feishu_openapi::im::v1::file::{self, FileType};
use feishu_openapi::runtime::File;
use feishu_openapi::{Client, Result, or_missing};

/// Uploads the file at the path, and tells its key. It is read while it is sent, never as a whole.
pub async fn upload(client: &Client, path: &Path) -> Result<String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let file = file::create().file_type(FileType::Stream).file_name(name);
    let uploaded = file.file(File::path(path)).send(client).await?;
    or_missing!(uploaded.file_key)
}

/// Downloads a file to the path, and tells how many bytes it has.
pub async fn download(client: &Client, key: &str, path: &Path) -> Result<u64> {
    file::get(key).send(client).await?.to_file(path).await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: transfer_file <path>")?;
    let client = Client::from_env()?;
    let key = upload(&client, Path::new(&path)).await?;
    println!("uploaded as {key}");
    let copy = format!("{path}.downloaded");
    println!("wrote {} bytes", download(&client, &key, Path::new(&copy)).await?);
    Ok(())
}
