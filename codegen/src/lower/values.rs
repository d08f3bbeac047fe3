//! Lists of values that are written out: one a line with a dash, or several on a line.

use crate::diagnostic::Span;
use crate::markup::{Inline, Value};

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

/// `- key：label`, or `` - `key`: label - `key`: label `` where line ends were lost.
fn listed(content: &[&Inline], span: Span) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    let mut line_starts = true;
    for (at, inline) in content.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| content.get(at));
        let after = content.get(at + 1);
        match inline {
            Inline::Break => {
                line_starts = true;
                if let Some(last) = values.last_mut() {
                    last.label.push('\n');
                }
                continue;
            }
            Inline::Code(key) => {
                let follows_dash = match before {
                    Some(Inline::Text(text)) => text.trim_end().ends_with(['-', '*', '•']),
                    _ => false,
                };
                let has_label = match after {
                    Some(Inline::Text(text)) => text.trim_start().starts_with([':', '：']),
                    None | Some(Inline::Break) => true,
                    _ => false,
                };
                if follows_dash && has_label {
                    if let Some(last) = values.last_mut() {
                        last.label
                            .truncate(last.label.trim_end_matches([' ', '-', '*', '•']).len());
                    }
                    values.push(Value {
                        key: key.clone(),
                        label: String::new(),
                        span,
                    });
                } else if let Some(last) = values.last_mut() {
                    last.label.push_str(key);
                }
            }
            Inline::Text(text) => {
                let item = if line_starts { item(text) } else { None };
                match (item, values.last_mut()) {
                    (Some((key, label)), _) => {
                        values.push(Value {
                            key: key.to_owned(),
                            label: label.to_owned(),
                            span,
                        });
                    }
                    (None, Some(last)) => last.label.push_str(text),
                    (None, None) => {}
                }
            }
            Inline::Strong(text) | Inline::Link { text, .. } => {
                if let Some(last) = values.last_mut() {
                    last.label.push_str(text);
                }
            }
            _ => {}
        }
        line_starts = false;
    }
    for value in &mut values {
        value.label = value.label.trim().trim_start_matches([':', '：']).trim().to_owned();
    }
    values
}

/// `- key：label`
fn item(line: &str) -> Option<(&str, &str)> {
    let item = line.trim().strip_prefix(['-', '*', '•'])?.trim_start();
    let (key, label) = item.split_once('：').or_else(|| item.split_once(':'))?;
    let key = key.trim().trim_matches(['`', '"']);
    is_key(key).then_some((key, label))
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
    fn items_run_together_are_parted() {
        let code = |key: &str| Inline::Code(key.into());
        let list = [
            text("："),
            Inline::Break,
            text("- "),
            code("a"),
            text(": one, like "),
            code("x"),
            text(" - "),
            code("b"),
            text(": two"),
        ];
        assert_eq!(
            keys(&list),
            Some(vec![("a".into(), "one, like x".into()), ("b".into(), "two".into())])
        );
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
