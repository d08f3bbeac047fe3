//! The words files beside the sheets.

use std::fs;
use std::path::{Path, PathBuf};

use feishu_openapi_codegen::words::{Reference, WordsError, WordsFile};
use walkdir::WalkDir;

use crate::error::Error;
use crate::pages::relative_name;

/// The folders that they stand in.
const FOLDER: &str = "words";
/// How their names end.
const ENDING: &str = "words";

/// The words files below some roots, sorted by path.
///
/// # Errors
/// When one cannot be read.
pub fn files(roots: &[PathBuf]) -> Result<Vec<WordsFile>, Error> {
    let mut files = Vec::new();
    for root in roots {
        for entry in WalkDir::new(root).follow_links(true).sort_by_file_name() {
            let entry = entry.map_err(Error::walk(root))?;
            let path = entry.path();
            if entry.file_type().is_file() && is_words(path) {
                let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
                let name = relative_name(path, root);
                files.push(WordsFile { name, text });
            }
        }
    }
    Ok(files)
}

/// What they say.
///
/// # Errors
/// When one cannot be read, or a line of one says nothing.
pub fn read(roots: &[PathBuf]) -> Result<Reference, Error> {
    match Reference::parse(&files(roots)?) {
        (reference, errors) if errors.is_empty() => Ok(reference),
        (_, errors) => Err(Error::Words(errors.iter().map(WordsError::to_string).collect())),
    }
}

fn is_words(path: &Path) -> bool {
    let folder = path.parent().and_then(Path::file_name);
    path.extension().is_some_and(|ending| ending == ENDING) && folder.is_some_and(|folder| folder == FOLDER)
}
