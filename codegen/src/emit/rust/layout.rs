//! Lays out what prettyplease would break otherwise than rustfmt: the data of constants, and imports.
//!
//! The emitted crate asks rustfmt for [`WIDTH`] columns. Wide characters count two of them, as they do for rustfmt.

use std::cmp::Ordering;

use unicode_width::UnicodeWidthStr;

/// Columns of a line: prettyplease's, which cannot be set.
pub(super) const WIDTH: usize = 89;
/// Columns of one step to the right.
pub(super) const STEP: usize = 4;

/// A constant expression.
#[derive(PartialEq, Eq)]
pub(super) enum Expression {
    /// Text that cannot be broken.
    Text(String),
    /// `name { field: …, … }`
    Struct(&'static str, Vec<(&'static str, Expression)>),
    /// `name { field: …, …, ..rest }`
    Update(&'static str, Vec<(&'static str, Expression)>, &'static str),
    /// `name(…, …)`, of which more than one take a line each.
    Call(&'static str, Vec<Expression>),
    /// A text of a row a line.
    Table(Vec<String>),
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
        value.map_or_else(|| Self::text("None"), |value| Self::Call("Some", vec![value]))
    }

    /// Writes the expression on a line that is indented so far.
    pub(super) fn write(&self, out: &mut String, indent: usize) {
        let inside = indent + STEP;
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Struct(name, fields) => {
                open_struct(name, fields, out, inside);
                pad(out, indent);
                out.push('}');
            }
            Self::Update(name, fields, rest) => {
                open_struct(name, fields, out, inside);
                pad(out, inside);
                out.push_str("..");
                out.push_str(rest);
                out.push('\n');
                pad(out, indent);
                out.push('}');
            }
            Self::Call(name, arguments) => {
                out.push_str(name);
                out.push('(');
                if let [only] = arguments.as_slice() {
                    only.write(out, indent);
                } else {
                    out.push('\n');
                    for argument in arguments {
                        pad(out, inside);
                        argument.write(out, inside);
                        out.push_str(",\n");
                    }
                    pad(out, indent);
                }
                out.push(')');
            }
            Self::Table(rows) => {
                out.push_str("\"\\\n");
                for row in rows {
                    pad(out, inside);
                    let literal = format!("{row:?}");
                    let inner = literal.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
                    out.push_str(inner.unwrap_or_default());
                    out.push_str("\\n\\\n");
                }
                pad(out, indent);
                out.push('"');
            }
        }
    }
}

fn open_struct(name: &str, fields: &[(&str, Expression)], out: &mut String, inside: usize) {
    out.push_str(name);
    out.push_str(" {\n");
    for (name, value) in fields {
        pad(out, inside);
        out.push_str(name);
        out.push_str(": ");
        value.write(out, inside);
        out.push_str(",\n");
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
