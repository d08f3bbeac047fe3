//! The arguments of `words`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Arguments of `words`.
#[derive(Debug, Args)]
pub struct Words {
    /// Directory of the sheets and the words files [default: docs-src]
    #[arg(long, value_name = "DIR", global = true)]
    pub docs: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: WordsCommand,
}

/// The commands below `words`.
#[derive(Debug, Subcommand)]
pub enum WordsCommand {
    /// Tell what is wrong with the words files, and what has no words yet
    Check(WordsCheck),
    /// Write worksheets: what each key is, and what the vendor says of it
    Sheet(WordsSheet),
    /// Note which texts of the vendor the words were written from
    Stamp(WordsStamp),
    /// Count what has words, by service and kind
    Count(WordsCount),
}

/// Arguments of `words stamp`.
#[derive(Debug, Args)]
pub struct WordsStamp {
    /// Only this service (`contact`) [default: all]
    #[arg(value_name = "SERVICE")]
    pub service: Option<String>,
    /// Stamp lines too whose pages have changed: you compared them, and they are right
    #[arg(long)]
    pub stale: bool,
}

/// Arguments of `words count`.
#[derive(Debug, Args)]
pub struct WordsCount {
    /// Only this service (`contact`) [default: all]
    #[arg(value_name = "SERVICE")]
    pub service: Option<String>,
}

/// Arguments of `words sheet`.
#[derive(Debug, Args)]
pub struct WordsSheet {
    /// Only this service, version or resource (`contact`, `contact.v3`, `contact.v3.user`) [default: all]
    #[arg(value_name = "SERVICE")]
    pub subject: Option<String>,
    /// Directory of pages with the vendor's texts; may be given several times, the newest last
    #[arg(long, value_name = "MIRROR")]
    pub from: Vec<PathBuf>,
    /// Where to write them; outside of the workspace, since the vendor's texts are not ours to publish
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
}

/// Arguments of `words check`.
#[derive(Debug, Args)]
pub struct WordsCheck {
    /// Only this service (`contact`): fast [default: all]
    #[arg(value_name = "SERVICE")]
    pub service: Option<String>,
    /// Name everything that has no words yet
    #[arg(long)]
    pub missing: bool,
    /// Exit with 1 also if anything is missing, in question or stale
    #[arg(long)]
    pub release: bool,
}
