//! The words of error messages, by what kind of error they tell of.

use std::iter::once;

use crate::casing;
use crate::ir::ErrorKind;

/// What a message tells of, by phrases in it; the first row that has one decides. `None`: the message tells of several
/// things, and so of none.
///
/// A phrase is in lower case and without punctuation. English ones begin where a word does, and may end within
/// one. Rows whose phrases say exactly one thing stand first, those with words of many meanings last. Before all: what a
/// plan allows, since nothing of it passes by waiting, and then limits of calls, since these are waited for.
#[rustfmt::skip] // a line for each phrase would be six hundred
const KINDS: &[(Option<ErrorKind>, &[&str])] = &[
    // Mixed, or about a secret of the tenant's that is none of the request's.
    (None, &[
        "run time too long", "calculate conf", "calculation result", "leave plan version is invalid",
        "key has been deleted", "not found or no permission", "task not found or task error", "card streaming timeout",
        "failed to generate a user access token", "calculation conf", "or the prehire", "参数错误或系统异常",
    ]),
    (Some(ErrorKind::Quota), &[
        "quota has been", "quota exceed", "exceed quota", "asset exceed", "for quota limit",
        "contact sales to purchase", "plan limit", "payment plan", "plan has expired", "seat", "current edition",
        "editions", "upgrade the package", "no licnese", "no license", "license id is insufficient", "storage limit",
        "storage error", "resource expired", "the daily number", "each day exceed", "upper limit of urgent",
        "send mail restriction", "reset password num limit", "no remedy time left", "too many users recently",
        "too many tenants recently", "frequent deletion", "旗舰版", "额度",
    ]),
    (Some(ErrorKind::RateLimit), &[
        "too many request", "rate limit", "frequency limit", "too frequent", "qps", "request too fast",
        "request api concurrently", "chat pins trigger app id limit", "trigger message id limit", "频控", "限流",
        "频率", "频繁",
    ]),
    // Others are at it, or the server is: nothing was done.
    (Some(ErrorKind::Busy), &[
        "write conflict", "data conflict", "file version conflict", "pc version conflict", "mobile version conflict",
        "conflict occurred as multiple people", "concurrency error", "same user data concurrently", "contention",
        "lock error", "lock fail", "lock not obtained", "lock retrieval failed", "folder locked", "is copying",
        "on copying", "file copying", "not ready", "in mix state", "data migration", "is being created",
        "is being modified", "is being sent", "cover generating", "record processing", "in an ongoing interaction",
        "repeated request is processing", "has running import task", "writing has stopped", "system under maintenance",
        "under reconstructing", "is operating on", "in delete progress", "in resurrect progress", "并发", "获取锁失败",
        "任务处理中", "正在处理",
    ]),
    (Some(ErrorKind::Server), &[
        "internal err", "internal server", "internal service", "internal system", "internal time out", "server error",
        "service error", "service unavailable", "temporarily unavailable", "system error", "system exception",
        "unknown error", "unknown meta", "unknown vault", "something went wrong", "have been some errors", "timed out",
        "timeout", "rpc", "marshal", "unmarshal", "database", "db error", "network", "search result", "系统错误",
        "系统异常", "系统内部", "系统出现问题", "系统维护", "服务器", "服务端", "内部错误", "未知错误", "超时",
    ]),
    (Some(ErrorKind::Authentication), &[
        "login required", "access token", "refresh token", "authorization code", "code passed", "app secret",
        "client secret", "invalid auth type", "authentication methods", "identity verification failed",
        "device authentication", "pkce", "auth failed", "unauthorized please check",
    ]),
    // Names of what was not found, and what nobody may do, may have words of what follows.
    (Some(ErrorKind::NotFound), &["permission member not found"]),
    (Some(ErrorKind::Invalid), &[
        "include forbidden field", "can only be recalled", "can only be deleted", "exceeds the minimum",
        "exceeded the time", "recoverable time", "unauthorized scopes", "meeting in progress", "forbid recursion",
        "last view", "grant type is", "find in geo list", "target user not in", "new chat owner can",
    ]),
    (Some(ErrorKind::Permission), &[
        "permission", "perm not allow", "perm denied", "perm control", "not has perm", "authority", "unauthorized",
        "not authorized", "no scope", "access denied", "no access", "no calendar access role", "correct access",
        "restricted access", "not in the access list", "privilege", "forbid", "prohibited", "not visible",
        "no visibility", "invisible", "not the owner", "not the sender", "not the resource sender",
        "not supper administrator", "only organizer", "only admin", "out of the chat", "outside the group",
        "not in chat", "in different tenants", "not in meeting", "locked cell", "not allowed at current",
        "group is not allowed", "attach not allowed", "not allowed remedy", "calendar is not allowed",
        "not allowed to actively", "tenant version not allow", "not permitted", "tenant does not allow",
        "has stopped the bot", "settings of this user", "configuration of the tenant administrator", "can t be see",
        "bot ability is not", "not enable bot", "not have bot", "bot has no", "app is unavailable", "app is not usage",
        "app disabled", "app not install", "in restricted mode", "is banned", "non chat owner", "feature not enable",
        "is not enabled", "is not installed", "not install app", "beta testing", "geo name auth",
        "subscription ids auth", "data auth", "non subscriber", "not enterprise tenant", "tenant has not",
        "tenant not open", "is not open yet", "been turned on", "robot ability", "not configured", "upgrade visib",
        "upgrade relevant", "user frozen", "be refused", "未开启", "尚未打开", "尚未开通", "权限", "鉴权失败",
        "是否开通", "未初始化", "不允许通过", "招聘需求审批", "其他应用发送",
    ]),
    (Some(ErrorKind::NotFound), &[
        "not found", "not find", "not exist", "doesn t exist", "didn t find", "cannot find", "notexist", "no exist",
        "not be found", "not in message", "no such", "no cost centers found", "no task followers found",
        "no trace removed", "card entity has expired", "upload id expire", "not registered", "has been delete",
        "had been deleted", "is deleted", "has deleted", "docs deleted", "spreadsheet deleted", "resource deleted",
        "might be deleted", "dissolved", "recalled", "record missing", "no corresponding", "no data", "no current",
        "there is no", "not have a", "不存在", "已删除", "已被撤回", "未找到", "是否存在",
    ]),
    (Some(ErrorKind::Duplicate), &[
        "already exist", "already been registered", "already used", "already be created", "account conflict",
        "exist filter view", "exist float image", "is repeat", "has been used", "name is exist", "existed in",
        "exist in group", "unique id is exist", "is already in", "not unique", "uniqueness violation",
        "client token repeat", "client token conflict", "uuid conflict", "req recommited", "id repeat", "unit repeat",
        "type repeat", "repeated block", "repeated extension", "subscription existed", "conflicting contracts existed",
        "effective time has been occupied", "duplicat", "repeatedly", "period existed", "time conflict",
        "are all collaborators", "重复", "已存在", "存在相似", "已经有", "已经关联",
    ]),
    (Some(ErrorKind::TooLarge), &[
        "too large", "too big", "too long", "too many", "too deep", "over limit", "over max limit", "beyond limit",
        "exceed", "excess", "out of limit", "out of depth", "out of size", "out of sibling num", "oversize",
        "upper limit", "limit of max", "reached the limit", "reaches its limit", "reaches the limit", "reach limit",
        "reach the count limit", "count rich limit", "reached maximum", "length more than", "not more",
        "reached the number", "max value", "limit reached", "is more than", "insufficient headcount", "超过", "超限",
        "超出", "上限", "过长", "超编",
    ]),
    (Some(ErrorKind::Invalid), &[
        "invalid", "invaild", "invalis", "illegal", "wrong", "incorrect", "malformed", "bad request", "bad url",
        "param err", "params err", "paramerr", "parameter err", "parameter parsing", "not valid", "not in compliance",
        "a valid", "validate failed", "format", "required", "missing", "lack", "is null", "must", "mismatch",
        "not match", "doesn t match", "out of range", "over range", "out of bounds", "unsupported", "not support",
        "no support", "un sup", "only support", "is supported", "not contain", "can t contain", "can t include",
        "supposed to be", "is earlier than", "is later than", "is not string", "is not integer", "does not fit",
        "is not i18n", "enter a", "at least fill", "no page request", "type is not", "need together exist",
        "leader to oneself", "range is from", "has not been passed", "did not increment", "property is false",
        "not provide", "not assigned", "loop error", "into a ring", "has cycle", "beyond the time range",
        "for i18n error", "miss department id", "miss parent department id", "base64", "is not a multi",
        "is not a single", "expected one or more", "not set mail", "not set mobile", "or email not set", "time not set",
        "not belong", "not a custom app", "unknown field", "not allow", "name error", "no mobile", "no tenant id",
        "less than", "conv fail", "conv error", "property error", "type error", "failed to parse", "failed to convert",
        "failed to decode", "not set error", "no email or mobile", "please check", "empty", "should", "no valid",
        "not equal", "review failed", "not pass", "fails to pass", "sensitive", "content risk", "at risk", "damaged",
        "too old", "too small", "not the latest", "inconsisten", "don t match", "no relationship", "no hierarchical",
        "not within", "belongs to multiple", "contains", "defined", "detected", "root dept", "single edit",
        "exactly one", "more than one", "count error", "extension error", "check fail", "check whether", "validation",
        "parsing failed", "please fill", "please enter", "please set", "select a", "needs", "don t support",
        "out of order", "only update", "type is deprecated", "incomplete", "需等于", "参数", "入参", "无效", "非法",
        "有误", "格式", "不匹配", "不支持", "为空", "缺失", "不正确", "id 错误", "size 错误", "token 错误", "用途错误",
        "不完整", "不符合", "不一致", "必须", "必填", "特殊字段", "配置错误", "校验失败", "检查失败", "没有关联",
        "不合", "填写", "包含", "请确认", "请提供",
    ]),
    // What is asked for does not fit what it is about.
    (Some(ErrorKind::Invalid), &[
        "cannot", "can not", "can t be", "can t kick", "can t resurrect", "can t set", "unable to edit",
        "unable to select", "unable to set", "unable to fill", "unable to remove", "unable to operate",
        "tenant founder", "already", "still", "expire", "closed", "disable", "deactivat", "inactiv", "not activ",
        "not enable", "not published", "resigned", "unjoined", "onboard", "offboard", "effective", "stage",
        "status error", "unexpected", "not expected", "information abnormal", "has approving", "has future",
        "has actual", "is locked", "been bound", "is quoted by", "recycle bin", "has changed", "no changes",
        "not change", "no need", "under review", "blocklist", "reserved", "unavailable", "not available",
        "no available", "no active", "delete has", "conflict", "can only", "已", "停用", "失效", "过期", "未启用",
        "未发布", "未终止", "状态错误", "状态异常", "阶段异常", "冲突", "不能", "不可", "只可", "锁定", "不允许",
        "无法", "不是", "不在", "不适用", "无更改",
    ]),
    (Some(ErrorKind::NotFound), &["deleted"]),
    // Last, since this advice follows reasons of any kind.
    (Some(ErrorKind::Server), &["try again later", "retry later", "can retry", "please retry", "稍后重试", "请重试"]),
];

