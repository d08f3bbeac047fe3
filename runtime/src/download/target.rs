//! Files on disk that are there when they are whole.

use std::fs::{self, Metadata, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempPath;
use tokio::fs::File;

/// A file under way to its place.
pub(super) struct Target {
    pub(super) file: File,
    /// Where it is until it is whole, and where it belongs. `None` where it is written in its place.
    beside: Option<(TempPath, PathBuf)>,
}

impl Target {
    pub(super) async fn open(path: PathBuf) -> io::Result<Self> {
        blocking(move || {
            // What a link leads to is replaced, and not the link.
            let path = fs::canonicalize(&path).unwrap_or(path);
            match fs::metadata(&path) {
                Ok(found) if !found.is_file() => Self::in_place(&path),
                found => Self::beside(path, found.ok()),
            }
        })
        .await
    }

    fn in_place(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).open(path)?;
        Ok(Self {
            file: file.into(),
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
            file: file.into(),
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

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}
