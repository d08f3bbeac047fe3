//! What an upload is gone on with, also by another process.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use super::UploadPart;
use crate::error::ConfigError;
use crate::file::{File, Version};

/// An upload that was begun: how the server knows it, and which parts it has.
///
/// `Display` writes it as a text that can be kept, and `FromStr` reads that text: `9000/1732600000000000000/4096/0-1/7111…` is
/// of a file of 9000 bytes that was changed then, in parts of 4096 bytes, of which the first two were sent. A server keeps
/// an upload for a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnfinishedUpload {
    upload_id: String,
    block_size: u64,
    pub(super) version: Version,
    done: BTreeSet<u64>,
}

impl UnfinishedUpload {
    /// More parts than any server takes; so a text that was made up costs no memory.
    const MOST_PARTS: u64 = 1 << 20;

    /// An upload that has no part yet, unless what the server says of it cannot be.
    pub(super) fn new(upload_id: String, block_size: i64, version: Version) -> Option<Self> {
        let upload = Self {
            upload_id,
            block_size: u64::try_from(block_size).ok().filter(|&size| size > 0)?,
            version,
            done: BTreeSet::new(),
        };
        (upload.parts() <= Self::MOST_PARTS).then_some(upload)
    }

    /// How the server knows the upload.
    #[must_use]
    pub fn upload_id(&self) -> &str {
        &self.upload_id
    }

    /// How many parts the file has.
    #[must_use]
    pub const fn parts(&self) -> u64 {
        self.version.length.div_ceil(self.block_size)
    }

    /// How many parts the server has.
    #[must_use]
    pub fn parts_done(&self) -> u64 {
        self.done.len() as u64
    }

    /// How many bytes the server has.
    pub(super) fn bytes_done(&self) -> u64 {
        let length = |&seq| {
            let (begin, end) = self.place(seq);
            end.saturating_sub(begin)
        };
        self.done.iter().map(length).sum()
    }

    /// The parts that the server does not have.
    pub(super) fn missing(&self) -> Vec<u64> {
        (0..self.parts()).filter(|seq| !self.done.contains(seq)).collect()
    }

    /// The server has this part.
    pub(super) fn add(&mut self, seq: u64) {
        self.done.insert(seq);
    }

    /// A part of the file, still without checksum.
    pub(super) fn part(&self, seq: u64, file: &File) -> UploadPart {
        let (begin, end) = self.place(seq);
        UploadPart {
            upload_id: self.upload_id.clone(),
            seq,
            size: end.saturating_sub(begin),
            checksum: 0,
            file: file.clone().range(begin..end),
        }
    }

    fn place(&self, seq: u64) -> (u64, u64) {
        let begin = seq.saturating_mul(self.block_size);
        (begin, begin.saturating_add(self.block_size).min(self.version.length))
    }

    /// The parts that the server has, in runs of first and last.
    fn runs(&self) -> Vec<(u64, u64)> {
        let mut runs: Vec<(u64, u64)> = Vec::new();
        for &seq in &self.done {
            match runs.last_mut() {
                Some((_, last)) if last.checked_add(1) == Some(seq) => *last = seq,
                _ => runs.push((seq, seq)),
            }
        }
        runs
    }
}

impl fmt::Display for UnfinishedUpload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Version { length, mark } = self.version;
        let runs: Vec<_> = self
            .runs()
            .iter()
            .map(|(first, last)| format!("{first}-{last}"))
            .collect();
        let (size, runs) = (self.block_size, runs.join(","));
        write!(f, "{length}/{mark}/{size}/{runs}/{}", self.upload_id)
    }
}

/// Fails with [`ConfigError::Setting`] where the text is none that `Display` wrote.
impl FromStr for UnfinishedUpload {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        read(text).ok_or_else(|| {
            ConfigError::setting(
                "unfinished upload",
                "its text looks like `9000/1732600000/4096/0-1/7111`",
            )
        })
    }
}

fn read(text: &str) -> Option<UnfinishedUpload> {
    let mut fields = text.splitn(5, '/');
    let (length, mark) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    let (block_size, runs) = (fields.next()?.parse().ok()?, fields.next()?);
    let id = fields.next().filter(|id| !id.is_empty())?.to_owned();
    let mut upload = UnfinishedUpload::new(id, block_size, Version { length, mark })?;
    for run in runs.split(',').filter(|run| !run.is_empty()) {
        let (first, last) = run.split_once('-')?;
        let last = last.parse().ok().filter(|&last| last < upload.parts())?;
        upload.done.extend(first.parse::<u64>().ok()?..=last);
    }
    Some(upload)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_nothing_else() {
        for text in ["0/0/1//x", "9000/17/4096/0-1/71/11", "9000/17/1000/0-0,2-4,8-8/a"] {
            assert_eq!(text.parse::<UnfinishedUpload>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "9000/17/4096/0-1",
            "9000/17/4096/0-1/",
            "9000/17/0/0-1/a",
            "9000/17/-1/0-1/a",
            "9000/17/4096/0-3/a",
            "9000/17/4096/1/a",
            "18446744073709551615/17/1/0-9/a",
        ] {
            assert!(text.parse::<UnfinishedUpload>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_last_part_is_what_is_left() {
        let mut upload: UnfinishedUpload = "9000/17/4096/0-0,2-2/a".parse().unwrap();
        assert_eq!((upload.parts(), upload.parts_done(), upload.bytes_done()), (3, 2, 4904));
        assert_eq!(upload.missing(), [1]);
        upload.add(1);
        assert_eq!((upload.missing().len(), upload.bytes_done()), (0, 9000));
    }
}
