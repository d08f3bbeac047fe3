//! Lists of values that are written out: one a line with a dash, or several on a line.

use super::default_mark;
use crate::diagnostic::Span;
use crate::markup::{Inline, Value};
use crate::vocabulary;

/// The values in a stretch that a label announces, and what is no value. `None` where it is not such a list.
pub(super) fn read<'c>(content: &[&'c Inline], span: Span) -> Option<(Vec<Value>, Vec<&'c Inline>)> {
    let elements = content.iter().filter_map(|inline| match inline {
        Inline::Values(values) => Some(values.clone()),
        _ => None,
    });
    let values: Vec<_> = elements.flatten().collect();
    if !values.is_empty() {
        let is_rest = |inline: &&&Inline| match inline {
            Inline::Values(_) => false,
            Inline::Text(text) => !text.trim_matches([' ', '：', ':']).is_empty(),
            _ => true,
        };
        return Some((values, content.iter().filter(is_rest).copied().collect()));
    }
    let values = listed(content, span);
    let values = if values.is_empty() {
        on_one_line(content, span)
    } else {
        values
    };
    (!values.is_empty()).then(|| (values, Vec::new()))
}

/// `- key：label`, one a line.
fn listed(content: &[&Inline], span: Span) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    let mut line_starts = true;
    for (at, inline) in content.iter().enumerate() {
        let key = match inline {
            Inline::Code(key) if is_key_of_list(content, at) => {
                if let Some(last) = values.last_mut() {
                    let length = last.label.trim_end_matches([' ', '-', '*', '•', '\n']).len();
                    last.label.truncate(length);
                }
                Some((key.as_str(), "", ""))
            }
            Inline::Text(text) if line_starts => item(text),
            _ => None,
        };
        match (key, values.last_mut(), inline) {
            (Some((key, mark, label)), ..) => values.push(Value {
                key: key.to_owned(),
                label: format!("{mark}{label}"),
                span,
            }),
            (None, Some(last), Inline::Break) => last.label.push('\n'),
            (
                None,
                Some(last),
                Inline::Code(text) | Inline::Text(text) | Inline::Strong(text) | Inline::Link { text, .. },
            ) => last.label.push_str(text),
            _ => {}
        }
        line_starts = matches!(inline, Inline::Break);
    }
    for value in &mut values {
        value.label = value.label.trim().trim_start_matches([':', '：']).trim().to_owned();
    }
    values
}

/// Whether a line begins an item: a dash, a key and a label.
pub(super) fn is_item(line: &[&Inline]) -> bool {
    match line {
        [Inline::Text(text), Inline::Code(_), ..] if text.trim().len() <= 3 => is_key_of_list(line, 1),
        [Inline::Text(text), ..] => item(text).is_some(),
        _ => false,
    }
}

/// Whether the code at this place stands behind a dash, and before a label or the end of the line.
fn is_key_of_list(content: &[&Inline], at: usize) -> bool {
    let before = |count: usize| at.checked_sub(count).and_then(|at| content.get(at));
    let follows_dash = match before(1) {
        Some(Inline::Text(text)) => ["-", "*", "•"].contains(&text.trim()),
        _ => false,
    };
    let follows_dash = follows_dash && matches!(before(2), None | Some(Inline::Break));
    let has_label = match content.get(at + 1) {
        Some(Inline::Text(text)) => text.trim_start().starts_with([':', '：']) || default_mark::is_at_start(text),
        None | Some(Inline::Break) => true,
        _ => false,
    };
    follows_dash && has_label
}

/// `- key：label`: the key, the mark of a default behind it, and the label.
fn item(line: &str) -> Option<(&str, &str, &str)> {
    let item = line.trim().strip_prefix(['-', '*', '•'])?.trim_start();
    if let Some((key, rest)) = quoted(item)
        && let Some(label) = rest.strip_prefix(['：', ':'])
    {
        return Some((key, "", label));
    }
    let (key, label) = item.split_once('：').or_else(|| item.split_once(':'))?;
    let (key, mark) = default_mark::before(key.trim());
    let key = key.trim_matches(['`', '"']);
    is_key(key).then_some((key, mark, label))
}

/// A key in quotes, which may have blanks and colons in it, and what is behind the quotes: `"HH:mm"：15:30`.
pub(super) fn quoted(text: &str) -> Option<(&str, &str)> {
    let (key, rest) = text.strip_prefix(['"', '“'])?.split_once(['"', '”'])?;
    is_key(key).then_some((key, rest.trim_start()))
}

/// A value on the wire is a word of ASCII, or a short one of any letters.
fn is_key(key: &str) -> bool {
    !key.is_empty()
        && !key.chars().any(|char| char.is_whitespace() && !key.is_ascii())
        && !key.contains(['。', '，', '；', '（'])
        && (key.is_ascii() && key.len() <= 64 || key.chars().count() <= 16)
}

