//! Directories in, the bytes of their pages out, in an order that depends on names alone.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use feishu_openapi_codegen::Page;
use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::error::Error;
use crate::progress;

/// Endings of files that are pages.
const ENDINGS: [&str; 4] = ["md", "txt", "html", "htm"];

/// Reads every page below the roots, sorted by name. A root may be a page itself. A page is named by its path below its
/// root, with `/` between the parts; the root's own name stands first where several are read.
///
/// # Errors
/// When a root is missing, a file cannot be read, or there is no page at all.
pub fn read(roots: &[PathBuf]) -> Result<Vec<Page>, Error> {
    let files = find(roots)?;
    if files.is_empty() {
        return Err(Error::NoPages(roots.to_vec()));
    }
    let bar = progress::bar(files.len(), "Reading pages");
    let pages = files
        .into_par_iter()
        .map(|(name, path)| {
            let bytes = fs::read(&path).map_err(Error::io("read", &path))?;
            bar.inc(1);
            Ok(Page { name, bytes })
        })
        .collect();
    bar.finish_and_clear();
    pages
}

/// The files of all pages below the roots, by name.
///
/// # Errors
/// When a root is missing or cannot be read.
pub fn find(roots: &[PathBuf]) -> Result<BTreeMap<String, PathBuf>, Error> {
    let mut files = BTreeMap::new();
    for root in roots {
        let metadata = fs::metadata(root).map_err(|error| match error.kind() {
            ErrorKind::NotFound => Error::MissingDocs(root.clone()),
            _ => Error::io("read", root)(error),
        })?;
        if metadata.is_file() {
            let parent = if roots.len() == 1 { root.parent() } else { None };
            files.insert(relative_name(root, parent.unwrap_or(Path::new(""))), root.clone());
            continue;
        }
        let prefix = prefix(root, roots);
        let visible = |entry: &DirEntry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
        for entry in WalkDir::new(root).follow_links(true).into_iter().filter_entry(visible) {
            let entry = entry.map_err(Error::walk(root))?;
            if entry.file_type().is_file() && is_page(entry.path()) {
                let name = relative_name(entry.path(), root);
                files.insert(format!("{prefix}{name}"), entry.into_path());
            }
        }
    }
    Ok(files)
}

/// What stands before the names of a root's pages, so that pages of two roots never share a name.
fn prefix(root: &Path, roots: &[PathBuf]) -> String {
    if roots.len() == 1 {
        return String::new();
    }
    let last = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    match last(root) {
        Some(name) if roots.iter().filter(|other| last(other).as_ref() == Some(&name)).count() == 1 => {
            format!("{name}/")
        }
        _ => format!("{}/", root.display()),
    }
}

/// Whether a file is a page, by its ending.
#[must_use]
pub fn is_page(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ENDINGS.iter().any(|page| ending.eq_ignore_ascii_case(page))
}

/// `path` below `root`, the same on every platform.
#[must_use]
pub fn relative_name(path: &Path, root: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = relative
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    parts.join("/")
}
