//! Texts cut to phrases.

use serde_json::Value;

use super::sample;

/// Longest value that may hold Chinese words.
const VALUE: usize = 100;
/// What a value in words is cut to.
const WORDS: usize = 50;
/// Longest text that may have a comma in it.
const CLAUSE: usize = 20;
/// Longest message of an error.
const MESSAGE: usize = 200;

/// Marks that end a sentence wherever they stand.
const ENDS: [char; 5] = ['。', '；', '！', '？', ';'];
/// Marks that end a sentence before a blank or at the end.
const ENDS_BEFORE_BLANK: [char; 3] = ['.', '!', '?'];
/// What no phrase begins or ends with.
const LOOSE: &[char] = &[' ', '-', '*', '•', ':', '：', '，', ',', '、', '.'];
/// Brackets that a cut must not leave open.
const BRACKETS: [(char, char); 6] = [
    ('(', ')'),
    ('（', '）'),
    ('[', ']'),
    ('【', '】'),
    ('「', '」'),
    ('《', '》'),
];

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

/// The first phrase of a text, of `limit` characters at most.
pub(super) fn phrase(text: &str, limit: usize) -> String {
    let mut lines = text.lines().map(|line| one_line(line.trim_matches(LOOSE)));
    let line = lines
        .find(|line| !line.trim_matches(LOOSE).is_empty())
        .unwrap_or_default();
    let line = line.trim_start_matches(LOOSE).trim_start_matches(ENDS);
    let sentence = line.get(..end_of_sentence(line)).unwrap_or_default();
    let short = shortened(clause(sentence), limit);
    let balanced = short
        .get(..open_bracket(short).unwrap_or(short.len()))
        .unwrap_or_default();
    balanced.trim_matches(LOOSE).trim().to_owned()
}

/// A short sentence; of a longer one what stands before its first comma.
fn clause(sentence: &str) -> &str {
    if sentence.chars().count() <= CLAUSE {
        return sentence;
    }
    sentence.split('，').next().unwrap_or(sentence)
}

fn end_of_sentence(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let before_blank = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        if ENDS.contains(&char) || ENDS_BEFORE_BLANK.contains(&char) && before_blank {
            return at;
        }
    }
    text.len()
}

/// At most so many characters, cut between words where there are some.
fn shortened(text: &str, limit: usize) -> &str {
    let Some((end, _)) = text.char_indices().nth(limit) else {
        return text;
    };
    let start = text.get(..end).unwrap_or_default();
    let between = start
        .rfind([' ', '，', ',', '、', '（', '('])
        .filter(|at| *at > end / 2);
    start.get(..between.unwrap_or(end)).unwrap_or_default()
}

/// Where the first bracket stands that is not closed.
fn open_bracket(text: &str) -> Option<usize> {
    let mut open: Vec<(usize, char)> = Vec::new();
    for (at, char) in text.char_indices() {
        if BRACKETS.iter().any(|(begin, _)| *begin == char) {
            open.push((at, char));
        } else if let Some((begin, _)) = BRACKETS.iter().find(|(_, end)| *end == char)
            && let Some(position) = open.iter().rposition(|(_, known)| known == begin)
        {
            open.truncate(position);
        }
    }
    open.first().map(|(at, _)| *at)
}

/// A message as the API returns it stays; one in Chinese may be the page's own words, and is cut to a phrase.
pub(super) fn message(text: &str) -> String {
    let line = one_line(text);
    if has_chinese(&line) {
        return phrase(&line, WORDS);
    }
    shortened(&line, MESSAGE).trim().to_owned()
}

/// An example or default stays, unless it is made of sentences: those are cut or, in JSON, replaced.
pub(super) fn value(text: &str) -> Option<String> {
    let line = one_line(text.trim_start_matches([' ', ':', '：']));
    let is_prose = has_chinese(&line) && (line.contains(['。', '；', '！', '？']) || line.chars().count() > VALUE);
    let value = match serde_json::from_str::<Value>(&line) {
        _ if !is_prose => line,
        Ok(value @ (Value::Object(_) | Value::Array(_))) => sample::redacted(&value, &|_| false).to_string(),
        _ => phrase(&line, WORDS),
    };
    Some(value).filter(|value| !value.is_empty())
}

/// Whether there are Chinese characters.
pub(super) fn has_chinese(text: &str) -> bool {
    text.chars().any(is_chinese)
}

/// Chinese characters, kana, and the marks and wide letters that go with them.
pub(super) fn is_chinese(char: char) -> bool {
    matches!(char, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3134f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_ends_with_its_sentence() {
        assert_eq!(phrase("企业内唯一标识。详见文档", 50), "企业内唯一标识");
        assert_eq!(phrase("：标识用户；不同应用不同", 50), "标识用户");
        assert_eq!(phrase("Version v2.0 of it. More", 50), "Version v2.0 of it");
        assert_eq!(phrase("first\nsecond", 50), "first");
        assert_eq!(phrase("。", 50), "");
    }

    #[test]
    fn a_cut_leaves_no_bracket_open_and_no_word_in_two() {
        assert_eq!(phrase("有效（默认。可不填）", 50), "有效");
        assert_eq!(phrase("one two three four", 9), "one two");
        assert_eq!(phrase("【a】b（c）", 50), "【a】b（c）");
    }

    #[test]
    fn messages_of_the_api_stay_whole() {
        assert_eq!(
            message("invalid param. Check it;\nplease"),
            "invalid param. Check it; please"
        );
        assert_eq!(message("参数错误。请检查"), "参数错误");
    }

    #[test]
    fn values_stay_unless_they_are_sentences() {
        assert_eq!(value("：\"张三\"").as_deref(), Some("\"张三\""));
        assert_eq!(value("不填。则为全部").as_deref(), Some("不填"));
        assert_eq!(
            value("{\"a\": \"你好。再见\", \"b\": 1}").as_deref(),
            Some("{\"a\":\"…\",\"b\":1}")
        );
        assert_eq!(value(" \n"), None);
    }
}
