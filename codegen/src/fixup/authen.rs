//! Mistakes on the pages of `authen`.

use super::{Change, Fixup};
use crate::ir::Method;

pub(super) const FIXUPS: &[Fixup] = &[
    Fixup {
        name: "oauth-token-parts",
        page: "authentication-management/access-token/get-user-access-token",
        operation: (Method::Post, "/open-apis/authen/v2/oauth/token"),
        reason: "one page exchanges a code, the other a refresh token",
        date: "2026-11-22",
        change: Change::Merge,
    },
    Fixup {
        name: "access-token-for-all",
        page: "reference/authen-v1/access_token/create",
        operation: (Method::Post, "/open-apis/authen/v1/access_token"),
        reason: FOR_EMPLOYEES,
        date: "2026-11-22",
        change: Change::Prefer,
    },
    Fixup {
        name: "refresh-access-token-for-all",
        page: "reference/authen-v1/refresh_access_token/create",
        operation: (Method::Post, "/open-apis/authen/v1/refresh_access_token"),
        reason: FOR_EMPLOYEES,
        date: "2026-11-22",
        change: Change::Prefer,
    },
    Fixup {
        name: "oidc-access-token-for-all",
        page: "reference/authen-v1/oidc-access_token/create",
        operation: (Method::Post, "/open-apis/authen/v1/oidc/access_token"),
        reason: FOR_EMPLOYEES,
        date: "2026-11-22",
        change: Change::Prefer,
    },
    Fixup {
        name: "oidc-refresh-access-token-for-all",
        page: "reference/authen-v1/oidc-refresh_access_token/create",
        operation: (Method::Post, "/open-apis/authen/v1/oidc/refresh_access_token"),
        reason: FOR_EMPLOYEES,
        date: "2026-11-22",
        change: Change::Prefer,
    },
];

const FOR_EMPLOYEES: &str = "the newer page is for the vendor's own employees: its title ends in 仅字节";
