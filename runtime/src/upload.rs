//! Uploads of files of any size: whole, or part by part.

mod error;
mod unfinished;

use std::{fmt, io};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

pub use error::UploadError;
pub use unfinished::UnfinishedUpload;

use crate::error::{CannotRead, FileError};
use crate::file::Version;
use crate::spec::{Quota, RateLimit, Spec};
use crate::wire::{Object, Visitor};
use crate::{Client, Endpoint, Error, File, Options, OrMissing, Request, Result};

/// Where a service takes files, with its endpoints for that. Implemented by hand, beside the generated modules.
pub trait UploadTarget: Clone + Send + Sync + 'static {
    /// The id of what takes the parts, as errors name it.
    const OPERATION: &'static str;
    /// A file of at most so many bytes is sent whole.
    const WHOLE: u64;
    /// So many parts may be on their way at once.
    const AT_ONCE: usize;

    /// The call that takes a whole file and responds with a `file_token`.
    fn whole(&self, name: &str, size: u64, checksum: u32, file: File) -> impl Endpoint;

    /// The call that responds with `upload_id` and `block_size`.
    fn prepare(&self, name: &str, size: u64) -> impl Endpoint;

    /// The call that takes a part.
    fn part(&self, part: UploadPart) -> impl Endpoint;

    /// The call that makes a file of `block_num` parts, and responds with a `file_token`.
    fn finish(&self, upload_id: &str, block_num: u64) -> impl Endpoint;
}

/// A part on its way to an [`UploadTarget`].
#[derive(Debug)]
#[non_exhaustive]
pub struct UploadPart {
    /// The upload that it is a part of.
    pub upload_id: String,
    /// Its number, from 0.
    pub seq: u64,
    /// Its length in bytes.
    pub size: u64,
    /// Its Adler-32 checksum.
    pub checksum: u32,
    /// The part itself.
    pub file: File,
}

/// How far an upload has come.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct UploadProgress<'a> {
    /// How many bytes the server has. It never becomes less.
    pub sent: u64,
    /// How many bytes the file has.
    pub total: u64,
    /// What the upload can be gone on with, also by another process; `None` where the file is sent whole.
    pub unfinished: Option<&'a UnfinishedUpload>,
}

/// An upload of a file of any size, in one call or in as many parts as it takes.
///
/// A part that fails for a reason that may pass is sent once more. A file that changes meanwhile is an error.
#[must_use = "an upload does nothing until it is sent: `.send(&client).await`"]
pub struct FileUpload<T> {
    target: T,
    file: File,
    unfinished: Option<UnfinishedUpload>,
    progress: Option<Box<Show>>,
}