/// What kind of error a message tells of; `None` where its words do not say.
pub(crate) fn error_kind(message: &str) -> Option<ErrorKind> {
    let text = casing::split(message).join(" ");
    // Many phrases are looked for in a short text: a search for each would cost more than the comparisons do.
    let after_blanks = text.match_indices(' ').filter_map(|(at, _)| text.get(at + 1..));
    let from_words: Vec<_> = once(text.as_str()).chain(after_blanks).collect();
    let is_ascii = text.is_ascii();
    let has = |phrase: &&str| match phrase.is_ascii() {
        true => from_words.iter().any(|from| from.starts_with(phrase)),
        false => !is_ascii && text.contains(phrase),
    };
    let row = KINDS.iter().find(|(_, phrases)| phrases.iter().any(has));
    row.and_then(|(kind, _)| *kind)
}

#[cfg(test)]
mod tests {
    use super::{ErrorKind, KINDS, error_kind};

    #[test]
    fn words_of_either_language_and_any_case_tell_the_kind() {
        let told = |kind, messages: &[&str]| {
            for message in messages {
                assert_eq!(error_kind(message), Some(kind), "{message}");
            }
        };
        told(
            ErrorKind::RateLimit,
            &["TooManyRequest", "QPS over limit", "内部接口频控"],
        );
        told(ErrorKind::Busy, &["Write conflict", "LockNotObtainedError", "并发冲突"]);
        told(ErrorKind::Server, &["RpcError", "系统错误", "request timed out"]);
        told(ErrorKind::Quota, &["user quota exceeded.", "该功能仅对旗舰版可用"]);
        told(ErrorKind::Authentication, &["user_access_token is invalid or expired"]);
        told(
            ErrorKind::Permission,
            &[
                "AttachPermNotAllow",
                "缺少任务编辑权限",
                "Tenant has not activated data service",
            ],
        );
        told(
            ErrorKind::NotFound,
            &["BaseTokenNotFound", "field doesn't exist", "职位不存在"],
        );
        told(ErrorKind::Duplicate, &["ViewNameDuplicated", "审批人重复"]);
        told(ErrorKind::TooLarge, &["TooLargeCell", "ID 列表过长"]);
        told(ErrorKind::Invalid, &["WrongTableId", "参数错误", "职级已停用"]);
        told(
            ErrorKind::Invalid,
            &["The leave type has been deactivated", "content review not pass"],
        );
    }

