//! Files that replace what is at their path when they are whole.

use std::fs::{self, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempPath;
use tokio::fs::File;
use tokio::io::AsyncWrite;

/// How many links a path may have, as on most systems.
const LINKS: usize = 40;

/// A file that is being written, and put in its place when it is whole.
pub(super) struct Target {
    pub(super) file: Box<dyn AsyncWrite + Send + Unpin>,
    /// Where it is until it is whole, and where it belongs. `None` where it is written in its place.
    beside: Option<(TempPath, PathBuf)>,
}

impl Target {
    pub(super) async fn open(path: PathBuf) -> io::Result<Self> {
        blocking(move || {
            match fs::metadata(&path) {
                Ok(found) if !found.is_file() => Self::in_place(&path),
                // What a link leads to is replaced, and not the link.
                found => Self::beside(end_of_links(path), found.ok()),
            }
        })
        .await
    }

    fn in_place(path: &Path) -> io::Result<Self> {
        #[cfg(unix)]
        if std::os::unix::fs::FileTypeExt::is_fifo(&fs::metadata(path)?.file_type()) {
            // Opened as any other file, it would wait for a reader, perhaps for ever.
            let pipe = tokio::net::unix::pipe::OpenOptions::new().open_sender(path);
            let failed = |error: io::Error| io::Error::new(error.kind(), format!("nobody reads the pipe: {error}"));
            return Ok(Self {
                file: Box::new(pipe.map_err(failed)?),
                beside: None,
            });
        }
        let file = OpenOptions::new().write(true).open(path)?;
        Ok(Self {
            file: Box::new(File::from(file)),
            beside: None,
        })
    }

    fn beside(path: PathBuf, replaced: Option<Metadata>) -> io::Result<Self> {
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let mut builder = tempfile::Builder::new();
        builder.prefix(".").suffix(".part");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let (file, beside) = builder.tempfile_in(directory.unwrap_or(Path::new(".")))?.into_parts();
        if let Some(replaced) = replaced {
            file.set_permissions(replaced.permissions())?;
        }
        Ok(Self {
            file: Box::new(File::from(file)),
            beside: Some((beside, path)),
        })
    }

    /// Puts the whole file in its place.
    pub(super) async fn keep(self) -> io::Result<()> {
        drop(self.file);
        match self.beside {
            Some((beside, path)) => blocking(move || Ok(beside.persist(path)?)).await,
            None => Ok(()),
        }
    }
}

/// Where links lead, also if nothing is there.
fn end_of_links(path: PathBuf) -> PathBuf {
    if let Ok(found) = fs::canonicalize(&path) {
        return found;
    }
    let mut end = path;
    for _ in 0..LINKS {
        let Ok(target) = fs::read_link(&end) else { break };
        end = end.parent().unwrap_or(Path::new("")).join(target);
    }
    end
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}
