//! Saves a document as PDF: `export_document <document id> <path>`, with the credentials in `FEISHU_APP_ID` and
//! `FEISHU_APP_SECRET`.

use std::{error::Error, path::Path, time::Duration};

use feishu_openapi::drive::v1::export_task::{self, ExportTaskJobStatus, ExportTaskType, FileExtension};
use feishu_openapi::{Client, or_missing};

/// Has the server make a PDF of the document, and saves it at the path.
pub async fn export(client: &Client, document: &str, path: &Path) -> Result<u64, Box<dyn Error>> {
    let task = export_task::create().type_(ExportTaskType::Docx).token(document);
    let task = task.file_extension(FileExtension::Pdf).send(client).await?;
    let ticket = or_missing!(task.ticket)?;
    loop {
        let state = export_task::get(&ticket).token(document).send(client).await?;
        let task = or_missing!(state.result)?;
        let status = or_missing!(task.job_status)?;
        if status == ExportTaskJobStatus::Succeeded {
            let file = or_missing!(task.file_token)?;
            return Ok(export_task::download(file).send(client).await?.to_file(path).await?);
        } else if status != ExportTaskJobStatus::Initializing && status != ExportTaskJobStatus::Processing {
            let reason = task.job_error_msg.unwrap_or_default();
            return Err(Box::from(format!("{status:?}: {reason}")));
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let usage = "usage: export_document <document id> <path>";
    let (document, path) = (std::env::args().nth(1).ok_or(usage)?, std::env::args().nth(2).ok_or(usage)?);
    println!("wrote {} bytes", export(&Client::from_env()?, &document, Path::new(&path)).await?);
    Ok(())
}
