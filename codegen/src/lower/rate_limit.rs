//! `1000 次/分钟、50 次/秒` -> quotas.

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{Quota, RateLimit};
use crate::page::Spanned;
use crate::vocabulary;

pub(super) fn read(limit: &Spanned, diagnostics: &mut Diagnostics) -> RateLimit {
    let text = limit.text.clone();
    if vocabulary::SPECIAL_LIMIT.iter().any(|word| text.contains(word)) {
        return RateLimit::Special { text };
    }
    let mut quotas: Vec<_> = text
        .split(['、', '，', ',', ';', '；', '\n'])
        .filter_map(quota)
        .collect();
    quotas.sort_by_key(|quota| std::cmp::Reverse(quota.seconds));
    if quotas.is_empty() {
        diagnostics.report(
            Code::UnknownRateLimit,
            limit.span,
            format!("`{text}` is not understood as a rate limit"),
        );
        return RateLimit::Unparsed { text };
    }
    RateLimit::Quota { text, quotas }
}

/// `50 次/秒`, `50 times/second`, `50/s`
fn quota(text: &str) -> Option<Quota> {
    let (calls, window) = text.split_once('/').or_else(|| text.split_once(" per "))?;
    let digits: String = calls
        .chars()
        .skip_while(|char| !char.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    let window = window.trim();
    let (_, seconds) = vocabulary::WINDOWS.iter().find(|(word, _)| window.starts_with(word))?;
    Some(Quota {
        calls: digits.parse().ok()?,
        seconds: *seconds,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotas(text: &str) -> Option<Vec<(u32, u32)>> {
        let mut diagnostics = Diagnostics::new("page");
        let limit = Spanned {
            text: text.to_owned(),
            ..Spanned::default()
        };
        match read(&limit, &mut diagnostics) {
            RateLimit::Quota { quotas, .. } => Some(quotas.iter().map(|quota| (quota.calls, quota.seconds)).collect()),
            _ => None,
        }
    }

    #[test]
    fn counts_and_windows_are_read() {
        assert_eq!(quotas("50 次/秒、1000 次/分钟"), Some(vec![(1000, 60), (50, 1)]));
        assert_eq!(quotas("100 times/minute"), Some(vec![(100, 60)]));
        assert_eq!(quotas("100 per minute"), Some(vec![(100, 60)]));
        assert_eq!(quotas("特殊频控"), None);
        assert_eq!(quotas("几次"), None);
    }
}
