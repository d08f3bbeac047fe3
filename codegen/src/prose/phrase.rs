//! Cuts texts to their first phrase.

use std::collections::HashSet;

use serde_json::Value;

use super::sample;
use super::text::{brief, brief_example, brief_message, has_chinese, one_line, spaced};
use crate::vocabulary::{ABOUT_A_VALUE, NO_VALUE};

/// Marks that a value in Chinese has only where it is made of sentences.
const SENTENCE_ENDS: [char; 4] = ['。', '；', '！', '？'];
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
/// How many clauses a label keeps at most, so that it differs from the others.
const CLAUSES: usize = 4;
/// Brackets that a cut must not leave open.
const BRACKETS: [(char, char); 6] = [
    ('(', ')'),
    ('（', '）'),
    ('[', ']'),
    ('【', '】'),
    ('「', '」'),
    ('《', '》'),
];

/// The first phrase of a text, of `limit` characters at most, and of few Chinese ones.
pub(super) fn phrase(text: &str, limit: usize) -> String {
    closed(&brief(&first_phrase(text, limit)))
}

/// The first phrase of a text, of `limit` characters at most.
fn first_phrase(text: &str, limit: usize) -> String {
    let mut lines = text.lines().map(|line| one_line(line.trim_matches(LOOSE)));
    let line = lines
        .find(|line| !line.trim_matches(LOOSE).is_empty())
        .unwrap_or_default();
    let line = line.trim_start_matches(LOOSE).trim_start_matches(ENDS);
    let sentence = line.get(..end_of_sentence(line)).unwrap_or_default();
    closed(shortened(clause(sentence), limit))
}

/// Without a bracket that is not closed, and what stands in it.
fn closed(text: &str) -> String {
    let closed = text.get(..open_bracket(text).unwrap_or(text.len()));
    closed.unwrap_or_default().trim_matches(LOOSE).trim().to_owned()
}

/// The labels of a set of values, each a phrase. Those that would become equal keep more of their text.
pub(super) fn labels(texts: &[String], limit: usize) -> Vec<String> {
    let mut labels: Vec<String> = texts.iter().map(|text| label(text, limit)).collect();
    for clauses in 2..=CLAUSES {
        let repeated = repeated(&labels);
        if repeated.is_empty() {
            break;
        }
        for (label, text) in labels.iter_mut().zip(texts) {
            if repeated.contains(label) {
                *label = first_clauses(text, clauses, 2 * limit);
            }
        }
    }
    labels
}

/// The labels that stand there more than once.
fn repeated(labels: &[String]) -> HashSet<String> {
    let mut seen = HashSet::new();
    let labels = labels.iter().filter(|label| !label.is_empty());
    labels.filter(|label| !seen.insert(*label)).cloned().collect()
}

/// A phrase; but a message of the API, in quotes, stays whole.
fn label(text: &str, limit: usize) -> String {
    let text = first_line(text);
    let cut = spaced(&phrase(text, limit));
    if !text.contains('"') {
        return cut;
    }
    let line = spaced(text);
    match quoted(&line) {
        Some(message) if cut.len() < message.len() => shortened(message, MESSAGE).trim().to_owned(),
        _ => cut,
    }
}

/// Several blanks stand where a converter took a line break away; but `COUNTRY  国家` is one label.
fn first_line(text: &str) -> &str {
    let text = text.trim_start();
    let mut blanks = text
        .match_indices("  ")
        .map(|(at, _)| text.get(..at).unwrap_or_default());
    blanks.find(|before| has_chinese(before)).unwrap_or(text)
}

/// What stands in quotes at the start of a line, quotes included, where it is no Chinese.
fn quoted(line: &str) -> Option<&str> {
    let inner = line.strip_prefix('"')?;
    let message = line.get(..inner.find('"')? + 2)?;
    (!has_chinese(message)).then_some(message)
}

