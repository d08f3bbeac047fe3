//! Uploads a file of any size to a folder of the drive: `upload_file <folder token> <path>`, with the credentials in
//! `FEISHU_APP_ID` and `FEISHU_APP_SECRET`.

use std::path::Path;

use feishu_openapi::Client;
use feishu_openapi::drive::v1::upload;
use feishu_openapi::runtime::{File, UploadError};

/// Uploads the file, and tells its token. A large file is sent in parts.
pub async fn upload(client: &Client, folder: &str, path: &Path) -> Result<String, UploadError> {
    let upload = || upload::folder(folder).file(File::path(path));
    let first = upload().on_progress(|progress| println!("{} of {} bytes", progress.sent, progress.total));
    let mut sent = first.send(client).await;
    // Once more, with the parts that are missing.
    if let Err(failed) = &mut sent
        && let Some(unfinished) = failed.unfinished.take()
    {
        sent = upload().resume(*unfinished).send(client).await;
    }
    sent
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("missing: folder token")?;
    let path = std::env::args().nth(2).ok_or("missing: path")?;
    let token = upload(&Client::from_env()?, &folder, Path::new(&path)).await?;
    println!("uploaded as {token}");
    Ok(())
}
