//! Documented rate limits.

use super::split;

/// Documented rate limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RateLimit {
    /// One quota, or two that hold at once.
    Quotas(Quota, Option<Quota>),
    /// A limit that the page does not state in numbers.
    Special,
}

impl RateLimit {
    /// The quotas, which hold at once.
    pub fn quotas(self) -> impl Iterator<Item = Quota> {
        let (first, second) = match self {
            Self::Quotas(first, second) => (Some(first), second),
            Self::Special => (None, None),
        };
        first.into_iter().chain(second)
    }

    /// What [`Spec::new`](super::Spec::new) says, while a program is compiled.
    pub(super) const fn read(text: &'static str) -> Option<Self> {
        let (first, second) = split(text, b' ');
        match (first.as_bytes(), second.as_bytes()) {
            (b"", _) => None,
            (b"special", _) => Some(Self::Special),
            (_, b"") => Some(Self::Quotas(Quota::read(first), None)),
            _ => Some(Self::Quotas(Quota::read(first), Some(Quota::read(second)))),
        }
    }
}

/// At most so many calls in so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quota {
    /// How many calls are allowed within the window.
    pub calls: u32,
    /// Length of the window in seconds.
    pub seconds: u32,
}

impl Quota {
    #[allow(clippy::panic)] // It ends the compilation of generated code that does not fit.
    const fn read(text: &'static str) -> Self {
        let (calls, seconds) = split(text, b'/');
        match (u32::from_str_radix(calls, 10), u32::from_str_radix(seconds, 10)) {
            (Ok(calls), Ok(seconds)) => Self { calls, seconds },
            _ => panic!("a quota is calls and seconds, such as 50/1"),
        }
    }
}
