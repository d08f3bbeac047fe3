//! Uploads a file from disk for use in messages, and downloads it again: `raw_file <path>`, with
//! the credentials in `FEISHU_APP_ID` and `FEISHU_APP_SECRET`.

#![allow(clippy::indexing_slicing)] // a field that JSON does not have is read as null

use feishu_openapi_runtime::spec::Method;
use feishu_openapi_runtime::wire::Json;
use feishu_openapi_runtime::{Client, File};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: raw_file <path>")?;
    let name = std::path::Path::new(&path)
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let client = Client::from_env()?;
    let uploaded: Json = client
        .raw(Method::Post, "/open-apis/im/v1/files")
        .multipart(|form| {
            form.field("file_type", "stream");
            form.field("file_name", &name);
            // Read while it is sent, never as a whole.
            form.file("file", &File::path(&path));
        })
        .send()
        .await?;
    let key = uploaded["file_key"]
        .as_str()
        .ok_or("the response has no file_key")?
        .to_owned();
    println!("uploaded as {key}");

    let download = client
        .raw(Method::Get, "/open-apis/im/v1/files/:file_key")
        .path("file_key", &key)
        .download()
        .await?;
    println!("{:?}, {:?} bytes", download.file_name(), download.content_length());
    let copy = format!("{path}.downloaded");
    let written = download.to_file(&copy).await?;
    println!("wrote {written} bytes to {copy}");
    Ok(())
}
