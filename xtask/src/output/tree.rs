//! The files that lie in an output directory.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::error::Error;
use crate::pages::relative_name;

/// Who wrote a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A person: the command knows nothing of it.
    Person,
    /// The command, and a person changed it since.
    Edited,
    /// The command, and nobody changed it: it may be replaced and removed.
    Command,
}

/// The files of a directory, with their contents and origins.
#[derive(Debug)]
pub struct Tree {
    pub(super) out: PathBuf,
    pub(super) files: BTreeMap<String, File>,
    /// Links to directories, which are not followed.
    pub(super) links: Vec<String>,
}

#[derive(Debug)]
pub(super) struct File {
    pub(super) bytes: Vec<u8>,
    pub(super) origin: Origin,
}

impl Tree {
    /// Reads the directory, without what cargo builds in it and without hidden files. One that does not exist is empty.
    /// `origin` tells by the name and the content of a file who wrote it.
    ///
    /// # Errors
    /// When `out` is no directory, or something in it cannot be read.
    pub fn read(out: &Path, origin: impl Fn(&str, &[u8]) -> Origin + Sync) -> Result<Self, Error> {
        let (paths, links) = find(out)?;
        let read = |path: PathBuf| {
            let bytes = fs::read(&path).map_err(Error::io("read", &path))?;
            let name = relative_name(&path, out);
            let origin = origin(&name, &bytes);
            Ok((name, File { bytes, origin }))
        };
        Ok(Self {
            out: out.to_path_buf(),
            files: paths.into_par_iter().map(read).collect::<Result<_, Error>>()?,
            links,
        })
    }

    /// The content of a file.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(|file| file.bytes.as_slice())
    }

    /// The files that people wrote or edited, by name.
    pub fn of_people(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let files = self.files.iter().filter(|(_, file)| file.origin != Origin::Command);
        files.map(|(name, file)| (name.as_str(), file.bytes.as_slice()))
    }

    /// The files of the command below a folder, which is written with a `/` at its end, by name. All of them where the
    /// folder is empty.
    pub fn generated_below<'a, 'b>(
        &'a self,
        folder: &'b str,
    ) -> impl Iterator<Item = (&'a str, &'a [u8])> + use<'a, 'b> {
        let below = self.files.range(folder.to_owned()..);
        let below = below.take_while(move |(name, _)| name.starts_with(folder));
        let generated = below.filter(|(_, file)| file.origin == Origin::Command);
        generated.map(|(name, file)| (name.as_str(), file.bytes.as_slice()))
    }
}

/// The files below a directory, and the links to other directories.
fn find(out: &Path) -> Result<(Vec<PathBuf>, Vec<String>), Error> {
    let (mut paths, mut links) = (Vec::new(), Vec::new());
    if !out.try_exists().map_err(Error::io("read", out))? {
        return Ok((paths, links));
    }
    fs::read_dir(out).map_err(Error::io("read", out))?;
    let is_looked_at = |entry: &DirEntry| entry.depth() == 0 || is_looked_at(entry);
    for entry in WalkDir::new(out).into_iter().filter_entry(is_looked_at) {
        let entry = entry.map_err(Error::walk(out))?;
        if entry.path().is_file() {
            paths.push(entry.into_path());
        } else if entry.depth() > 0 && entry.path_is_symlink() && entry.path().is_dir() {
            links.push(relative_name(entry.path(), out));
        }
    }
    Ok((paths, links))
}

/// Cargo builds in `target` at the top; further down that is a name as any other.
fn is_looked_at(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    let is_build = entry.depth() == 1 && name == b"target";
    !name.starts_with(b".") && !is_build
}
