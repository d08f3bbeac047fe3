//! Documents, spreadsheets and Bases as files of Word, Excel, PDF or CSV, in one call.
//!
//! ```no_run
//! use feishu_openapi::drive::v1::export;
//!
//! # async fn example(client: feishu_openapi::Client) -> feishu_openapi::Result<()> {
//! let pdf = export::document("doxcn…").as_pdf().send(&client).await?;
//! pdf.to_file("report.pdf").await?;
//! # Ok(()) }
//! ```
//!
//! It begins a task by [`export_task::create`], asks [`export_task::get`] how far the task is until it has ended, and begins to
//! download the file, which the server keeps for 10 minutes. With watermarks on, the file bears the id of the app, or
//! that of the user in whose name it is exported.
//!
//! A document in a wiki has a token of its own, `obj_token` of
//! [`wiki::v2::space::get_node`](https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/wiki-v2/space/get_node).
//!
//! From the page <https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/export_task/export-user-guide>.

use crate::drive::v1::export_task::{self, ExportTaskJobStatus, ExportTaskType, FileExtension, GetResponse};
use crate::runtime::{Client, Download, Endpoint, Given, OrMissing, Result, TaskError, or_missing};

/// A document (`docx`).
pub fn document(token: impl Into<String>) -> Document {
    Document(ExportTaskType::Docx, token.into())
}

/// A document of the former kind (`doc`).
pub fn old_document(token: impl Into<String>) -> Document {
    Document(ExportTaskType::Doc, token.into())
}

/// A spreadsheet.
pub fn sheet(token: impl Into<String>) -> Table {
    Table(ExportTaskType::Sheet, token.into())
}

/// A Base.
pub fn base(token: impl Into<String>) -> Table {
    Table(ExportTaskType::Bitable, token.into())
}

/// What can be exported as text; made by [`document`] or [`old_document`].
#[derive(Clone, Debug)]
pub struct Document(ExportTaskType, String);

impl Document {
    /// As a file of PDF. Images and other files in the document may have 128 MB in all.
    pub fn as_pdf(self) -> Export {
        Export::new(self.0, self.1, FileExtension::Pdf)
    }

    /// As a file of Microsoft Word. Images and other files in the document may have 1 GB in all.
    pub fn as_docx(self) -> Export {
        Export::new(self.0, self.1, FileExtension::Docx)
    }
}

/// What can be exported as tables; made by [`sheet`] or [`base`].
#[derive(Clone, Debug)]
pub struct Table(ExportTaskType, String);

impl Table {
    /// As a file of Microsoft Excel.
    pub fn as_xlsx(self) -> Export {
        Export::new(self.0, self.1, FileExtension::Xlsx)
    }

    /// One of its tables as CSV: the one with this id of a sheet, or of a table in a Base.
    pub fn as_csv(self, sub_id: impl Into<String>) -> Export {
        Export {
            sub_id: Some(sub_id.into()),
            ..Export::new(self.0, self.1, FileExtension::Csv)
        }
    }
}

/// An export that is not sent yet.
#[must_use = "an export does nothing until it is sent: `.send(&client).await`"]
#[derive(Clone, Debug)]
pub struct Export {
    type_: ExportTaskType,
    token: String,
    file_extension: FileExtension,
    sub_id: Option<String>,
}

impl Export {
    fn new(type_: ExportTaskType, token: String, file_extension: FileExtension) -> Self {
        Self {
            type_,
            token,
            file_extension,
            sub_id: None,
        }
    }

    /// Has the server make the file, waits until it is there, and begins to download it. How long that takes depends on the
    /// document; what limits it is a timeout around this call.
    ///
    /// # Errors
    /// [`TaskError`] says why the server made no file: `status` is one of [`ExportTaskJobStatus`]. Else see
    /// [`Error`](crate::runtime::Error).
    pub async fn send(&self, client: &Client) -> Result<Download> {
        let request = export_task::create().type_(self.type_).token(&self.token);
        let mut request = request.file_extension(self.file_extension);
        if let Some(sub_id) = &self.sub_id {
            request = request.sub_id(sub_id);
        }
        let started = request.send(client).await?;
        let ticket = or_missing!(started.ticket)?;
        let task = export_task::get(ticket).token(&self.token);
        let file = client.poll(&task, file_token).await?;
        export_task::download(file).send(client).await
    }
}

/// The token of the file, once the task has ended.
fn file_token(response: GetResponse) -> Result<Option<String>> {
    let task = or_missing!(response.result)?;
    let status = or_missing!(task.job_status)?;
    match status.known() {
        Some(ExportTaskJobStatus::Succeeded) => {
            let token = task.file_token.filter(|token| !token.is_empty());
            token.or_missing("file_token").map(Some)
        }
        Some(ExportTaskJobStatus::Initializing | ExportTaskJobStatus::Processing) => Ok(None),
        known => {
            let message = task.job_error_msg.filter(|message| !message.is_empty());
            let message = message.or_else(|| known.map(|status| format!("{status:?}")));
            let message = message.unwrap_or_else(|| "no reason given".to_owned());
            Err(TaskError::new(export_task::Get::<Given>::SPEC.id, status.as_i64(), message).into())
        }
    }
}
