//! `words stamp`: notes which texts of the vendor the words were written from.

use std::path::Path;

use feishu_openapi_codegen::pipeline;

use super::sheets;
use crate::arguments::WordsStamp;
use crate::command::Outcome;
use crate::error::Error;
use crate::stamps::{self, State, states};
use crate::terminal::tell;

pub(super) fn run(docs: &Path, arguments: &WordsStamp) -> Result<Outcome, Error> {
    let reference = crate::words::read(&[docs.to_path_buf()])?;
    let mut reading = sheets(docs, arguments.service.as_deref())?;
    let applied = pipeline::put_words(&mut reading, &reference);
    for (file, current) in stamps::current(docs, &reference, &applied)? {
        stamp(docs, &file, &current, arguments.stale)?;
    }
    Ok(Outcome::Done)
}

/// Stamps the lines of one file that have no stamp yet, and if wanted those whose pages changed. What is gone loses its stamp.
fn stamp(docs: &Path, file: &str, current: &stamps::Digests, is_stale_too: bool) -> Result<(), Error> {
    let path = stamps::stamps_file(docs, file);
    let mut stamps = stamps::read(&path)?;
    let mut count = 0;
    for (key, state) in states(current, &stamps) {
        let is_due = state == State::Unstamped || state == State::Stale && is_stale_too;
        if let Some(digest) = current.get(&key).filter(|_| is_due) {
            stamps.insert(key, digest.clone());
            count += 1;
        }
    }
    stamps.retain(|key, _| current.contains_key(key));
    stamps::write(&path, &stamps)?;
    tell(format_args!("{count:>7} stamped in {file}\n"));
    Ok(())
}
