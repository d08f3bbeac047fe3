//! Reads what stands before a page's text: YAML between `---`, or an HTML comment of `key: value` lines.

/// Keys and values, and the offset at which the page's text begins.
pub(crate) fn read(text: &str) -> (Vec<(String, String)>, usize) {
    let start = text.len() - text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).len();
    let rest = text.get(start..).unwrap_or_default();
    for (open, close) in [("---", "\n---"), ("<!--", "-->")] {
        let Some(inner) = rest.strip_prefix(open) else { continue };
        let Some(length) = inner.find(close) else { continue };
        let pairs = pairs(inner.get(..length).unwrap_or_default());
        // A horizontal rule or an ordinary comment is no front matter.
        if pairs.is_empty() {
            continue;
        }
        return (pairs, start + open.len() + length + close.len());
    }
    (Vec::new(), start)
}

fn pairs(text: &str) -> Vec<(String, String)> {
    let pair = |line: &str| {
        let (key, value) = line.split_once(':')?;
        let key = key.trim();
        let is_key = !key.is_empty()
            && key
                .chars()
                .all(|char| char.is_ascii_alphanumeric() || "_-".contains(char));
        is_key.then(|| (key.to_owned(), unquote(value.trim()).to_owned()))
    };
    text.lines()
        .filter(|line| !line.starts_with([' ', '\t', '-']))
        .filter_map(pair)
        .collect()
}

fn unquote(value: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return inner;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_are_read() {
        let yaml = "---\ntitle: \"删除: 用户\"\nupdateTime: \"17\"\nbreadcrumb:\n  - a\n---\n# x";
        let (pairs, offset) = read(yaml);
        assert_eq!(pairs[0], ("title".into(), "删除: 用户".into()));
        assert_eq!(&yaml[offset..], "\n# x");
        let (pairs, _) = read("<!--\ntitle: x\nsource: https://a/b\n-->\n");
        assert_eq!(pairs[1], ("source".into(), "https://a/b".into()));
    }

    #[test]
    fn text_without_front_matter_is_kept_whole() {
        assert_eq!(read("# x\n---\n"), (vec![], 0));
        assert_eq!(read("---\n\n---\ntext"), (vec![], 0));
    }
}
