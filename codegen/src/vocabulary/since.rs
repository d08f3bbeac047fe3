//! The words by which fact sheets say what pages say no longer: `自 2026-05-24 起移除`, or `已移除` where the day is not known.

use crate::ir::Since;

/// It is not on the page any more.
pub(crate) const GONE: &str = "移除";

/// The page calls it optional, which was required.
pub(crate) const HELD: &str = "改为选填";

/// Stands before the values that the page does not list any more.
pub(crate) const GONE_VALUES: &str = "移除的值";

/// The words of a mark.
pub(crate) fn mark(since: Since, what: &str) -> String {
    match since.date {
        Some(date) => format!("自 {date} 起{what}"),
        None => format!("已{what}"),
    }
}

/// Since when, if a text is this mark.
pub(crate) fn marked(text: &str, what: &str) -> Option<Since> {
    marked_squeezed(&super::squeeze(text), what)
}

/// As [`marked`], of a text that is squeezed already.
pub(super) fn marked_squeezed(text: &str, what: &str) -> Option<Since> {
    if text.strip_prefix('已') == Some(what) {
        return Some(Since::default());
    }
    let (date, rest) = text.strip_prefix('自')?.split_once('起')?;
    let date = date.parse().ok().filter(|_| rest == what)?;
    Some(Since { date: Some(date) })
}