/// `0：否，1：是`
fn on_one_line(content: &[&Inline], span: Span) -> Vec<Value> {
    let mut line = String::new();
    for inline in content {
        match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Strong(text) => line.push_str(text),
            Inline::Break if line.trim_matches([' ', '：', ':']).is_empty() => {}
            _ => break,
        }
    }
    let line = line
        .trim()
        .trim_start_matches(['：', ':'])
        .trim()
        .trim_end_matches('。');
    let pair = |part: &str| {
        let (key, label) = part.split_once(['：', ':', '=', '-'])?;
        let key = key.trim();
        let is_plain = is_key(key) && key.chars().all(|char| char.is_ascii_alphanumeric() || char == '_');
        is_plain.then(|| Value {
            key: key.to_owned(),
            label: label.trim().to_owned(),
            span,
        })
    };
    let values: Option<Vec<_>> = line
        .split(['，', ',', '；', ';', '、'])
        .filter(|part| !part.trim().is_empty())
        .map(pair)
        .collect();
    values.filter(|values| values.len() > 1).unwrap_or_default()
}

/// Whether a line speaks of one case only, or begins a remark. Of items on one line, the last one.
fn is_aside(line: &str) -> bool {
    let line = line.rsplit(" - ").next().unwrap_or(line);
    let line = line.trim_start_matches(['-', '*', '•', ' ']);
    vocabulary::ASIDES.iter().any(|word| line.starts_with(word))
}

/// A list of values in a text that no label announces: lines in a row, each a key and what it means. Nothing, where that
/// may as well be something else.
pub(super) fn unannounced(text: &str, span: Span) -> Vec<Value> {
    let is_json = |line: &str| line.contains("{\"") || line.trim_start().starts_with(['{', '[', '}', ']']);
    if text.lines().any(is_json) || text.to_ascii_uppercase().contains("JSON") {
        return Vec::new();
    }
    let mut lists: Vec<Vec<Value>> = vec![Vec::new()];
    let mut above = "";
    for line in text.lines() {
        match (described(line), lists.last_mut()) {
            // Values that hold in one case only are not all that there are.
            (Some(_), Some(list)) if list.is_empty() && is_aside(above) => return Vec::new(),
            (Some((key, label)), Some(list)) => list.push(Value {
                key: key.to_owned(),
                label: label.to_owned(),
                span,
            }),
            (None, Some(list)) if !list.is_empty() => lists.push(Vec::new()),
            _ => {}
        }
        above = line;
    }
    lists.retain(|list| !list.is_empty());
    // Of two lists, neither gives all values; and one line is a remark.
    let mut list = match lists.len() {
        1 => lists.pop().unwrap_or_default(),
        _ => return Vec::new(),
    };
    // A dash before each key is a bullet, and no sign.
    if list.iter().all(|value| value.key.starts_with('-')) {
        for value in &mut list {
            value.key = value.key.trim_start_matches('-').to_owned();
        }
    }
    if are_parameters(&list) {
        return Vec::new();
    }
    let is_repeated = |(at, value): (usize, &Value)| list.iter().take(at).any(|known| known.key == value.key);
    if list.len() < 2 || list.iter().enumerate().any(is_repeated) {
        return Vec::new();
    }
    list
}

/// `object_api_name = "phone"`, `job_id：可从…`: what to give to another call, and where from.
fn are_parameters(list: &[Value]) -> bool {
    let is_assigned = |value: &Value| {
        let label = value
            .label
            .split(" - ")
            .next()
            .unwrap_or_default()
            .trim()
            .trim_matches('"');
        value.key.contains('_') && label.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
    };
    let is_found_elsewhere = |value: &Value| {
        vocabulary::FOUND_ELSEWHERE
            .iter()
            .any(|start| value.label.starts_with(start))
    };
    list.iter().all(is_assigned) || list.iter().all(is_found_elsewhere)
}

/// `key：label`, `key - label`, `key = label`: the key is one word of ASCII.
fn described(line: &str) -> Option<(&str, &str)> {
    const SEPARATORS: [char; 6] = ['：', ':', '=', '-', '–', '—'];
    let line = line.trim();
    let item = ["- ", "* ", "• ", "· "].iter().find_map(|mark| line.strip_prefix(mark));
    let item = item.unwrap_or(line).trim_start();
    let (key, rest) = quoted(item).filter(|(key, _)| key.is_ascii()).or_else(|| word(item))?;
    let label = if rest.starts_with(SEPARATORS) {
        rest.trim_start_matches(SEPARATORS)
    } else if key.ends_with('-') {
        rest
    } else {
        return None;
    };
    let (key, label) = (key.trim_end_matches('-'), label.trim());
    let is_word = key
        .trim_start_matches('-')
        .starts_with(|char: char| char.is_ascii_alphanumeric());
    let is_address = label.starts_with("//");
    (is_word && key.len() <= 64 && !label.is_empty() && !is_address && !label.ends_with(',')).then_some((key, label))
}

