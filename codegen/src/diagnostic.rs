//! What went wrong on a page, as data. Collected by every room, printed by none.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A range of bytes of a page's text, end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`; offsets over 4 GiB are clamped.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            start: clamp(start),
            end: clamp(end.max(start)),
        }
    }
}

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Note,
    /// Something was understood with doubt or could not be typed. `--strict` fails on it.
    Warning,
    /// Something of the page is not in the schema.
    Error,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident;)+) => {
        /// The stable codes of diagnostics.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl Code {
            /// Every code, in the order of this list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name that is printed and searched for.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// How much it matters.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self { $(Self::$variant => Severity::$severity,)+ }
            }

            /// What it means, one sentence.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// The bytes are not UTF-8; they were read with replacement characters.
    InvalidUtf8 = "invalid-utf8", Warning;
    /// The file is no text at all.
    BinaryFile = "binary-file", Error;
    /// An element or block is not closed; it was closed where the next one opens.
    UnclosedMarkup = "unclosed-markup", Note;
    /// The page ends inside a table or code block.
    TruncatedPage = "truncated-page", Error;
    /// A row has more or fewer cells than its table's header.
    RaggedRow = "ragged-row", Warning;
    /// Two columns of a table mean the same by their titles; the first counts, the second stays in the text.
    DuplicateColumn = "duplicate-column", Note;
    /// A row is not a field: a separator or a note between rows.
    SeparatorRow = "separator-row", Note;
    /// A table of fields stands where its meaning is not known; its fields are not in the schema.
    UnknownTable = "unknown-table", Warning;
    /// A table is neither of fields nor of errors; it counts as text.
    TableOfText = "table-of-text", Note;
    /// The page has no table that names a URL and method that can be read.
    MissingBasics = "missing-basics", Error;
    /// A row of the table that introduces an endpoint says something that is not understood.
    UnknownFact = "unknown-fact", Warning;
    /// The URL is not one that a client can call.
    UnreadableUrl = "unreadable-url", Error;
    /// A rate limit's text is not understood.
    UnknownRateLimit = "unknown-rate-limit", Warning;
    /// A scope stands on the page without a name.
    UnnamedScope = "unnamed-scope", Warning;
    /// A token type is not understood.
    UnknownToken = "unknown-token", Note;
    /// The word in the type column is not understood.
    UnknownType = "unknown-type", Warning;
    /// The page gives no type; values of any kind are accepted.
    Untyped = "untyped", Note;
    /// A composite type has no fields on the page.
    EmptyObject = "empty-object", Note;
    /// A row of a primitive type has children; the children win, unless samples show the primitive type.
    PrimitiveWithChildren = "primitive-with-children", Warning;
    /// The word that says whether a field is required is not understood.
    UnknownPresence = "unknown-presence", Warning;
    /// Two fields of one object have one name; the first stays.
    DuplicateField = "duplicate-field", Warning;
    /// A field has a name that is not one: empty, or several names in one cell.
    OddFieldName = "odd-field-name", Warning;
    /// A value is listed twice; the first stays.
    DuplicateValue = "duplicate-value", Note;
    /// A value is not one as it stands: it has quotes around it, or is a placeholder.
    OddValue = "odd-value", Note;
    /// A value does not fit the type of its field.
    ValueTypeMismatch = "value-type-mismatch", Note;
    /// A rule on a field's value is not understood.
    UnknownConstraint = "unknown-constraint", Note;
    /// The level of a nested row is not certain.
    UncertainNesting = "uncertain-nesting", Warning;
    /// A row is indented deeper than any parent allows.
    NestingJump = "nesting-jump", Note;
    /// A variable of the path is not declared in the table of path parameters.
    UndeclaredPathParameter = "undeclared-path-parameter", Warning;
    /// A declared path parameter does not stand in the path.
    UnusedPathParameter = "unused-path-parameter", Warning;
    /// An error row has no code that is a number.
    UnreadableErrorRow = "unreadable-error-row", Warning;
    /// An error code stands twice with different messages.
    DuplicateErrorCode = "duplicate-error-code", Note;
    /// A JSON sample had to be repaired.
    SampleRepaired = "sample-repaired", Note;
    /// A sample is marked as JSON and cannot be read as such.
    SampleUnreadable = "sample-unreadable", Warning;
    /// A key of a sample is not documented in the tables.
    SampleUndocumentedKey = "sample-undocumented-key", Note;
    /// A sample's value does not fit the documented type.
    SampleTypeMismatch = "sample-type-mismatch", Note;
    /// Two pages describe one method and URL; the one in force or the newer one is used, or both as its parts.
    DuplicateEndpoint = "duplicate-endpoint", Warning;
    /// Two pages claim one id; the newer one keeps it.
    DuplicateId = "duplicate-id", Warning;
    /// The page has no link to the API explorer; the id was derived from URL and address.
    DerivedId = "derived-id", Note;
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// One finding about one place of one page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The page, as it was named to the reader (a path relative to its mirror).
    pub page: String,
    /// Where on the page.
    pub span: Span,
    /// What kind of finding.
    pub code: Code,
    /// What was found, in this place.
    pub message: String,
    /// What to do about it, where there is something to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// Collects the findings about one page.
#[derive(Debug, Serialize, Deserialize)]
pub struct Diagnostics {
    page: String,
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    /// An empty collection for `page`.
    #[must_use]
    pub fn new(page: &str) -> Self {
        Self {
            page: page.to_owned(),
            found: Vec::new(),
        }
    }

    /// Adds a finding.
    pub fn report(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.found.push(Diagnostic {
            page: self.page.clone(),
            span,
            code,
            message: message.into(),
            help: None,
        });
    }

    /// Adds a finding with advice.
    pub fn report_with_help(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.found.push(Diagnostic {
            page: self.page.clone(),
            span,
            code,
            message: message.into(),
            help: Some(help.into()),
        });
    }

    /// The findings in the order of the page.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort();
        self.found
    }
}
