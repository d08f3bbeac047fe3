//! What is said of any text: lines, and the letters that it has.

use crate::vocabulary::{is_chinese, is_ideograph, is_invisible};

/// The text on one line: line ends and control characters become blanks, invisible marks go.
pub(crate) fn one_line(text: &str) -> String {
    if !text.chars().any(|char| char.is_control() || is_invisible(char)) {
        return text.trim().to_owned();
    }
    let lines = text.split(['\n', '\r']).map(|line| {
        let visible = line.chars().filter(|char| !is_invisible(*char));
        let line: String = visible.map(|char| if char.is_control() { ' ' } else { char }).collect();
        line.trim().to_owned()
    });
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// One line in which a single blank stands between words, however many a page has.
pub(super) fn spaced(text: &str) -> String {
    one_line(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Longest run of Chinese that stays, in characters. A longer one is a sentence, and the vendor's own.
const LONGEST_RUN: usize = 19;

/// So many of these stand at the start of a message that is cut in the middle.
const HEAD: usize = 9;

/// Marks that end a part of a text.
const MARKS: [char; 13] = ['，', '。', '；', '！', '？', '、', '：', '（', '(', ',', ';', ':', '<'];

/// The text up to its 19th Chinese character, with `…` for the rest; all of it where it has no more of them.
#[must_use]
pub fn brief(text: &str) -> String {
    match after_longest_run(text) {
        Some((start, _)) => format!("{start}…"),
        None => text.to_owned(),
    }
}

/// The same, but cut before a mark where one stands between the first of these characters and the last.
pub(super) fn brief_example(text: &str) -> String {
    let Some((start, next)) = after_longest_run(text) else {
        return text.to_owned();
    };
    let is_at_mark = next.trim_start().starts_with(MARKS);
    let parts = start.rfind(MARKS).and_then(|at| start.get(..at));
    let whole = parts.filter(|part| !is_at_mark && part.chars().any(is_ideograph));
    format!("{}…", whole.unwrap_or(start))
}

/// The first and the last 19 Chinese characters together, with `…` between them: what is wrong often stands at the end of a
/// message.
pub(super) fn brief_message(text: &str) -> String {
    let starts: Vec<usize> = text
        .char_indices()
        .filter(|(_, char)| is_ideograph(*char))
        .map(|(at, _)| at)
        .collect();
    let last = starts
        .len()
        .checked_sub(LONGEST_RUN - HEAD)
        .and_then(|at| starts.get(at));
    match (starts.get(HEAD), last) {
        (Some(head), Some(last)) if starts.len() > LONGEST_RUN => {
            let (head, last) = (text.get(..*head), text.get(*last..));
            format!("{}…{}", head.unwrap_or_default().trim_end(), last.unwrap_or_default())
        }
        _ => text.to_owned(),
    }
}

/// What stands up to the 19th Chinese character, and after it, if another one follows.
fn after_longest_run(text: &str) -> Option<(&str, &str)> {
    let mut ideographs = text.char_indices().filter(|(_, char)| is_ideograph(*char));
    let (at, last) = ideographs.nth(LONGEST_RUN - 1)?;
    ideographs.next()?;
    text.split_at_checked(at + last.len_utf8())
}

/// Whether there are Chinese characters.
pub(super) fn has_chinese(text: &str) -> bool {
    text.chars().any(is_chinese)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nineteen_chinese_characters_stay() {
        let nineteen = "一二三四五，六七八九十 abc 一二三四五六七八九";
        assert_eq!(brief(nineteen), nineteen);
        assert_eq!(brief(&format!("{nineteen}。")), format!("{nineteen}。"));
        let cut = format!("{nineteen}…");
        assert_eq!(brief(&format!("{nineteen}，十")), cut);
        assert_eq!(brief(&cut), cut);
    }

    #[test]
    fn a_message_keeps_its_end() {
        let cut = "一二三四五六七八九…十一二三四五六七八九";
        assert_eq!(brief_message("一二三四五六七八九十，十一二三四五六七八九"), cut);
        assert_eq!(brief_message(cut), cut);
    }

    #[test]
    fn an_example_ends_with_a_whole_part() {
        for (example, cut) in [
            ("粗体<p>链接</p>一二三四五六七八九十一二三四五六", "粗体<p>链接…"),
            ("一二三四五六七八九十，一二三四五六七八九十", "一二三四五六七八九十…"),
            (
                "一二三四五六七八九十一二三四五六七八九，十",
                "一二三四五六七八九十一二三四五六七八九…",
            ),
            (
                "一二三四五六七八九十一二三四五六七八九十",
                "一二三四五六七八九十一二三四五六七八九…",
            ),
            (
                "（一二三四五六七八九十一二三四五六七八九十",
                "（一二三四五六七八九十一二三四五六七八九…",
            ),
        ] {
            assert_eq!(brief_example(example), cut);
            assert_eq!(brief_example(cut), cut);
        }
    }
}
