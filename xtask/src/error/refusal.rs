//! Files that a run does not overwrite or remove, because work of a person would be lost.

use std::fmt;

use crate::list;

/// How many files are named.
const LISTED: usize = 20;

/// Why a file may not be overwritten or removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A person wrote it.
    NotGenerated,
    /// The command wrote it, and a person changed it since.
    Edited,
    /// A directory stands where a file should go.
    IsDirectory,
    /// A directory of its path is a link: what lies behind it may belong to somebody else.
    BehindLink,
}

impl Refusal {
    /// Whether `--force`, or `--overwrite`, makes the run replace the file.
    #[must_use]
    pub fn yields_to_force(self) -> bool {
        matches!(self, Self::NotGenerated | Self::Edited)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NotGenerated => "was not written by this command",
            Self::Edited => "was edited after it was written",
            Self::IsDirectory => "is a directory where a file should be",
            Self::BehindLink => "lies behind a link to a directory, which this command does not follow",
        })
    }
}

/// Files that a run refuses to overwrite or remove, by their name in the output, and what a person can do about them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub Vec<(String, Refusal)>);

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files = self.0.iter().map(|(name, refusal)| format!("{name}: {refusal}"));
        formatter.write_str(&list::lines("  ", files, LISTED))?;
        formatter.write_str(if self.0.iter().all(|(_, refusal)| refusal.yields_to_force()) {
            "move them out of the way, or overwrite them with `--force`"
        } else {
            "move directories and links out of the way: `--force` overwrites files alone"
        })
    }
}
