//! The letters that the pages are written in.

/// A Chinese character, without the marks that go with them.
pub(crate) fn is_ideograph(char: char) -> bool {
    matches!(char, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3134f}')
}

/// Invisible marks that the vendor's editor leaves behind.
pub(crate) fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\u{2060}')
}

/// Chinese characters, kana, and the marks and wide letters that go with them.
pub(crate) fn is_chinese(char: char) -> bool {
    matches!(char, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3134f}')
}
