//! The neutral tree that every dialect is read into.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Span;

/// A page, whatever its dialect.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Document {
    /// Keys and values that stand before the text, in whatever form.
    pub front: Vec<(String, String)>,
    /// Headings, paragraphs, tables and code, in the order of the page.
    pub blocks: Vec<Block>,
}

/// A block of a page, with its place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Block {
    /// The whole block, with its marks, fences or tags.
    pub span: Span,
    /// What kind of block it is, and its content.
    pub kind: BlockKind,
}

/// The kinds of block.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// `## …`
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its text.
        content: Content,
    },
    /// A paragraph, or a list's item.
    Paragraph(Content),
    /// An alert box.
    Alert(Content),
    /// A table of any dialect.
    Table(Table),
    /// Code, raw.
    Code(Code),
}

/// Code, exactly as it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Code {
    /// `json`, `go`, …; empty where not said.
    pub language: String,
    /// The text between the fences or tags.
    pub text: String,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Cells of the header row.
    pub header: Vec<Cell>,
    /// Body rows.
    pub rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The depth that the markup itself states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u32>,
    /// Its cells; a row may have more or fewer than the header.
    pub cells: Vec<Cell>,
    /// From its first byte to the end of its last cell, over all lines.
    pub span: Span,
}

/// A cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Its text, values, permissions and whatever else stands in it.
    pub content: Content,
    /// Its words, without the blanks and tags around them.
    pub span: Span,
    /// How many ordinary blanks stand before its words, in a pipe table.
    pub blanks: u32,
}

/// Inline content in reading order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Content(pub Vec<Inline>);

/// A piece of inline content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// Text; entities and escapes resolved. Emphasis marks are dropped.
    Text(String),
    /// Text in `**…**`: a label, mostly.
    Strong(String),
    /// A code span.
    Code(String),
    /// The end of a line.
    Break,
    /// `[text](target)`
    Link {
        /// The text that is shown.
        text: String,
        /// The address, as written.
        target: String,
    },
    /// An image.
    Image {
        /// Its address.
        target: String,
    },
    /// A list of values.
    Values(Vec<Value>),
    /// A permission.
    Scope(ScopeTag),
    /// A kind of token, by the vendor's word for it: `token-tenant`.
    Token(String),
    /// Kinds of application: `custom`, `isv`.
    AppTypes(Vec<String>),
    /// A tag such as 必选.
    Tag {
        /// `field-required`
        kind: String,
        /// The text that is shown.
        text: String,
    },
    /// Code inside a cell.
    Block(Code),
    /// A table inside a cell.
    Table(Table),
}

/// A value of a set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// As on the wire.
    pub key: String,
    /// What it means.
    pub label: String,
    /// The key, or the element or description that lists it.
    pub span: Span,
}

/// A permission, as the markup gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScopeTag {
    /// `contact:contact`; empty where the markup has none.
    pub name: String,
    /// What the console calls it, in Chinese; empty where the markup has none.
    pub label: String,
    /// `history`, `offline`.
    pub tags: Vec<String>,
    /// Where its element begins, or the cell that names it.
    pub span: Span,
}

impl Content {
    /// The text as lines, marks dropped: what a person reads.
    #[must_use]
    pub fn plain(&self) -> String {
        let mut out = String::new();
        for inline in &self.0 {
            match inline {
                Inline::Text(text) | Inline::Strong(text) | Inline::Code(text) => out.push_str(text),
                Inline::Link { text, .. } | Inline::Tag { text, .. } => out.push_str(text),
                Inline::Break => out.push('\n'),
                Inline::Token(_) | Inline::Image { .. } | Inline::AppTypes(_) | Inline::Table(_) => {}
                Inline::Values(values) => {
                    for value in values {
                        out.push('\n');
                        out.push_str(&value.key);
                        out.push_str(": ");
                        out.push_str(&value.label);
                    }
                    out.push('\n');
                }
                Inline::Scope(scope) => {
                    out.push_str(&scope.label);
                    out.push_str(" (");
                    out.push_str(&scope.name);
                    out.push(')');
                }
                Inline::Block(code) => out.push_str(&code.text),
            }
        }
        out.trim().to_owned()
    }

    /// Whether nothing is there to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|inline| match inline {
            Inline::Text(text) | Inline::Strong(text) => text.trim().is_empty(),
            Inline::Break => true,
            _ => false,
        })
    }
}
