//! The words of spans of time: what a number counts, and the windows of rate limits.

use crate::ir::Unit;

/// The words that fact sheets write.
const SECONDS: &str = "秒";
const MILLISECONDS: &str = "毫秒";

/// What a number counts, by the text about it; `None` where that speaks of both units, or of none.
pub(crate) fn unit(text: &str) -> Option<Unit> {
    const WORDS: &[&str] = &[
        "秒级",
        "秒为单位",
        "单位为秒",
        "单位是秒",
        "单位秒",
        "单位：秒",
        "单位:秒",
        "（秒）",
        "(秒)",
        "(s)",
    ];
    let squeezed = text.replace(' ', "");
    let without = squeezed.replace(MILLISECONDS, "");
    let seconds = WORDS.iter().any(|words| without.contains(words));
    match (squeezed.contains(MILLISECONDS), seconds) {
        (true, false) => Some(Unit::Milliseconds),
        (false, true) => Some(Unit::Seconds),
        _ => None,
    }
}

/// Windows of a rate limit, in seconds.
pub(crate) const WINDOWS: &[(&str, u32)] = &[
    ("秒", 1),
    ("分钟", 60),
    ("分", 60),
    ("小时", 3600),
    ("天", 86_400),
    ("日", 86_400),
    ("second", 1),
    ("minute", 60),
    ("hour", 3600),
    ("day", 86_400),
    ("min", 60),
    ("s", 1),
];

/// The word for calls in a rate limit: `50 次/秒`.
pub(crate) const CALLS: &str = "次";

/// Words for a limit that is described elsewhere.
pub(crate) const SPECIAL_LIMIT: &[&str] = &["特殊频控", "频控策略", "Special"];

/// The word for a limit that is described elsewhere, that fact sheets write.
pub(crate) fn special_limit() -> &'static str {
    SPECIAL_LIMIT.first().copied().unwrap_or_default()
}

/// The word for a window of so many seconds, where there is one.
pub(crate) fn window(seconds: u32) -> Option<&'static str> {
    let found = WINDOWS.iter().find(|(_, known)| *known == seconds);
    found.map(|(word, _)| *word)
}

/// The word for a unit.
pub(crate) fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Milliseconds => MILLISECONDS,
        Unit::Seconds => SECONDS,
    }
}

#[cfg(test)]
mod tests {
    use super::unit;
    use crate::ir::Unit;

    #[test]
    fn the_unit_of_a_time_is_read_where_the_text_names_one() {
        for (text, expected) in [
            ("创建时间，毫秒级时间戳", Some(Unit::Milliseconds)),
            ("单位： 秒", Some(Unit::Seconds)),
            ("秒级时间戳，不是毫秒", None),
            ("几秒后生效", None),
        ] {
            assert_eq!(unit(text), expected, "{text}");
        }
    }
}
