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

    /// Columns on one line.
    fn width(&self) -> usize {
        match self {
            Self::Text(text) => text.width(),
            Self::Struct(name, fields) => name.len() + BRACES + fields_width(fields),
            Self::List(items) => 3 + items.iter().map(Self::width).sum::<usize>() + 2 * items.len().saturating_sub(1),
            Self::Call(name, argument) => name.len() + 2 + argument.width(),
        }
    }

    /// Writes the expression where `before` columns of the line are taken and `after` must stay free.
    pub(super) fn write(&self, out: &mut String, indent: usize, before: usize, after: usize) {
        let inside = indent + STEP;
        if before + self.width() + after <= WIDTH {
            return match self {
                Self::Struct(name, fields) if before + name.len() + BRACES + bytes(fields) + after > WIDTH => {
                    out.push_str(name);
                    out.push_str(" {\n");
                    pad(out, inside);
                    write_fields(fields, out);
                    out.push('\n');
                    pad(out, indent);
                    out.push('}');
                }
                Self::List(items) if items.len() == 1 => self.write_hugging(out, indent, before, after),
                _ => self.write_flat(out),
            };
        }
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
            Self::List(items) => {
                if items.len() == 1 {
                    return self.write_hugging(out, indent, before, after);
                }
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

    /// A list of one thing, which begins and ends on the lines of the brackets.
    fn write_hugging(&self, out: &mut String, indent: usize, before: usize, after: usize) {
        if let Self::List(items) = self {
            out.push_str("&[");
            items
                .iter()
                .for_each(|only| only.write(out, indent, before + 2, after + 1));
            out.push(']');
        }
    }

    fn write_flat(&self, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Struct(name, fields) => {
                out.push_str(name);
                out.push_str(" { ");
                write_fields(fields, out);
                out.push_str(" }");
            }
            Self::List(items) => {
                out.push_str("&[");
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    item.write_flat(out);
                }
                out.push(']');
            }
            Self::Call(name, argument) => {
                out.push_str(name);
                out.push('(');
                argument.write_flat(out);
                out.push(')');
            }
        }
    }
}

/// Columns of ` { ` and ` }`.
const BRACES: usize = 5;

fn fields_width(fields: &[(&str, Expression)]) -> usize {
    let widths = fields.iter().map(|(name, value)| name.len() + 2 + value.width());
    widths.sum::<usize>() + 2 * fields.len().saturating_sub(1)
}

/// The length by which rustfmt decides whether fields stand on the line of their braces: bytes, not columns.
fn bytes(fields: &[(&str, Expression)]) -> usize {
    let mut text = String::new();
    write_fields(fields, &mut text);
    text.len()
}

fn write_fields(fields: &[(&str, Expression)], out: &mut String) {
    for (index, (name, value)) in fields.iter().enumerate() {
        out.push_str(if index == 0 { "" } else { ", " });
        out.push_str(name);
        out.push_str(": ");
        value.write_flat(out);
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
    if head.width() + flat.width() + 1 <= WIDTH - 2 {
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
