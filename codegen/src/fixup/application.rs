//! Mistakes on the pages of `application`.

use super::{Change, Fixup};
use crate::ir::Method;

pub(super) const FIXUPS: &[Fixup] = &[
    Fixup {
        name: "application-avatar-upload-id",
        page: "app_avatar-upload/create",
        operation: (Method::Post, "/open-apis/application/v7/app_avatar/upload"),
        reason: "the address says `create`, and an avatar is uploaded",
        date: "2026-11-26",
        change: Change::Id("application.v7.app_avatar.upload"),
    },
    Fixup {
        name: "application-publish-id",
        page: "application-publish/create",
        operation: (Method::Post, "/open-apis/application/v7/applications/{}/publish"),
        reason: "the address says `create`, and an application is published",
        date: "2026-11-26",
        change: Change::Id("application.v7.application.publish"),
    },
];
