//! What a line of a words file is about.

use std::fmt::{self, Write as _};

use crate::ir::{Direction, Part};

/// The files that a line may stand in: those of a service version (`im.v1`), of a service (`im`), or of the whole API (empty).
pub type Scope = String;

/// What a section of a words file is about, as it stands between the brackets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// The service or version as a whole: `service`.
    Service,
    /// Fields by their names: `glossary`.
    Glossary,
    /// The phrase for each label of a value: `labels`.
    Labels,
    /// The nouns that templates of the glossary may be filled with: `objects`.
    Objects,
    /// An endpoint (`message.create`) or event (`event message.receive`).
    Operation(String),
    /// An object, by its word on the sheets: `type node`.
    Type {
        /// The word; where a sheet says `object`, the name of the field.
        word: String,
        /// Only in this endpoint or event: `type node of task.get`.
        of: Option<String>,
        /// Only in requests (`type node >`), or only in responses and events (`type node <`).
        direction: Option<Direction>,
    },
}

/// What a line is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Whose files.
    pub scope: Scope,
    /// Which section.
    pub section: Section,
    /// What of it: `body.uuid`, `status/-1`, or `.` for all of it.
    pub item: String,
}

/// The item that stands for the whole of a section.
pub const WHOLE: &str = ".";

/// Stands for all values of a field: `status/*`.
pub(super) const ALL_VALUES: &str = "/*";

/// The sign of a direction, as in `names.lock`.
pub(super) fn sign(direction: Direction) -> char {
    match direction {
        Direction::Request => '>',
        Direction::Response => '<',
    }
}

/// What a direction's sign means.
pub(super) fn direction(sign: &str) -> Option<Direction> {
    match sign {
        ">" => Some(Direction::Request),
        "<" => Some(Direction::Response),
        _ => None,
    }
}

/// The name of a part in items of endpoints and events.
pub(super) fn part_name(part: Part) -> &'static str {
    match part {
        Part::Headers => "header",
        Part::Query => "query",
        Part::Path => "path",
        Part::Body => "body",
        Part::Response => "resp",
        Part::EventHeader => "header",
        Part::Event => "event",
        Part::Reply => "reply",
    }
}

/// A name as it stands in a key: what would end it, or a part of it, becomes `%` and its code.
pub(super) fn escape(name: &str, is_value: bool) -> String {
    let mut escaped = String::new();
    for letter in name.chars() {
        let ends = letter.is_whitespace() || matches!(letter, '%' | ',' | '=');
        if ends || !is_value && matches!(letter, '.' | '/' | '<' | '>') {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "%{:x};", u32::from(letter));
        } else {
            escaped.push(letter);
        }
    }
    escaped
}

/// A label as it stands in a key: an `=` between blanks would end it.
pub(super) fn escape_label(label: &str) -> String {
    label.trim().replace(" = ", " %3d; ")
}

impl fmt::Display for Section {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service => formatter.write_str("service"),
            Self::Glossary => formatter.write_str("glossary"),
            Self::Labels => formatter.write_str("labels"),
            Self::Objects => formatter.write_str("objects"),
            Self::Operation(name) => formatter.write_str(name),
            Self::Type { word, of, direction } => {
                write!(formatter, "type {word}")?;
                if let Some(of) = of {
                    write!(formatter, " of {of}")?;
                }
                direction.map_or(Ok(()), |direction| write!(formatter, " {}", sign(direction)))
            }
        }
    }
}

/// `im.v1 [message.create] body.uuid`
impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.scope.is_empty() {
            write!(formatter, "{} ", self.scope)?;
        }
        write!(formatter, "[{}] {}", self.section, self.item)
    }
}

impl Section {
    /// Reads what `Display` writes. Nothing where it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_name = |name: &str| !name.is_empty() && !name.contains(char::is_whitespace);
        match text {
            "service" => return Some(Self::Service),
            "glossary" => return Some(Self::Glossary),
            "labels" => return Some(Self::Labels),
            "objects" => return Some(Self::Objects),
            _ => {}
        }
        let Some(rest) = text.strip_prefix("type ") else {
            let name = text.strip_prefix("event ").unwrap_or(text);
            return is_name(name).then(|| Self::Operation(text.to_owned()));
        };
        let (rest, direction) = match rest.rsplit_once(' ') {
            Some((rest, sign)) if direction(sign).is_some() => (rest, direction(sign)),
            _ => (rest, None),
        };
        let (word, of) = match rest.split_once(" of ") {
            Some((word, of)) => (word, Some(of)),
            None => (rest, None),
        };
        let is_operation = of.is_none_or(|of| is_name(of.strip_prefix("event ").unwrap_or(of)));
        (is_name(word) && is_operation).then(|| Self::Type {
            word: word.to_owned(),
            of: of.map(ToOwned::to_owned),
            direction,
        })
    }
}
