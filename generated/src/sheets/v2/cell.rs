//! Cells of spreadsheets: what stands in `values`, written and read.
//!
//! ```
//! use feishu_openapi::sheets::v2::cell::{self, Cell};
//!
//! let values = cell::rows([
//!     [cell::text("Item"), cell::text("Price"), cell::text("Of")],
//!     [cell::link("Pen", "https://example.com"), cell::number(2.5), cell::mention("ou_1")],
//!     [cell::text("Sum"), cell::formula("=SUM(B2:B2)"), Cell::Empty],
//! ]);
//! // …which is what `spreadsheet_value` writes, and gives back.
//! for row in cell::read(&values) {
//!     println!("{}: {:?}", row[0].text(), row[1].number());
//! }
//! ```
//!
//! From the page <https://open.feishu.cn/document/ukTMukTMukTM/ugjN1UjL4YTN14CO2UTN>.

use std::borrow::Cow;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::runtime::wire::{self, Json, Kept};

/// A cell.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text. An address of a page or of mail becomes a link.
    Text(String),
    /// A number, or a [`date`].
    Number(f64),
    /// `true` or `false`.
    Bool(bool),
    /// A link, a mention, a formula, or text with a style.
    Piece(Box<Piece>),
    /// Several of these, one after another, as they are read.
    Pieces(Vec<Piece>),
}

wire::tagged! {
    /// What is more than text or a number.
    Piece by "type" {
        /// Text with a style.
        Text(StyledText) = "text",
        /// A link, or an address of mail.
        Link(Link) = "url",
        /// A mention of a person or a document.
        Mention(Mention) = "mention",
        /// A formula.
        Formula(Formula) = "formula",
        /// What is chosen in a drop-down list.
        Choice(Choice) = "multipleValue",
    }
}

wire::kept! {
    /// Text with a style.
    StyledText {
        /// As it is shown.
        text: String = "text",
        /// How it looks.
        style: Option<Style> = "segmentStyle",
    }

    /// A link, or an address of mail.
    Link {
        /// As it is shown.
        text: String = "text",
        /// Where it leads to.
        link: Option<String> = "link",
        /// Parts of `text` with styles of their own. They stay blue and underlined.
        texts: Option<Vec<StyledText>> = "texts",
    }

    /// A mention of a person or a document.
    Mention {
        /// Who or what, as `text_type` says.
        text: String = "text",
        /// Of a person `email`, `openId`, `unionId`; of a document `fileToken`.
        text_type: Option<String> = "textType",
        /// Of a document: `sheet`, `doc`, `slide`, `bitable`, `mindnote`.
        object_type: Option<String> = "objType",
        /// Whether the person gets a message. Who may not read the spreadsheet gets none.
        notify: Option<bool> = "notify",
        /// Whether the person may read the spreadsheet from now on, if you may decide that.
        grant_read_permission: Option<bool> = "grantReadPermission",
        /// How it looks. It stays blue.
        style: Option<Style> = "segmentStyle",
    }

    /// A formula.
    Formula {
        /// As `=A1`.
        text: String = "text",
    }

    /// What is chosen in a drop-down list.
    Choice {
        /// Texts without commas, numbers, `true` or `false`.
        values: Vec<Json> = "values",
    }

    /// How text looks.
    Style {
        /// Bold.
        bold: Option<bool> = "bold",
        /// Italic.
        italic: Option<bool> = "italic",
        /// Struck through.
        strike_through: Option<bool> = "strikeThrough",
        /// Underlined.
        underline: Option<bool> = "underline",
        /// As `#ff00ff`.
        color: Option<String> = "foreColor",
        /// From 9 to 36.
        font_size: Option<i64> = "fontSize",
    }
}

/// Never fails: what is not as documented is a [`Piece::Other`].
impl Kept for Cell {
    fn read(json: &Json) -> Option<Self> {
        Some(match json {
            Json::Null => Self::Empty,
            Json::Bool(value) => Self::Bool(*value),
            Json::String(text) => Self::Text(text.clone()),
            Json::Array(_) => Self::Pieces(Kept::read(json)?),
            other => match Kept::read(other) {
                Some(number) => Self::Number(number),
                None => Self::Piece(Box::new(Kept::read(other)?)),
            },
        })
    }

    fn write(&self) -> Json {
        match self {
            Self::Empty => Json::Null,
            Self::Bool(value) => value.write(),
            Self::Text(text) => text.write(),
            Self::Number(number) => number.write(),
            Self::Piece(piece) => piece.write(),
            Self::Pieces(pieces) => pieces.write(),
        }
    }
}

impl Cell {
    /// The text, as far as there is one: of a mention who or what, of a number its digits.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Bool(value) => value.to_string(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Piece(piece) => piece.text(),
            Self::Pieces(pieces) => pieces.iter().map(Piece::text).collect(),
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub const fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The moment, if this is the number of a [`date`], as UTC.
    #[must_use]
    pub fn to_system_time(&self) -> Option<SystemTime> {
        let seconds = (self.number()? - DAYS_BEFORE_1970) * SECONDS_OF_A_DAY;
        let span = Duration::try_from_secs_f64(seconds.abs()).ok()?;
        if seconds < 0.0 {
            UNIX_EPOCH.checked_sub(span)
        } else {
            UNIX_EPOCH.checked_add(span)
        }
    }
}

