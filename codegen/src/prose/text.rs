//! What is said of any text: lines, and the letters that it has.

/// The text on one line: line ends and control characters become blanks, invisible marks go.
pub(crate) fn one_line(text: &str) -> String {
    let is_mark = |char: &char| matches!(char, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' | '\u{2060}');
    let lines = text.split(['\n', '\r']).map(|line| {
        let visible = line.chars().filter(|char| !is_mark(char));
        let line: String = visible.map(|char| if char.is_control() { ' ' } else { char }).collect();
        line.trim().to_owned()
    });
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// One line in which a single blank stands between words, however many a page has.
pub(super) fn spaced(text: &str) -> String {
    one_line(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether there are Chinese characters.
pub(super) fn has_chinese(text: &str) -> bool {
    text.chars().any(is_chinese)
}

/// Chinese characters, kana, and the marks and wide letters that go with them.
pub(super) fn is_chinese(char: char) -> bool {
    matches!(char, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3134f}')
}
