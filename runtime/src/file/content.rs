//! What a file holds that can be read again: its length, its checksum, and whether it has changed.

use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::UNIX_EPOCH;

use adler2::Adler32;
use bytes::Bytes;

use super::{File, Source, Span};

impl Span {
    /// Its bytes of those in memory.
    pub(crate) fn of_bytes(span: Option<Self>, bytes: &Bytes) -> io::Result<Bytes> {
        let Some(span) = span else { return Ok(bytes.clone()) };
        let (begin, end) = span.place(bytes.len() as u64)?;
        // Both are within the length, which is a `usize`.
        let place = |offset| usize::try_from(offset).map_err(io::Error::other);
        Ok(bytes.slice(place(begin)?..place(end)?))
    }
}

/// Opens a file on disk where its part begins, and says how long that is. Waits for the disk.
///
/// What is no regular file has no length, and some, such as a pipe without a writer, could only be waited for.
pub(crate) fn open(path: &Path, span: Option<Span>) -> io::Result<(std::fs::File, u64)> {
    let refused = || io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file");
    if !std::fs::metadata(path)?.is_file() {
        return Err(refused());
    }
    let mut opened = std::fs::File::open(path)?;
    // Another one may be there by now.
    let metadata = opened.metadata()?;
    if !metadata.is_file() {
        return Err(refused());
    }
    let Some(span) = span else {
        return Ok((opened, metadata.len()));
    };
    let (begin, end) = span.place(metadata.len())?;
    opened.seek(SeekFrom::Start(begin))?;
    Ok((opened, end - begin))
}

/// What tells whether a file is still the one that it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    pub(crate) length: u64,
    /// Of a file on disk the nanoseconds of its last change since 1970, of one in memory its checksum.
    pub(crate) mark: u64,
}

impl File {
    /// What the file is now.
    pub(crate) async fn version(&self) -> io::Result<Version> {
        match &self.source {
            Source::Path(path) => {
                let (path, span) = (path.clone(), self.span);
                blocking(move || {
                    let (opened, length) = open(&path, span)?;
                    let changed = opened.metadata()?.modified()?;
                    let since = changed.duration_since(UNIX_EPOCH).unwrap_or_default();
                    let mark = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX);
                    Ok(Version { length, mark })
                })
                .await
            }
            Source::Bytes(bytes) => Ok(Version {
                length: Span::of_bytes(self.span, bytes)?.len() as u64,
                mark: self.checksum().await?.into(),
            }),
            Source::Reader { .. } => Err(read_once()),
        }
    }

    /// The Adler-32 checksum of the file, or of its part.
    pub(crate) async fn checksum(&self) -> io::Result<u32> {
        let (source, span) = (self.source.clone(), self.span);
        match source {
            Source::Path(path) => blocking(move || sum(open(&path, span)?)).await,
            Source::Bytes(bytes) => {
                let bytes = Span::of_bytes(span, &bytes)?;
                blocking(move || Ok(adler2::adler32_slice(&bytes))).await
            }
            Source::Reader { .. } => Err(read_once()),
        }
    }
}

fn sum((file, length): (std::fs::File, u64)) -> io::Result<u32> {
    let (mut file, mut sum, mut piece) = (file.take(length), Adler32::new(), vec![0; 64 * 1024]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(sum.checksum()),
            read => sum.write_slice(piece.get(..read).unwrap_or_default()),
        }
    }
}

fn read_once() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "a reader can be read only once")
}

/// On a thread that may wait.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await?
}
