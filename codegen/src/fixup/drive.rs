//! Mistakes on the pages of `drive`.

use super::{Change, Fixup};
use crate::ir::Method;

pub(super) const FIXUPS: &[Fixup] = &[Fixup {
    name: "file-copy-id",
    page: "uYTNzUjL2UzM14iN1MTN",
    operation: (Method::Post, "/open-apis/drive/explorer/v2/file/copy/files/{}"),
    reason: "`copy` is what is done, though `files` comes after it",
    date: "2026-11-22",
    change: Change::Id("drive.v2.explorer.file.copy"),
}];
