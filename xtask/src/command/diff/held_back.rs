//! What the crate keeps although the pages took it away.

use std::collections::BTreeSet;

use feishu_openapi_codegen::diff::Side;

/// How long it stays.
pub(super) const UNTIL: &str = "Stays, deprecated or as an argument, until `cargo xtask regen --breaking`";

/// What is held back only since the new state: a line each, in Markdown.
pub(in crate::command) fn between(old: &Side, new: &Side) -> BTreeSet<String> {
    &new.held_back() - &old.held_back()
}

/// A line for who reads no Markdown.
pub(super) fn plain(line: &str) -> String {
    line.replace('`', "")
}
