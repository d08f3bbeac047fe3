//! Finds tags in a text, and says which elements are known.

/// What an element is, whatever a dialect calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Table,
    Head,
    Body,
    Row,
    Cell,
    /// A list of values, and one of them.
    Values,
    Value,
    Scope,
    Tag,
    Apps,
    Hidden,
    Break,
    /// What begins and ends a line.
    Line,
    Item,
    Strong,
    Code,
    Link,
    Image,
    /// The name or type of a field.
    Field,
    /// What means nothing here: formatting, mostly.
    Plain,
}

/// The kind of an element, by the name that the page uses; `None` for what is no element of a page.
pub(super) fn known(name: &str) -> Option<Kind> {
    Some(match name.to_ascii_lowercase().as_str() {
        "md-table" | "md-dt-table" | "table" => Kind::Table,
        "md-thead" | "md-dt-thead" | "thead" => Kind::Head,
        "md-tbody" | "md-dt-tbody" | "tbody" => Kind::Body,
        "md-tr" | "md-dt-tr" | "tr" => Kind::Row,
        "md-td" | "md-dt-td" | "td" | "md-th" | "md-dt-th" | "th" => Kind::Cell,
        "md-enum" => Kind::Values,
        "md-enum-item" => Kind::Value,
        "md-perm" => Kind::Scope,
        "md-tag" => Kind::Tag,
        "md-app-support" => Kind::Apps,
        "md-tooltip" => Kind::Hidden,
        "br" => Kind::Break,
        "p" | "div" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "md-alert" => Kind::Line,
        "li" => Kind::Item,
        "b" | "strong" => Kind::Strong,
        "code" => Kind::Code,
        "a" => Kind::Link,
        "img" => Kind::Image,
        "i" | "em" | "u" | "s" | "font" | "span" | "col" | "colgroup" => Kind::Plain,
        "md-text" => Kind::Field,
        name if name.starts_with("md-") => Kind::Plain,
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
