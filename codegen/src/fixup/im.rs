//! Mistakes on the pages of `im`.

use super::{Change, Fixup, edit};
use crate::ir::{Constraints, Method, Part};

pub(super) const FIXUPS: &[Fixup] = &[Fixup {
    name: "chat-moderation-get-page",
    page: "chat-moderation/get",
    operation: (Method::Get, "/open-apis/im/v1/chats/{}/moderation"),
    reason: "`page_size` and `page_token` have each other's example and limit",
    date: "2026-11-27",
    change: Change::Edit(|endpoint| {
        let size = edit(endpoint, Part::Query, "page_size", |field| {
            field.example = Some("10".to_owned());
            field.constraints.maximum = Some("100".to_owned());
        });
        let token = edit(endpoint, Part::Query, "page_token", |field| {
            field.example = None;
            field.constraints = Constraints::default();
        });
        size || token
    }),
}];
