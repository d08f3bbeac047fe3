//! Reading on where a value does not fit its type: the value is left out, and noted.
//!
//! Nothing is asked of this while all values fit. Whether they may be left out is known to the thread and not to the types:
//! a parameter of the deserializer would have each generated type compiled twice.

use std::cell::RefCell;
use std::fmt::Display;

use serde::de::Error as _;

use super::path;

thread_local! {
    /// What was left out so far, if values may be left out.
    static LEFT_OUT: RefCell<Option<Vec<serde_json::Error>>> = const { RefCell::new(None) };
}

/// Reads, and leaves out what does not fit. Returns an error for each value that was left out, with its place in the text.
pub(crate) fn leaving_out<T>(read: impl FnOnce() -> T) -> (T, Vec<serde_json::Error>) {
    /// Puts back what was there before, also where a `Decode` panics.
    struct Before(Option<Vec<serde_json::Error>>);
    impl Drop for Before {
        fn drop(&mut self) {
            LEFT_OUT.set(self.0.take());
        }
    }
    let _before = Before(LEFT_OUT.replace(Some(Vec::new())));
    let read = read();
    (read, LEFT_OUT.take().unwrap_or_default())
}

/// Whether the value that failed with `error` is left out: only one that does not fit its type is. What is not JSON stays an
/// error, since nothing after it can be read.
#[cold]
pub(crate) fn leaves_out(error: &impl Display) -> bool {
    LEFT_OUT.with_borrow_mut(|left_out| {
        let Some(left_out) = left_out else { return false };
        let text = error.to_string();
        let (_, message) = path::split(&text);
        let is_mismatch = message.starts_with("expected ") && message.contains(", found ");
        if is_mismatch {
            left_out.push(serde_json::Error::custom(text));
        }
        is_mismatch
    })
}