/// The word that a line begins with, and what is behind it.
fn word(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start_matches(['`', '"', '“']);
    let legal = |char: char| char.is_ascii_alphanumeric() || "_-./".contains(char);
    let length = line.find(|char| !legal(char)).unwrap_or(line.len());
    let (key, rest) = line.split_at_checked(length)?;
    Some((key, rest.trim_start_matches(['`', '"', '”']).trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markup::Content;

    fn keys(inlines: &[Inline]) -> Option<Vec<(String, String)>> {
        let content = Content(inlines.to_vec());
        let inlines: Vec<_> = content.0.iter().collect();
        read(&inlines, Span::default())
            .map(|(values, _)| values.into_iter().map(|value| (value.key, value.label)).collect())
    }

    fn text(text: &str) -> Inline {
        Inline::Text(text.into())
    }

    #[test]
    fn a_list_with_dashes_is_read_with_labels_over_several_lines() {
        let list = [
            text("："),
            Inline::Break,
            text("- 1：背调"),
            Inline::Break,
            text("more of it"),
            Inline::Break,
            text("- zh-CN: 中文"),
        ];
        assert_eq!(
            keys(&list),
            Some(vec![
                ("1".into(), "背调\nmore of it".into()),
                ("zh-CN".into(), "中文".into())
            ])
        );
    }

    #[test]
    fn code_that_a_dash_stands_before_is_a_key_where_a_line_begins() {
        let code = |key: &str| Inline::Code(key.into());
        let list = [
            text("："),
            Inline::Break,
            text("- "),
            code("a"),
            text(": one, like "),
            code("x"),
            text(" - "),
            code("y"),
            text(": so"),
            Inline::Break,
            text("- "),
            code("b"),
            text(": two"),
        ];
        assert_eq!(
            keys(&list),
            Some(vec![
                ("a".into(), "one, like x - y: so".into()),
                ("b".into(), "two".into())
            ])
        );
    }

    fn found(text: &str) -> Vec<(String, String)> {
        let values = unannounced(text, Span::default());
        values.into_iter().map(|value| (value.key, value.label)).collect()
    }

    #[test]
    fn lines_of_keys_and_labels_are_values_without_a_word_before_them() {
        let wanted = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
            pairs
                .iter()
                .map(|(key, label)| ((*key).into(), (*label).into()))
                .collect()
        };
        assert_eq!(
            found("State\nPENDING - 审批中\nDONE-完成\nThe rest is text"),
            wanted(&[("PENDING", "审批中"), ("DONE", "完成")])
        );
        assert_eq!(
            found("- `zh-CN`：中文\n- `en-US`: English"),
            wanted(&[("zh-CN", "中文"), ("en-US", "English")])
        );
        assert_eq!(
            found("- \"MM-dd HH:mm\"：1/30 14:00\n- \"MM-dd\"：1/30"),
            wanted(&[("MM-dd HH:mm", "1/30 14:00"), ("MM-dd", "1/30")])
        );
        assert_eq!(found("-a：one\n-b：two"), wanted(&[("a", "one"), ("b", "two")]));
        assert_eq!(found("-1=none\n0=one"), wanted(&[("-1", "none"), ("0", "one")]));
    }

    #[test]
    fn what_may_be_something_else_is_no_list_of_values() {
        for text in [
            "a: one line",
            "a: one\na: again",
            "a: one\nb: two\nOr:\nc: three\nd: four",
            "{\n\"a\": 1\nb: 2\nc: 3\n}",
            "https://open.feishu.cn\nhttp://open.feishu.cn",
            "步骤一：登录\n步骤二：下载",
            "注意：\nFirst：read\nSecond：ask",
            "若是其一，则为\na：one\nb：two",
            "What it holds. - 若是其一，则为\na：one\nb：two",
            "A text in JSON\n- a：one\n- b：two",
            "- object_api_name = \"phone\"\n- custom_api_name = \"usage\"",
            "- job_id：可从职务获得\n- place_id：可从地点获得",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_line_of_pairs_is_read_and_a_sentence_is_not() {
        assert_eq!(
            keys(&[text("：0：否，1：是")]),
            Some(vec![("0".into(), "否".into()), ("1".into(), "是".into())])
        );
        assert_eq!(keys(&[text("：见[文档]，或参考：说明")]), None);
    }
}