/// So many of the parts between the marks that part a text, of `limit` characters at most.
fn first_clauses(text: &str, count: usize, limit: usize) -> String {
    let line = one_line(text);
    let line = line.trim_start_matches(LOOSE).trim_start_matches(ENDS);
    let marks = line
        .char_indices()
        .filter(|(_, char)| *char == '，' || ENDS.contains(char));
    let end = marks.map(|(at, _)| at).nth(count - 1).unwrap_or(line.len());
    let short = brief(shortened(line.get(..end).unwrap_or_default(), limit));
    let clauses = closed(&short);
    // One phrase, and no sentences.
    clauses.trim_matches(ENDS).trim().replace(ENDS, "，")
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
    let line = spaced(text);
    if has_chinese(&line) {
        return closed(&brief_message(&first_phrase(&line, WORDS)));
    }
    shortened(&line, MESSAGE).trim().to_owned()
}

/// As [`value`], but with few Chinese characters in each text: nothing depends on an example.
pub(super) fn example(text: &str) -> Option<String> {
    let Some(value) = value(text) else {
        return quoted_example(text);
    };
    let Ok(json) = serde_json::from_str::<Value>(&value) else {
        return Some(brief_example(&value));
    };
    let mut brief = json.clone();
    make_brief(&mut brief);
    Some(if brief == json { value } else { brief.to_string() })
}

/// The start of a text in quotes that is too long to stay whole, where that is short.
fn quoted_example(text: &str) -> Option<String> {
    let line = line_of(text);
    let start = match serde_json::from_str::<String>(&line) {
        Ok(text) => Value::String(brief_example(&text)).to_string(),
        Err(_) => brief_example(&line),
    };
    let is_short = start.chars().count() <= VALUE && !start.contains(SENTENCE_ENDS);
    (line.starts_with('"') && is_short).then_some(start)
}

/// A value on one line. Blanks in quotes are its own.
fn line_of(text: &str) -> String {
    let line = one_line(text.trim_start_matches([' ', ':', '：']));
    if is_text_in_quotes(&line) { line } else { spaced(&line) }
}

fn is_text_in_quotes(line: &str) -> bool {
    matches!(serde_json::from_str(line), Ok(Value::String(_)))
}

fn make_brief(value: &mut Value) {
    match value {
        Value::String(text) => *text = brief_example(text),
        Value::Array(items) => items.iter_mut().for_each(make_brief),
        Value::Object(members) => members.values_mut().for_each(make_brief),
        _ => {}
    }
}

/// An example or default stays, unless it is made of sentences: of those a value before the first comma stays, and what is
/// JSON is replaced.
pub(super) fn value(text: &str) -> Option<String> {
    let line = line_of(text);
    let is_long = has_chinese(&line) && (line.contains(SENTENCE_ENDS) || line.chars().count() > VALUE);
    let value = match serde_json::from_str::<Value>(&line) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) if is_long => sample::redacted(&value, &|_| false).to_string(),
        Ok(_) if !is_long => line,
        _ if !has_chinese(&line) => line,
        _ => return value_before_words(&line).or_else(|| value_in_words(&line, is_long)),
    };
    Some(value).filter(|value| !value.is_empty())
}

/// `false，即…` -> `false`
fn value_before_words(line: &str) -> Option<String> {
    let value = line.split(['，', '。', '；', '（']).next()?.trim();
    let is_whole = !value.starts_with(['{', '[', '"']);
    (!value.is_empty() && is_whole && !has_chinese(value)).then(|| value.to_owned())
}

