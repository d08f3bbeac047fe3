//! The changes for programs, as `xtask/schema/diff.json` describes them.

use std::collections::BTreeSet;

use feishu_openapi_codegen::diff::{Diff, Stay, Step, Upgrade};
use serde::Serialize;

use super::held_back;
use crate::command::pretty;
use crate::error::Error;

/// The form of the document. It changes when a program that reads it has to.
const FORMAT: u32 = 1;

#[derive(Serialize)]
struct Document<'d> {
    format: u32,
    /// The worst of all changes.
    upgrade: Upgrade,
    stay: Stay,
    /// From a version before 1.0 and after.
    step: Steps,
    held_back: Vec<String>,
    #[serde(flatten)]
    diff: &'d Diff,
}

#[derive(Serialize)]
struct Steps {
    before_1_0: Step,
    from_1_0: Step,
}

pub(super) fn of(diff: &Diff, held_back: &BTreeSet<String>) -> Result<String, Error> {
    let document = Document {
        format: FORMAT,
        upgrade: diff.upgrade(),
        stay: diff.stay(),
        step: Steps {
            before_1_0: diff.step(0),
            from_1_0: diff.step(1),
        },
        held_back: held_back.iter().map(|line| held_back::plain(line)).collect(),
        diff,
    };
    pretty(&document)
}