type Show = dyn FnMut(UploadProgress<'_>) + Send;

impl<T: UploadTarget> FileUpload<T> {
    /// The upload of a file to a target. A [`File::reader`] cannot be read part by part and is an error when it is sent.
    pub fn new(target: T, file: File) -> Self {
        Self {
            target,
            file,
            unfinished: None,
            progress: None,
        }
    }

    /// Calls `show` at the beginning and after each part.
    pub fn on_progress(mut self, show: impl FnMut(UploadProgress<'_>) + Send + 'static) -> Self {
        self.progress = Some(Box::new(show));
        self
    }

    /// Goes on with an upload of the same file that ended before: with [`UploadError::unfinished`] or
    /// [`UploadProgress::unfinished`].
    pub fn resume(mut self, unfinished: UnfinishedUpload) -> Self {
        self.unfinished = Some(unfinished);
        self
    }

    /// Sends the file, and returns its `file_token`. Dropping the future cancels the upload; the parts that were sent can be
    /// gone on with.
    ///
    /// # Errors
    /// [`UploadError`] has the reason, and what the upload can be gone on with.
    pub async fn send(mut self, client: &Client) -> Result<String, UploadError> {
        let version = self.file.version().await.map_err(unreadable::<T>)?;
        let mut unfinished = match self.unfinished.take() {
            Some(unfinished) if unfinished.version == version => unfinished,
            Some(_) => return Err(changed::<T>().into()),
            None if version.length <= T::WHOLE => return Ok(self.send_whole(client, version.length).await?),
            None => self.prepare(client, version).await?,
        };
        match self.send_parts(client, &mut unfinished).await {
            Ok(token) => Ok(token),
            // It is the reason of whatever else went wrong.
            Err(_) if self.file.version().await.ok() != Some(version) => Err(changed::<T>().into()),
            Err(error) => Err(UploadError::new(error, unfinished)),
        }
    }

    async fn send_whole(&mut self, client: &Client, size: u64) -> Result<String> {
        self.show(0, size, None);
        let checksum = self.file.checksum().await.map_err(unreadable::<T>)?;
        let whole = self.target.whole(&self.file.name, size, checksum, self.file.clone());
        let token = token(client, Request::of(&Paced(whole))).await?;
        self.show(size, size, None);
        Ok(token)
    }

    async fn prepare(&mut self, client: &Client, version: Version) -> Result<UnfinishedUpload> {
        // Nothing comes of an upload that is begun twice.
        let client = client.with(Options::new().repeat_writes(true));
        let request = Request::of(&Paced(self.target.prepare(&self.file.name, version.length)));
        let prepared: Prepared = client.json_of(request).await?;
        let upload_id = prepared.upload_id.filter(|id| !id.is_empty()).or_missing("upload_id")?;
        let block_size = prepared.block_size.or_missing("block_size")?;
        UnfinishedUpload::new(upload_id, block_size, version).or_missing("block_size")
    }

    async fn send_parts(&mut self, client: &Client, unfinished: &mut UnfinishedUpload) -> Result<String> {
        let total = unfinished.version.length;
        self.show(unfinished.bytes_done(), total, Some(unfinished));
        // The same part twice is one part.
        let repeating = client.with(Options::new().repeat_writes(true));
        let mut missing = unfinished.missing().into_iter();
        let mut under_way = FuturesUnordered::new();
        loop {
            let free = T::AT_ONCE.max(1).saturating_sub(under_way.len());
            for seq in missing.by_ref().take(free) {
                let part = unfinished.part(seq, &self.file);
                under_way.push(send_part(self.target.clone(), repeating.clone(), part));
            }
            let Some(seq) = under_way.next().await else { break };
            unfinished.add(seq?);
            self.show(unfinished.bytes_done(), total, Some(unfinished));
        }
        if self.file.version().await.map_err(unreadable::<T>)? != unfinished.version {
            return Err(changed::<T>());
        }
        let finish = Request::of(&Paced(self.target.finish(unfinished.upload_id(), unfinished.parts())));
        token(client, finish).await
    }

    fn show(&mut self, sent: u64, total: u64, unfinished: Option<&UnfinishedUpload>) {
        if let Some(show) = &mut self.progress {
            show(UploadProgress {
                sent,
                total,
                unfinished,
            });
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for FileUpload<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileUpload")
            .field("target", &self.target)
            .field("file", &self.file)
            .field("unfinished", &self.unfinished)
            .finish_non_exhaustive()
    }
}

/// Sends a part, and returns its number.
async fn send_part<T: UploadTarget>(target: T, client: Client, mut part: UploadPart) -> Result<u64> {
    let seq = part.seq;
    part.checksum = part.file.checksum().await.map_err(unreadable::<T>)?;
    let call = client.json_of::<()>(Request::of(&Paced(target.part(part))));
    call.await?;
    Ok(seq)
}

/// The token of the file that this call makes.
async fn token(client: &Client, request: Request) -> Result<String> {
    let made: Made = client.json_of(request).await?;
    made.file_token.or_missing("file_token")
}

/// The file is another one than it was when its upload began.
fn changed<T: UploadTarget>() -> Error {
    let reason = "it has changed since its upload began";
    unreadable::<T>(io::Error::new(io::ErrorKind::InvalidData, reason))
}

fn unreadable<T: UploadTarget>(source: io::Error) -> Error {
    FileError {
        operation: T::OPERATION,
        action: CannotRead::ACTION,
        source,
    }
    .into()
}

/// An endpoint within the limit that the introductions of its pages state. The pages themselves say no more than that it has
/// a limit of its own.
struct Paced<E>(E);

impl<E: Endpoint> Endpoint for Paced<E> {
    type Output = E::Output;

    const SPEC: Spec = Spec {
        rate_limit: Some(RateLimit::Quotas(Quota { calls: 5, seconds: 1 }, None)),
        ..E::SPEC
    };

    fn encode(&self, request: &mut Request) {
        self.0.encode(request);
    }
}

/// What the call responds with that begins an upload.
#[derive(Clone, Default)]
struct Prepared {
    upload_id: Option<String>,
    block_size: Option<i64>,
}

impl Object for Prepared {
    fn visit<V: Visitor>(&mut self, other: &Self, with: &mut V) {
        with.field("upload_id", &mut self.upload_id, &other.upload_id);
        with.field("block_size", &mut self.block_size, &other.block_size);
    }
}

/// What the call responds with that makes a file.
#[derive(Clone, Default)]
struct Made {
    file_token: Option<String>,
}

impl Object for Made {
    fn visit<V: Visitor>(&mut self, other: &Self, with: &mut V) {
        with.field("file_token", &mut self.file_token, &other.file_token);
    }
}