    #[test]
    fn words_that_say_several_things_or_nothing_tell_no_kind() {
        for message in [
            "",
            "Fail",
            "参数错误或系统异常",
            "mount point not found or no permission",
            "Unable to delete",
        ] {
            assert_eq!(error_kind(message), None, "{message}");
        }
    }

    #[test]
    fn what_nobody_may_do_is_no_matter_of_permission() {
        for message in [
            "LastViewDeleteForbidden",
            "target user not in meeting",
            "modification of grant type is prohibited",
        ] {
            assert_eq!(error_kind(message), Some(ErrorKind::Invalid), "{message}");
        }
    }

    #[test]
    fn what_passes_by_waiting_is_told_from_what_sounds_like_it() {
        let kind = |message| error_kind(message).unwrap();
        assert_eq!(
            kind("The type of file upload does not match the type of message being sent."),
            ErrorKind::Invalid
        );
        assert_eq!(
            kind("Onboarding date is required. Please enter it and try again"),
            ErrorKind::Invalid
        );
        assert_eq!(kind("offer_id does not exist, please try again"), ErrorKind::NotFound);
        assert_eq!(kind("Designated licenseID is insufficient"), ErrorKind::Quota);
        assert_eq!(kind("RecordAddOnceExceedLimit"), ErrorKind::TooLarge);
    }

    #[test]
    fn a_phrase_is_written_as_texts_are_compared() {
        for phrase in KINDS.iter().flat_map(|(_, phrases)| *phrases) {
            assert_eq!(super::casing::split(phrase).join(" "), *phrase);
        }
    }
}
