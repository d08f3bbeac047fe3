//! Lists for a person, which name the first few and count the rest.

use std::fmt::{Display, Write as _};

/// A line for each of the first `most` items, and one that counts the others.
#[must_use]
pub fn lines<T: Display>(indent: &str, items: impl IntoIterator<Item = T>, most: usize) -> String {
    let mut text = String::new();
    let mut items = items.into_iter();
    for item in items.by_ref().take(most) {
        let _ = writeln!(text, "{indent}{item}");
    }
    let more = items.count();
    if more > 0 {
        let _ = writeln!(text, "{indent}… and {more} more");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_are_named_and_the_rest_is_counted() {
        assert_eq!(lines(" ", ["a", "b"], 2), " a\n b\n");
        assert_eq!(lines(" ", ["a", "b", "c", "d"], 2), " a\n b\n … and 2 more\n");
        assert_eq!(lines(" ", [0; 0], 2), "");
    }
}
