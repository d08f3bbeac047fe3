//! Lays out what prettyplease would break otherwise than rustfmt: the data of constants, and imports.
//!
//! The emitted crate asks rustfmt for [`WIDTH`] columns and no rule but "one line if it fits"; here is that rule. Wide
//! characters count two columns, as they do for rustfmt.

use std::cmp::Ordering;

use unicode_width::UnicodeWidthStr;

/// Columns of a line: prettyplease's, which cannot be set.
pub(super) const WIDTH: usize = 89;
/// Columns of one step to the right.
pub(super) const STEP: usize = 4;

/// A constant expression.
pub(super) enum Expression {
    /// Text that cannot be broken.
    Text(String),
    /// `name { field: …, … }`
    Struct(&'static str, Vec<(&'static str, Expression)>),
    /// `&[…]`
    List(Vec<Expression>),
    /// `name(…)`
    Call(&'static str, Box<Expression>),
}

impl Expression {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A string literal.
    pub(super) fn string(text: &str) -> Self {
        Self::Text(format!("{text:?}"))
    }

    /// `Some(…)` or `None`.
    pub(super) fn option(value: Option<Self>) -> Self {
        value.map_or_else(|| Self::text("None"), |value| Self::Call("Some", Box::new(value)))
    }

    /// Columns on one line; nothing where a struct is in it, which always takes several.
    fn width(&self) -> Option<usize> {
        match self {
            Self::Text(text) => Some(text.width()),
            Self::Struct(..) => None,
            Self::List(items) => {
                let widths = items.iter().map(Self::width).sum::<Option<usize>>();
                widths.map(|widths| 3 + widths + 2 * items.len().saturating_sub(1))
            }
            Self::Call(name, argument) => argument.width().map(|width| name.len() + 2 + width),
        }
    }

    /// Writes the expression where `before` columns of the line are taken and `after` must stay free.
    pub(super) fn write(&self, out: &mut String, indent: usize, before: usize, after: usize) {
        let inside = indent + STEP;
        let fits = self.width().is_some_and(|width| before + width + after <= WIDTH);
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Struct(name, fields) => {
                out.push_str(name);
                out.push_str(" {\n");
                for (name, value) in fields {
                    pad(out, inside);
                    out.push_str(name);
                    out.push_str(": ");
                    value.write(out, inside, inside + name.len() + 2, 1);
                    out.push_str(",\n");
                }
                pad(out, indent);
                out.push('}');
            }
            Self::List(items) if fits || items.len() == 1 => {
                // The only one begins and ends on the lines of the brackets, even where it takes several.
                out.push_str("&[");
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    item.write(
                        out,
                        indent,
                        if fits { 0 } else { before + 2 },
                        if fits { 0 } else { after + 1 },
                    );
                }
                out.push(']');
            }
            Self::List(items) => {
                out.push_str("&[\n");
                for item in items {
                    pad(out, inside);
                    item.write(out, inside, inside, 1);
                    out.push_str(",\n");
                }
                pad(out, indent);
                out.push(']');
            }
            Self::Call(name, argument) => {
                out.push_str(name);
                out.push('(');
                argument.write(out, indent, before + name.len() + 1, after + 1);
                out.push(')');
            }
        }
    }
}

/// Spaces.
fn pad(out: &mut String, columns: usize) {
    out.extend(std::iter::repeat_n(' ', columns));
}

/// `A` or `{A, B}`, as what follows `head` in an import, with the names sorted and the lines filled as rustfmt does,
/// which keeps one column free here, and two where all is on one line.
pub(super) fn imports<'a>(head: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = names.into_iter().collect();
    names.sort_by(|one, other| version_order(one, other));
    if let [only] = names.as_slice() {
        return (*only).to_owned();
    }
    let flat = format!("{{{}}}", names.join(", "));
    if head.width() + flat.width() < WIDTH - 2 {
        return flat;
    }
    let mut out = "{\n".to_owned();
    let mut column = 0;
    let last = names.last().copied();
    let mut wrapped = false;
    for name in names {
        let limit = if Some(name) == last && !wrapped {
            WIDTH
        } else {
            WIDTH - 1
        };
        if column > 0 && column + 2 + name.width() <= limit {
            out.push(' ');
            column += 1;
        } else {
            if column > 0 {
                out.push('\n');
                wrapped = true;
            }
            pad(&mut out, STEP);
            column = STEP;
        }
        out.push_str(name);
        out.push(',');
        column += name.width() + 1;
    }
    out.push_str("\n}");
    out
}

/// The order of rustfmt: numbers inside of names by their value, underscores first.
pub(super) fn version_order(one: &str, other: &str) -> Ordering {
    let (mut left, mut right) = (one, other);
    loop {
        let ((a, rest_left), (b, rest_right)) = match (chunk(left), chunk(right)) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(left), Some(right)) => (left, right),
        };
        let number = |text: &str| text.parse::<u128>().ok();
        let order = match (a, b) {
            ("_", "_") => Ordering::Equal,
            ("_", _) => Ordering::Less,
            (_, "_") => Ordering::Greater,
            _ => match (number(a), number(b)) {
                (Some(a), Some(b)) => a.cmp(&b),
                _ => a.cmp(b),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
        (left, right) = (rest_left, rest_right);
    }
}

fn chunk(text: &str) -> Option<(&str, &str)> {
    let first = text.chars().next()?;
    let end = if first == '_' {
        1
    } else {
        let same = |letter: char| letter != '_' && letter.is_ascii_digit() == first.is_ascii_digit();
        text.find(|letter| !same(letter)).unwrap_or(text.len())
    };
    text.split_at_checked(end)
}