impl Piece {
    fn text(&self) -> String {
        match self {
            Self::Text(StyledText { text, .. })
            | Self::Link(Link { text, .. })
            | Self::Mention(Mention { text, .. })
            | Self::Formula(Formula { text, .. }) => text.clone(),
            Self::Choice(choice) => {
                let texts = choice
                    .values
                    .iter()
                    .map(|value| value.as_str().map_or_else(|| value.to_string(), Into::into));
                texts.collect::<Vec<_>>().join(",")
            }
            Self::Other(json) => json.get("text").and_then(Json::as_str).unwrap_or_default().to_owned(),
        }
    }
}

macro_rules! from {
    ($($type:ty => |$value:ident| $cell:expr),* $(,)?) => { $(
        impl From<$type> for Cell {
            fn from($value: $type) -> Self {
                $cell
            }
        }
    )* };
}

from! {
    &str => |text| Self::Text(text.to_owned()),
    String => |text| Self::Text(text),
    &String => |text| Self::Text(text.to_owned()),
    Cow<'_, str> => |text| Self::Text(text.into_owned()),
    f64 => |number| Self::Number(number),
    f32 => |number| Self::Number(number.into()),
    i32 => |number| Self::Number(number.into()),
    u32 => |number| Self::Number(number.into()),
    i64 => |number| self::number(number),
    u64 => |number| self::number(number),
    usize => |number| self::number(number),
    bool => |value| Self::Bool(value),
    StyledText => |text| Self::Piece(Box::new(text.into())),
    Link => |link| Self::Piece(Box::new(link.into())),
    Mention => |mention| Self::Piece(Box::new(mention.into())),
    Formula => |formula| Self::Piece(Box::new(formula.into())),
    Choice => |choice| Self::Piece(Box::new(choice.into())),
}

/// An empty cell for `None`.
impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Empty, Into::into)
    }
}

/// Rows of cells as they stand in `values`.
#[must_use]
pub fn rows(rows: impl IntoIterator<Item = impl IntoIterator<Item = impl Into<Cell>>>) -> Vec<Vec<Json>> {
    let row = |row: Vec<Cell>| row.iter().map(Cell::write).collect();
    rows.into_iter()
        .map(|cells| row(cells.into_iter().map(Into::into).collect()))
        .collect()
}

/// The rows of `values` as cells.
#[must_use]
pub fn read(values: &[Vec<Json>]) -> Vec<Vec<Cell>> {
    let cell = |json| Cell::read(json).unwrap_or(Cell::Empty);
    values.iter().map(|row| row.iter().map(cell).collect()).collect()
}

/// Text. An address of a page or of mail becomes a link.
#[must_use]
pub fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

/// A number.
#[must_use]
pub fn number(number: impl wire::Fits<f64>) -> Cell {
    Cell::Number(wire::float(number))
}

/// Text with a style.
///
/// ```
/// use feishu_openapi::sheets::v2::cell;
///
/// let mut total = cell::styled("Total");
/// total.style.get_or_insert_default().bold = Some(true);
/// let rows = cell::rows([[total]]);
/// assert_eq!(rows[0][0]["segmentStyle"]["bold"], true);
/// ```
#[must_use]
pub fn styled(text: impl Into<String>) -> StyledText {
    StyledText {
        text: text.into(),
        ..StyledText::default()
    }
}

/// A link that shows a text.
#[must_use]
pub fn link(text: impl Into<String>, link: impl Into<String>) -> Cell {
    Link {
        text: text.into(),
        link: Some(link.into()),
        ..Link::default()
    }
    .into()
}

/// A formula, as `=A1`. One that reads other spreadsheets cannot be written.
#[must_use]
pub fn formula(formula: impl Into<String>) -> Cell {
    Formula {
        text: formula.into(),
        ..Formula::default()
    }
    .into()
}

/// A mention of a person of the same company, by open_id. At most 50 in a request.
#[must_use]
pub fn mention(open_id: impl Into<String>) -> Cell {
    mention_of(open_id.into(), "openId", None)
}

/// A mention of a document by its token and type: `sheet`, `doc`, `slide`, `bitable`, `mindnote`.
#[must_use]
pub fn mention_document(token: impl Into<String>, object_type: impl Into<String>) -> Cell {
    mention_of(token.into(), "fileToken", Some(object_type.into()))
}

fn mention_of(text: String, text_type: &str, object_type: Option<String>) -> Cell {
    let text_type = Some(text_type.to_owned());
    Mention {
        text,
        text_type,
        object_type,
        ..Mention::default()
    }
    .into()
}

/// What is chosen in a drop-down list, which the cell must have: texts without commas, numbers, `true` or `false`.
#[must_use]
pub fn choice(values: impl IntoIterator<Item = impl Into<Json>>) -> Cell {
    let values = values.into_iter().map(Into::into).collect();
    Choice {
        values,
        ..Choice::default()
    }
    .into()
}

/// Spreadsheets count days since 1899-12-30.
const DAYS_BEFORE_1970: f64 = 25_569.0;

const SECONDS_OF_A_DAY: f64 = 86_400.0;

/// A moment in UTC, as the number of days that spreadsheets count. The cell shows a date if its style has a
/// `formatter` for dates.
#[must_use]
pub fn date(time: SystemTime) -> Cell {
    let seconds = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => after.as_secs_f64(),
        Err(before) => -before.duration().as_secs_f64(),
    };
    Cell::Number(DAYS_BEFORE_1970 + seconds / SECONDS_OF_A_DAY)
}
