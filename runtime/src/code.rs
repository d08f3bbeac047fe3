//! Codes of errors that any endpoint may respond with, from the platform's
//! [guide to them](https://open.feishu.cn/document/ukTMukTMukTM/ugjM14COyUjL4ITN).
//!
//! Those of single endpoints are constants of the generated modules `code`. Whether to wait, to ask for a permission or to
//! correct the request, [`Error::kind`](crate::Error::kind) says for all of them.
//!
//! ```
//! use feishu_openapi_runtime::{Error, code};
//!
//! fn must_ask_again(error: &Error) -> bool {
//!     error.code() == Some(code::USER_SCOPE_MISSING)
//! }
//! ```

/// No endpoint has this path.
#[doc(alias = "99991201")]
pub const PATH_NOT_FOUND: i64 = 99_991_201;

/// The endpoint has another HTTP method.
#[doc(alias = "99991301")]
pub const METHOD_DOES_NOT_MATCH: i64 = 99_991_301;

/// The endpoint is called too often. The client has waited and repeated the call before it says so.
#[doc(alias = "99991400")]
pub const RATE_LIMIT: i64 = 99_991_400;

/// The application has a list of addresses that may call for it, and this one is not in it.
#[doc(alias = "99991401")]
pub const ADDRESS_DENIED: i64 = 99_991_401;

/// The calls that the tenant has for this month are used up.
#[doc(alias = "99991403")]
pub const MONTHLY_QUOTA_USED_UP: i64 = 99_991_403;

/// The call has no token.
#[doc(alias = "99991661")]
pub const TOKEN_MISSING: i64 = 99_991_661;

/// The application is switched off.
#[doc(alias = "99991662")]
pub const APP_NOT_IN_USE: i64 = 99_991_662;

/// The `tenant_access_token` has ended, or the endpoint does not take one.
#[doc(alias = "99991663")]
pub const TENANT_TOKEN_REFUSED: i64 = 99_991_663;

/// The `app_access_token` is not valid.
#[doc(alias = "99991664")]
pub const APP_TOKEN_INVALID: i64 = 99_991_664;

/// The `tenant_access_token` is not valid.
#[doc(alias = "99991665")]
pub const TENANT_TOKEN_INVALID: i64 = 99_991_665;

/// The `user_access_token` is not valid, or the endpoint does not take one.
#[doc(alias = "99991668")]
pub const USER_TOKEN_REFUSED: i64 = 99_991_668;

/// The refresh token of a user is not valid.
#[doc(alias = "99991669")]
pub const REFRESH_TOKEN_INVALID: i64 = 99_991_669;

/// The token does not look like one: they start with `t-`, `u-` or `a-`.
#[doc(alias = "99991671")]
pub const TOKEN_MALFORMED: i64 = 99_991_671;

/// The application has not been given a scope that the call needs:
/// [`missing_scopes`](crate::ApiError::missing_scopes) names it.
#[doc(alias = "99991672")]
pub const APP_SCOPE_MISSING: i64 = 99_991_672;

/// The application is not installed in the tenant, or may not be used there.
#[doc(alias = "99991673")]
pub const APP_UNAUTHORIZED: i64 = 99_991_673;

/// The token has no permission for the call.
#[doc(alias = "99991676")]
pub const TOKEN_WITHOUT_PERMISSION: i64 = 99_991_676;

/// The `user_access_token` has ended.
#[doc(alias = "99991677")]
pub const USER_TOKEN_EXPIRED: i64 = 99_991_677;

/// The user has not granted a scope that the call needs, and must log in once more to do so:
/// [`missing_scopes`](crate::ApiError::missing_scopes) names it.
#[doc(alias = "99991679")]
pub const USER_SCOPE_MISSING: i64 = 99_991_679;

/// There is no such `open_id`.
#[doc(alias = "99992351")]
pub const OPEN_ID_NOT_FOUND: i64 = 99_992_351;

/// There is no such `message_id`.
#[doc(alias = "99992354")]
pub const MESSAGE_ID_NOT_FOUND: i64 = 99_992_354;

/// There is no such `open_chat_id`.
#[doc(alias = "99992356")]
pub const CHAT_ID_NOT_FOUND: i64 = 99_992_356;

/// There is no such `open_department_id`.
#[doc(alias = "99992357")]
pub const OPEN_DEPARTMENT_ID_NOT_FOUND: i64 = 99_992_357;

/// There is no such `user_id`.
#[doc(alias = "99992360")]
pub const USER_ID_NOT_FOUND: i64 = 99_992_360;

/// The `open_id` is of another application: each application has its own for a user.
#[doc(alias = "99992361")]
pub const OPEN_ID_OF_ANOTHER_APP: i64 = 99_992_361;

/// There is no such `union_id`.
#[doc(alias = "99992363")]
pub const UNION_ID_NOT_FOUND: i64 = 99_992_363;

/// There is no such `department_id`.
#[doc(alias = "99992380")]
pub const DEPARTMENT_ID_NOT_FOUND: i64 = 99_992_380;

/// The `union_id` is of another tenant.
#[doc(alias = "99992381")]
pub const UNION_ID_OF_ANOTHER_TENANT: i64 = 99_992_381;

/// A parameter is missing or wrong: [`field_violations`](crate::ApiError::field_violations) names it.
#[doc(alias = "99992402")]
pub const PARAMETER_INVALID: i64 = 99_992_402;

/// There is no such `tenant_key`.
#[doc(alias = "99992500")]
pub const TENANT_KEY_NOT_FOUND: i64 = 99_992_500;

#[cfg(test)]
mod tests {
    use crate::ErrorKind;

    #[test]
    fn each_code_is_found_by_its_number_and_is_of_a_known_kind() {
        let constants: Vec<_> = include_str!("code.rs").split("#[doc(alias = \"").skip(1).collect();
        assert!(constants.len() > 20, "{}", constants.len());
        for constant in &constants[..constants.len() - 1] {
            let (alias, rest) = constant.split_once('"').unwrap();
            let value = rest.split_once("i64 = ").unwrap().1.split_once(';').unwrap().0;
            assert_eq!(value.replace('_', ""), alias);
            assert!(ErrorKind::of_platform(alias.parse().unwrap()).is_some(), "{alias}");
        }
    }
}
