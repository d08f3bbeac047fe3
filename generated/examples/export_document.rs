//! Saves a document as PDF: `export_document <document id> <path>`, with the credentials in `FEISHU_APP_ID` and
//! `FEISHU_APP_SECRET`.

use std::{error::Error, path::Path, time::Duration};

use feishu_openapi::drive::v1::export_task::{self, ExportTaskJobStatus as Status, ExportTaskType, FileExtension};
use feishu_openapi::{Client, or_missing};

/// Has the server make a PDF of the document, and saves it at the path.
pub async fn export(client: &Client, document: &str, path: &Path) -> Result<u64, Box<dyn Error>> {
    let task = export_task::create().type_(ExportTaskType::Docx).token(document);
    let task = task.file_extension(FileExtension::Pdf).send(client).await?;
    let ticket = or_missing!(task.ticket)?;
    let file = loop {
        let state = export_task::get(&ticket).token(document).send(client).await?;
        let task = or_missing!(state.result)?;
        match or_missing!(task.job_status)?.known() {
            Some(Status::Succeeded) => break or_missing!(task.file_token)?,
            Some(Status::Initializing | Status::Processing) => tokio::time::sleep(Duration::from_secs(1)).await,
            status => Err(format!("{status:?}: {}", task.job_error_msg.unwrap_or_default()))?,
        }
    };
    Ok(export_task::download(file).send(client).await?.to_file(path).await?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let document = std::env::args().nth(1).ok_or("missing: document id")?;
    let path = std::env::args().nth(2).ok_or("missing: path")?;
    let bytes = export(&Client::from_env()?, &document, Path::new(&path)).await?;
    println!("wrote {bytes} bytes");
    Ok(())
}