/// A value that is words itself: a name, a title. What tells about a value is none.
fn value_in_words(line: &str, is_long: bool) -> Option<String> {
    let first = line.split('，').next().unwrap_or(line).trim();
    if NO_VALUE.contains(&first) || ABOUT_A_VALUE.iter().any(|word| line.contains(word)) || line.chars().count() > VALUE
    {
        return None;
    }
    let value = if is_long {
        first_phrase(line, WORDS)
    } else {
        line.to_owned()
    };
    Some(value).filter(|value| !value.is_empty())
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
    fn words_about_a_value_are_none() {
        assert_eq!(value("false，即不做").as_deref(), Some("false"));
        assert_eq!(value("20（个）").as_deref(), Some("20"));
        for words in ["空，表示不变", "空", "选填项", "不填。则为全部", "如果 a 是 b"] {
            assert_eq!(value(words), None, "{words}");
        }
    }

    #[test]
    fn labels_stay_different() {
        let cut = |texts: &[&str]| {
            let texts: Vec<String> = texts.iter().map(|&text| text.into()).collect();
            labels(&texts, 50)
        };
        let labels = cut(&[
            "如果这里真的有全部的标题，那么就给出所有标题。更多",
            "如果这里真的有全部的标题，那么就给出第一个标题。更多",
            "别的。更多",
        ]);
        assert_eq!(
            labels,
            [
                "如果这里真的有全部的标题，那么就给出所有…",
                "如果这里真的有全部的标题，那么就给出第一…",
                "别的"
            ]
        );
        assert_eq!(cut(&["同样。甲", "同样。乙"]), ["同样，甲", "同样，乙"]);
        let again: Vec<&str> = labels.iter().map(String::as_str).collect();
        assert_eq!(cut(&again), labels);
    }

    #[test]
    fn blanks_of_a_line_that_a_converter_took_away_do_not_count() {
        assert_eq!(
            message("file extension and    type mismatch"),
            "file extension and type mismatch"
        );
        assert_eq!(
            value("{    \"a\": 1,    \"b\": 2 }").as_deref(),
            Some("{ \"a\": 1, \"b\": 2 }")
        );
        assert_eq!(value("\"{    }\"").as_deref(), Some("\"{    }\""));
        let texts = ["卡片    注意：    - 如果".to_owned(), "COUNTRY  国家".to_owned()];
        assert_eq!(labels(&texts, 50), ["卡片", "COUNTRY 国家"]);
    }

    #[test]
    fn a_message_in_quotes_is_no_sentence_to_cut() {
        let message = "\"the payment cannot be made: the record with this id has no start date; check it\"";
        assert_eq!(labels(&[message.to_owned()], 50), [message]);
        assert_eq!(labels(&[format!("{message} 无法支付")], 50), [message]);
        assert_eq!(labels(&["\"Success\" 成功".to_owned()], 50), ["\"Success\" 成功"]);
    }

    #[test]
    fn examples_have_few_chinese_characters_and_defaults_all_of_theirs() {
        let long = "一二三四五六七八九十、一二三四五六七八九十";
        let list = format!("[\"{long}\", 1]");
        assert_eq!(example(long).as_deref(), Some("一二三四五六七八九十…"));
        let marked = format!("\"<b>一</b>{long}，{}\"", "x".repeat(100));
        let brief = "\"<b>一</b>一二三四五六七八九十…\"";
        assert_eq!(example(&marked).as_deref(), Some(brief));
        assert_eq!(example(brief).as_deref(), Some(brief));
        assert_eq!(example(&format!("\"一。{}\"", "x".repeat(100))), None);
        assert_eq!(example(&list).as_deref(), Some("[\"一二三四五六七八九十…\",1]"));
        assert_eq!(example("[\"一\",  1]").as_deref(), Some("[\"一\", 1]"));
        assert_eq!(value(long).as_deref(), Some(long));
        assert_eq!(phrase(&format!("一（{long}）"), 50), "一");
    }

    #[test]
    fn values_stay_unless_they_are_sentences() {
        assert_eq!(value("：\"张三\"").as_deref(), Some("\"张三\""));
        assert_eq!(value("张三，李四").as_deref(), Some("张三，李四"));
        assert_eq!(value("你好！再见").as_deref(), Some("你好"));
        assert_eq!(value("\"默认\"").as_deref(), Some("\"默认\""));
        assert_eq!(
            value("{\"a\": \"你好。再见\", \"b\": 1}").as_deref(),
            Some("{\"a\":\"…\",\"b\":1}")
        );
        assert_eq!(value(" \n"), None);
    }
}
