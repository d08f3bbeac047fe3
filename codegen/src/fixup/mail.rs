//! Mistakes on the pages of `mail`.

use super::{Change, Fixup, edit};
use crate::ir::{Method, Part};

pub(super) const FIXUPS: &[Fixup] = &[Fixup {
    name: "message-by-card-owner",
    page: "user_mailbox-message/get_by_card",
    operation: (Method::Get, "/open-apis/mail/v1/user_mailboxes/{}/messages/get_by_card"),
    reason: "the example of the owner's `type` is a list of its values",
    date: "2026-11-27",
    change: Change::Edit(|endpoint| {
        edit(endpoint, Part::Response, "owner_info.type", |field| {
            field.example = None;
        })
    }),
}];
