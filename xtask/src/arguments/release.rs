//! The arguments of `release`.

use std::path::PathBuf;

use clap::Args;

pub(super) const EXAMPLES: &str = "\
Examples:
  cargo xtask release --dry-run                  version, changelog, packages: what a release would be
  cargo xtask release                            sets the version and writes the changelog's entry
  cargo xtask release --since v0.1.0/api.json    against the file of a release, where its tag is not here

The step of the version follows from what changed on the pages since the last release. Nothing is published or tagged: \
the command ends with what is left to do. It writes api.json, which a later release can be compared with, its schema, and \
openapi.json, to be files of the release.";

/// Arguments of `release`.
#[derive(Debug, Args)]
pub struct Release {
    /// The last release: a git revision, or its api.json [default: the tag of the version in Cargo.toml]
    #[arg(long, value_name = "OLD")]
    pub since: Option<String>,
    /// Change neither versions nor changelog: print its entry
    #[arg(long)]
    pub dry_run: bool,
    /// Where to write api.json, its schema and openapi.json
    #[arg(long, value_name = "DIR", default_value = "target/xtask/release")]
    pub files: PathBuf,
}
