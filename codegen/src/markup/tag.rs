//! Finds tags in a text, and says which elements are known.

/// The kinds of tag that mean something here, by the names that the page uses.
pub(super) fn known(name: &str) -> Option<&'static str> {
    Some(match name {
        "md-table" | "md-dt-table" | "table" => "x-table",
        "md-thead" | "md-dt-thead" | "thead" => "x-head",
        "md-tbody" | "md-dt-tbody" | "tbody" => "x-body",
        "md-tr" | "md-dt-tr" | "tr" => "x-row",
        "md-td" | "md-dt-td" | "td" | "md-th" | "md-dt-th" | "th" => "x-cell",
        "md-enum" => "x-values",
        "md-enum-item" => "x-value",
        "md-perm" => "x-scope",
        "md-tag" => "x-tag",
        "md-app-support" => "x-apps",
        "md-tooltip" => "x-hidden",
        "br" => "x-break",
        "p" | "div" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "md-alert" => "x-line",
        "li" => "x-item",
        "b" | "strong" => "x-strong",
        "code" => "x-code",
        "a" => "x-link",
        "img" => "x-image",
        "i" | "em" | "u" | "s" | "font" | "span" | "col" | "colgroup" => "x-plain",
        "md-text" => "x-field",
        _ if name.starts_with("md-") => "x-plain",
        _ => return None,
    })
}

/// A tag in the text.
pub(crate) struct Tag<'a> {
    pub(crate) name: &'a str,
    pub(crate) closing: bool,
    /// What stands between the name and `>`.
    pub(crate) attributes: &'a str,
    pub(crate) self_closing: bool,
    /// Bytes from `<` to `>`, both included.
    pub(crate) length: usize,
}

/// The tag that `rest` begins with, known or not.
pub(crate) fn tag(rest: &str) -> Option<Tag<'_>> {
    let after = rest.strip_prefix('<')?;
    let closing = after.starts_with('/');
    let after = after.strip_prefix('/').unwrap_or(after);
    let name_length = after
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        .count();
    let name = after
        .get(..name_length)
        .filter(|name| name.starts_with(|char: char| char.is_ascii_alphabetic()))?;
    let tail = after.get(name_length..)?;
    if !tail.starts_with(|char: char| char.is_ascii_whitespace() || char == '>' || char == '/') {
        return None;
    }
    let end = tag_end(tail)?;
    let inner = tail.get(..end)?;
    let self_closing = inner.ends_with('/');
    let length = rest.len() - tail.len() + end + 1;
    Some(Tag {
        name,
        closing,
        attributes: inner.trim_end_matches('/'),
        self_closing,
        length,
    })
}

/// The offset of the `>` that ends a tag. One in quotes does not count, unless the quote is never closed.
fn tag_end(tail: &str) -> Option<usize> {
    let mut quote = None;
    for (at, char) in tail.char_indices() {
        match (quote, char) {
            (Some(open), _) if open == char => quote = None,
            (None, '"' | '\'') => quote = Some(char),
            (None, '>') => return Some(at),
            (None, '<') => return None,
            (Some(_), '<') => break,
            _ => {}
        }
    }
    let line = tail.split('\n').next().unwrap_or_default();
    line.find('>')
}
