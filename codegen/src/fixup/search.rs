//! Mistakes on the pages of `search`.

use super::{Change, Fixup};
use crate::ir::Method;

pub(super) const FIXUPS: &[Fixup] = &[Fixup {
    name: "search-user-id",
    page: "uMTM4UjLzEDO14yMxgTN",
    operation: (Method::Get, "/open-apis/search/v1/user"),
    reason: "nothing in the URL says what is done",
    date: "2026-11-22",
    change: Change::Id("search.v1.user.search"),
}];
