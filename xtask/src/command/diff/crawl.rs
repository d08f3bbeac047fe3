//! Crawls in two formats. What only one of them can say is no change of the pages, but shows as one.

use std::fs;
use std::path::Path;

use super::Source;
use crate::error::Error;
use crate::{pages, sheets};

/// How many pages tell the format of a crawl.
const SAMPLE: usize = 99;

/// What to do where two directories are such crawls.
pub(super) const NOTE: &str = "these crawls are in two formats, so that what only one can say shows as a change: \
                               `cargo xtask import` the newer one first, and compare sheets";

/// Whether both sides are crawls, one with tables of elements and one with tables of pipes.
pub(super) fn are_of_two_formats(old: &Source, new: &Source) -> Result<bool, Error> {
    match (old, new) {
        (Source::Pages(old), Source::Pages(new)) if !sheets::are_in(old) && !sheets::are_in(new) => {
            Ok(has_elements(old)? != has_elements(new)?)
        }
        _ => Ok(false),
    }
}

/// Whether most pages have tables of elements.
fn has_elements(directory: &Path) -> Result<bool, Error> {
    let files: Vec<_> = pages::find(&[directory.to_path_buf()])?
        .into_values()
        .take(SAMPLE)
        .collect();
    let mut count = 0;
    for file in &files {
        let bytes = fs::read(file).map_err(Error::io("read", file))?;
        count += usize::from(String::from_utf8_lossy(&bytes).contains("<md-table"));
    }
    Ok(count * 2 > files.len())
}
