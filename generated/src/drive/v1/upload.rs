//! Files of any size in one call: whole, or in as many parts as it takes.
//!
//! ```no_run
//! use feishu_openapi::drive::v1::upload;
//! use feishu_openapi::runtime::File;
//!
//! # async fn example(client: feishu_openapi::Client) -> feishu_openapi::Result<()> {
//! let file_token = upload::folder("fldcn…")
//!     .file(File::path("backup.tar"))
//!     .on_progress(|progress| println!("{} of {} bytes", progress.sent, progress.total))
//!     .send(&client)
//!     .await?;
//! # Ok(()) }
//! ```
//!
//! An upload that ends before the file is there can be resumed, also by another process: its [`UploadError`] has what
//! [`FileUpload::resume`] takes, and so has each [`UploadProgress`], for programs that may be ended at any time.
//!
//! [`UploadError`]: crate::runtime::UploadError
//! [`UploadProgress`]: crate::runtime::UploadProgress
//!
//! A file of at most 20 MiB takes one call of `upload_all`; another one takes `upload_prepare`, `upload_part` for each of its
//! parts, with their checksums, and `upload_finish`. By their pages, all these take 5 calls a second, which is kept to, and
//! 10,000 a day; parts of media may be on their way together, those of files in a folder may not.
//!
//! From the pages <https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/file/upload_part>,
//! <https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/media/upload_part> and those beside them.

use crate::drive::v1::file::{self, FileParentType};
use crate::drive::v1::media::{self, MediaParentType};
use crate::runtime::{Endpoint, File, FileUpload, Open, UploadPart, UploadTarget};

/// The largest file that `upload_all` takes.
const LARGEST_WHOLE: u64 = 20 * 1024 * 1024;

/// A folder of the drive. A file has the [name](File::named) there that it is sent with.
pub fn folder(folder_token: impl Into<String>) -> Folder {
    Folder(folder_token.into())
}

/// Where an image or file goes that is a part of a document, a table or a spreadsheet: `parent_type` says of what, and
/// `parent_node` of which.
pub fn media(parent_type: impl Into<Open<MediaParentType>>, parent_node: impl Into<String>) -> Media {
    Media {
        parent_type: parent_type.into(),
        parent_node: parent_node.into(),
        extra: None,
    }
}

/// A folder of the drive; made by [`folder`].
#[derive(Clone, Debug)]
pub struct Folder(String);

impl Folder {
    /// The upload of this file to here.
    pub fn file(self, file: File) -> FileUpload<Self> {
        FileUpload::new(self, file)
    }
}

/// A place for an image or file; made by [`media`](fn@media).
#[derive(Clone, Debug)]
pub struct Media {
    parent_type: Open<MediaParentType>,
    parent_node: String,
    extra: Option<String>,
}

impl Media {
    /// What else the page asks for in some places, as JSON: `{"drive_route_token":"doxcn…"}`.
    #[must_use]
    pub fn extra(self, extra: impl Into<String>) -> Self {
        Self {
            extra: Some(extra.into()),
            ..self
        }
    }

    /// The upload of this file to here.
    pub fn file(self, file: File) -> FileUpload<Self> {
        FileUpload::new(self, file)
    }
}

impl UploadTarget for Folder {
    const OPERATION: &'static str = "drive.v1.file.upload_part";
    const WHOLE: u64 = LARGEST_WHOLE;
    // The page says that it takes one call at a time.
    const AT_ONCE: usize = 1;

    fn whole(&self, name: &str, size: u64, checksum: u32, file: File) -> impl Endpoint {
        file::upload_all()
            .file_name(name)
            .parent_type(FileParentType::Explorer)
            .parent_node(&self.0)
            .size(size)
            .checksum(checksum.to_string())
            .file(file)
    }

    fn prepare(&self, name: &str, size: u64) -> impl Endpoint {
        file::upload_prepare()
            .file_name(name)
            .parent_type(FileParentType::Explorer)
            .parent_node(&self.0)
            .size(size)
    }

    fn part(&self, part: UploadPart) -> impl Endpoint {
        file::upload_part()
            .upload_id(part.upload_id)
            .seq(part.seq)
            .size(part.size)
            .checksum(part.checksum.to_string())
            .file(part.file)
    }

    fn finish(&self, upload_id: &str, block_num: u64) -> impl Endpoint {
        file::upload_finish().upload_id(upload_id).block_num(block_num)
    }
}

impl UploadTarget for Media {
    const OPERATION: &'static str = "drive.v1.media.upload_part";
    const WHOLE: u64 = LARGEST_WHOLE;
    const AT_ONCE: usize = 4;

    fn whole(&self, name: &str, size: u64, checksum: u32, file: File) -> impl Endpoint {
        let request = media::upload_all()
            .file_name(name)
            .parent_type(self.parent_type.clone())
            .parent_node(&self.parent_node)
            .size(size)
            .checksum(checksum.to_string())
            .file(file);
        match &self.extra {
            Some(extra) => request.extra(extra),
            None => request,
        }
    }

    fn prepare(&self, name: &str, size: u64) -> impl Endpoint {
        let request = media::upload_prepare()
            .file_name(name)
            .parent_type(self.parent_type.clone())
            .parent_node(&self.parent_node)
            .size(size);
        match &self.extra {
            Some(extra) => request.extra(extra),
            None => request,
        }
    }

    fn part(&self, part: UploadPart) -> impl Endpoint {
        media::upload_part()
            .upload_id(part.upload_id)
            .seq(part.seq)
            .size(part.size)
            .checksum(part.checksum.to_string())
            .file(part.file)
    }

    fn finish(&self, upload_id: &str, block_num: u64) -> impl Endpoint {
        media::upload_finish().upload_id(upload_id).block_num(block_num)
    }
}
