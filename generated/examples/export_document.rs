//! Saves a document as PDF: `export_document <document id> <path>`, with the credentials in `FEISHU_APP_ID` and
//! `FEISHU_APP_SECRET`.

use std::path::Path;

use feishu_openapi::drive::v1::export;
use feishu_openapi::{Client, Result};

/// Has the server make a PDF of the document, and saves it at the path. Tells its length in bytes.
pub async fn save(client: &Client, document: &str, path: &Path) -> Result<u64> {
    let file = export::document(document).as_pdf().send(client).await?;
    file.to_file(path).await
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let document = std::env::args().nth(1).ok_or("missing: document id")?;
    let path = std::env::args().nth(2).ok_or("missing: path")?;
    let bytes = save(&Client::from_env()?, &document, Path::new(&path)).await?;
    println!("wrote {bytes} bytes");
    Ok(())
}
