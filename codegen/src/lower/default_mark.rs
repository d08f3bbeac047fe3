//! The default, where a mark behind one of the values says which it is: `- false（默认值）：否`, `- online：线上环境（默认值）`.

use crate::markup::Value;
use crate::vocabulary::DEFAULT_MARKS;

/// A text without the mark at its end, and the mark.
pub(super) fn before(text: &str) -> (&str, &str) {
    let marked = DEFAULT_MARKS
        .iter()
        .find_map(|mark| Some((text.strip_suffix(mark)?.trim_end(), *mark)));
    marked.unwrap_or((text, ""))
}

/// Whether a mark stands at the start of a text, before a colon or the end of the line.
pub(super) fn is_at_start(text: &str) -> bool {
    let rest = DEFAULT_MARKS
        .iter()
        .find_map(|mark| text.trim_start().strip_prefix(mark));
    rest.is_some_and(|rest| rest.trim().is_empty() || rest.trim_start().starts_with(['：', ':']))
}

/// The default among the values of a list; the mark goes, since the default says the same. Nothing where several are marked:
/// each may be the default of another case.
pub(super) fn of_values(values: &mut [Value]) -> Option<String> {
    let is_marked = |value: &&mut Value| DEFAULT_MARKS.iter().any(|mark| value.label.contains(mark));
    let mut marked = values.iter_mut().filter(is_marked);
    let (Some(only), None) = (marked.next(), marked.next()) else {
        return None;
    };
    let line = only.label.lines().next().unwrap_or_default();
    let rest = only.label.get(line.len()..).unwrap_or_default();
    let at_start = DEFAULT_MARKS.iter().find_map(|mark| line.strip_prefix(mark));
    let label = match (at_start, before(line.trim_end())) {
        (Some(label), _) => label.trim_start().trim_start_matches(['：', ':']).trim_start(),
        (None, (label, mark)) if !mark.is_empty() => label,
        _ => return None,
    };
    only.label = format!("{label}{rest}");
    Some(only.key.trim_matches(['"', '“', '”']).to_owned())
}

/// The default among the items of a text that are no list of values: those of a boolean.
pub(super) fn in_text(text: &str) -> Option<String> {
    let key = |line: &str| {
        let item = line.trim().strip_prefix(['-', '*', '•'])?.trim_start();
        let (key, _) = item.split_once(['：', ':'])?;
        let (key, mark) = before(key.trim());
        let key = key.trim_matches(['`', '"']);
        let is_word = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        (is_word && !mark.is_empty()).then(|| key.to_owned())
    };
    let mut keys = text.lines().filter_map(key);
    let only = keys.next()?;
    keys.next().is_none().then_some(only)
}

#[cfg(test)]
mod tests {
    use super::{in_text, of_values};
    use crate::diagnostic::Span;
    use crate::markup::Value;

    fn values(all: &[(&str, &str)]) -> Vec<Value> {
        let value = |(key, label): &(&str, &str)| Value {
            key: (*key).to_owned(),
            label: (*label).to_owned(),
            span: Span::default(),
        };
        all.iter().map(value).collect()
    }

    #[test]
    fn the_value_with_the_mark_is_the_default() {
        for (label, left) in [
            ("线上环境（默认值）", "线上环境"),
            ("（默认值）：线上环境", "线上环境"),
            ("线上环境(默认)\n更多", "线上环境\n更多"),
        ] {
            let mut all = values(&[("dev", "开发环境"), ("online", label)]);
            assert_eq!(of_values(&mut all).as_deref(), Some("online"));
            assert_eq!(all[1].label, left);
        }
    }

    #[test]
    fn a_mark_that_may_belong_to_something_else_gives_none() {
        let mut of_each = values(&[("1", "文本（默认值）、条码"), ("2", "数字（默认值）")]);
        assert_eq!(of_values(&mut of_each), None);
        assert_eq!(of_each[1].label, "数字（默认值）");
        assert_eq!(of_values(&mut values(&[("1", "文本（默认值）、条码")])), None);
    }

    #[test]
    fn items_of_a_text_can_have_the_mark() {
        assert_eq!(
            in_text("取值\n- true（默认值）：包含\n- false：不包含").as_deref(),
            Some("true")
        );
        assert_eq!(in_text("- a（默认值）：x\n- b（默认值）：y"), None);
        assert_eq!(in_text("飞书（默认值）：x"), None);
    }
}
