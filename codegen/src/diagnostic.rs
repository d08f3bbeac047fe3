//! What went wrong on a page, as data. All modules collect them, none prints them.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A range of bytes of a page's text, end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
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

    /// Whether it is the default, which stands for no place: nothing on the page shows what the span is for.
    #[must_use]
    pub fn is_nowhere(&self) -> bool {
        *self == Self::default()
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
    /// Something of the page is not in the schema, or a person has to decide.
    Error,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $severity:ident, $advice:literal;)+) => {
        /// The code of a diagnostic: what kind of problem it is. Names of codes do not change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $($(#[doc = $doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl Code {
            /// Every code, in the order of this list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code that has this name.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.name() == name)
            }

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

            /// What it means, in a sentence or two.
            #[must_use]
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+).trim_ascii(),)+ }
            }

            /// What to do about it.
            #[must_use]
            pub fn advice(self) -> &'static str {
                match self { $(Self::$variant => $advice,)+ }
            }
        }
    };
}

codes! {
    /// The page is not UTF-8; bytes that could not be read became `�`.
    InvalidUtf8 = "invalid-utf8", Warning, "Fetch the page again, or save it as UTF-8.";
    /// The file is not text.
    BinaryFile = "binary-file", Error, "Fetch the page again. If the file is not a page, take it out of the folder.";
    /// An element, comment or block is not closed; it was closed where the next one opens.
    UnclosedMarkup = "unclosed-markup", Note,
        "Nothing, if the fields around the marked place are all there (`explain` shows them). Else close it on the page.";
    /// The page ends inside a table or a code block; what would follow is missing.
    TruncatedPage = "truncated-page", Error, "Fetch the page again: it was cut off.";
    /// A row has more or fewer cells than the header of its table.
    RaggedRow = "ragged-row", Warning,
        "Compare the row with the header. A `|` inside of a cell is written `\\|`; a cell without content is written as well.";
    /// Two columns of a table have the same meaning; the first is used, the second becomes part of the field's text.
    DuplicateColumn = "duplicate-column", Note,
        "Nothing, if the first column is the right one. Else rename the second on the page.";
    /// A row only separates other rows; it is not a field.
    SeparatorRow = "separator-row", Note, "Nothing.";
    /// It is not clear whether a table of fields describes the request or the response; its fields are missing from the
    /// schema.
    UnknownTable = "unknown-table", Warning, "Put the table below a heading that names its place, such as `### 请求体`.";
    /// A table lists neither fields nor errors; it is read as text.
    TableOfText = "table-of-text", Note,
        "Nothing, unless the table lists fields. Then its header needs a column for names, such as `名称`.";
    /// The page has no table from which a URL and a method can be read.
    MissingBasics = "missing-basics", Error, "Give the page a table with the rows `HTTP URL` and `HTTP Method`.";
    /// A row of the table that introduces the endpoint is not understood.
    UnknownFact = "unknown-fact", Warning,
        "Correct the row. If the vendor has invented a new fact, teach it to `codegen/src/vocabulary/facts.rs`.";
    /// The URL is not one that a client can call.
    UnreadableUrl = "unreadable-url", Error,
        "Write an absolute address, such as `https://open.feishu.cn/open-apis/im/v1/chats/:chat_id`.";
    /// The rate limit is not understood; calls of this endpoint are not paced.
    UnknownRateLimit = "unknown-rate-limit", Warning,
        "Write it as the vendor does, such as `1000 次/分钟、50 次/秒`, or teach the new wording to `codegen/src/vocabulary/units.rs`.";
    /// A scope has a label and no name; it is missing from the schema.
    UnnamedScope = "unnamed-scope", Warning, "Give its name, such as `contact:user.base:readonly`, beside the label.";
    /// A kind of access token is not understood; it is missing from the endpoint's list of tokens.
    UnknownToken = "unknown-token", Note, "Write `tenant_access_token`, `user_access_token` or `app_access_token`.";
    /// The word in the type column is not understood; values of any kind are accepted.
    UnknownType = "unknown-type", Warning,
        "Write one of the vendor's words, such as `string`, `int`, `boolean` or `object[]`, or teach the new word to `codegen/src/vocabulary/types.rs`.";
    /// The page gives no type, or a list or object of which nothing is said; values of any kind are accepted.
    Untyped = "untyped", Note,
        "Nothing, if the vendor really does not say. Else add the type, rows for the children, or a JSON example that shows one.";
    /// An object has no fields on the page; any fields are accepted.
    EmptyObject = "empty-object", Note,
        "Nothing, if the vendor really does not list them. Else add a row for each below it.";
    /// A row of a simple type, such as `string`, has rows below it. It is read as an object, unless the examples show
    /// the simple type.
    PrimitiveWithChildren = "primitive-with-children", Warning,
        "Correct the type of the row, or the level of the rows below it.";
    /// The word that says whether a field is required is not understood; the field is optional.
    UnknownPresence = "unknown-presence", Warning, "Write `是` or `否`.";
    /// Two fields of one object have the same name; the first is used.
    DuplicateField = "duplicate-field", Warning,
        "Remove the wrong one. If they belong to two bodies with different types, nothing can be done: a client can have one type.";
    /// The cell for the name is empty, or holds more than a name.
    OddFieldName = "odd-field-name", Warning,
        "Write one name in the cell, as it is sent. Several fields need several rows.";
    /// A value is listed twice; the first label is used.
    DuplicateValue = "duplicate-value", Note, "Nothing, if the labels agree. Else correct the value that is wrong.";
    /// A value has quotes around it, or stands for a value without being one.
    OddValue = "odd-value", Note, "Write the value as it is sent, without quotes.";
    /// A value does not fit the type of its field.
    ValueTypeMismatch = "value-type-mismatch", Note, "Correct the value or the type, whichever the API contradicts.";
    /// A rule on a field's value is not understood; it is kept as text.
    UnknownConstraint = "unknown-constraint", Note,
        "Write it as the vendor does, such as `长度范围：1 ～ 64 字符`, or teach the new wording to `codegen/src/vocabulary/labels.rs`.";
    /// The page does not show which object a row belongs to, and more than one reading fits.
    UncertainNesting = "uncertain-nesting", Warning,
        "Look at a response of the API, or at the JSON example. Then write the level into the page (`└` once for each), or add a fixup.";
    /// The marks before the names say which rows are below others, and not how deep. The depths were found as where no
    /// mark is.
    RecoveredNesting = "recovered-nesting", Note,
        "Nothing, if the fields are where they belong (`explain` shows them). Else write the levels into the page (`└` once for each).";
    /// A row is indented deeper than the row above allows; it was put one level below that row.
    NestingJump = "nesting-jump", Note, "Correct the level of the row, or add the row that is missing above it.";
    /// A variable of the URL has no row among the path parameters; it is read as a required string.
    UndeclaredPathParameter = "undeclared-path-parameter", Warning, "Add a row for it, or correct its name in the URL.";
    /// A path parameter has a row but no place in the URL; it is left out.
    UnusedPathParameter = "unused-path-parameter", Warning, "Add `:name` to the URL, or correct the row's name.";
    /// A row of the error table has no number as its code; it is left out.
    UnreadableErrorRow = "unreadable-error-row", Warning, "Write the code as a number.";
    /// An error code has two rows with different messages; both are kept.
    DuplicateErrorCode = "duplicate-error-code", Note, "Nothing, unless one of them is wrong.";
    /// A JSON example had to be repaired before it could be read.
    SampleRepaired = "sample-repaired", Note,
        "Nothing, if the repair is right (`explain` shows the example). Else correct the example.";
    /// A code block is marked as JSON and is not JSON; it is kept as text.
    SampleUnreadable = "sample-unreadable", Warning, "Correct the JSON, or mark the block as what it is.";
    /// A JSON example has a key that no table lists.
    SampleUndocumentedKey = "sample-undocumented-key", Note,
        "Nothing, or add a row for it: the client ignores the key.";
    /// A value of a JSON example does not fit the documented type; the documented type is used.
    SampleTypeMismatch = "sample-type-mismatch", Note,
        "Correct whichever is wrong. If it is the type, clients cannot read real responses.";
    /// The default is none of the documented values.
    DefaultOutsideSet = "default-outside-set", Note, "Correct the default, or add the value to the list.";
    /// The example of a field is none of the documented values.
    ExampleOutsideSet = "example-outside-set", Note, "Correct the example, or add the value to the list.";
    /// The example of a field is longer, shorter, more or less than the field allows.
    ExampleOutsideLimits = "example-outside-limits", Note, "Correct the example or the limit, whichever the API contradicts.";
    /// A JSON example has a value that is none of the documented ones.
    SampleOutsideSet = "sample-outside-set", Note, "Correct the example, or add the value to the list.";
    /// A JSON example has a value that is longer, shorter, more or less than the field allows.
    SampleOutsideLimits = "sample-outside-limits", Note, "Correct the example or the limit, whichever the API contradicts.";
    /// The JSON example of a request lacks a field that is required.
    SampleLacksRequired = "sample-lacks-required", Note,
        "Add the field to the example, or say that it is optional: whoever copies the example gets an error.";
    /// The message of an error code is another one than on most pages of the service version.
    ErrorMessageDiffers = "error-message-differs", Note, "Write the message that the API returns, the same on all pages.";
    /// The HTTP status of an error code is another one than on most pages of the service version.
    ErrorStatusDiffers = "error-status-differs", Note, "Write the HTTP status that the API returns, the same on all pages.";
    /// The label of a scope is another one than on most pages.
    ScopeLabelDiffers = "scope-label-differs", Note, "Write the label that the developer console shows.";
    /// The page says something no longer that programs may use. It stays, deprecated, until `cargo xtask regen --breaking`
    /// lets go of it.
    Gone = "gone", Note, "Nothing.";
    /// Two pages describe the same method and URL. The page in force is used, then the newer one; where each describes
    /// a part, both are.
    DuplicateEndpoint = "duplicate-endpoint", Warning, "Nothing, if the right page is used. Else remove the other one.";
    /// Two pages claim the same id; the newer one keeps it, the other gets an id from its URL.
    DuplicateId = "duplicate-id", Warning,
        "Correct the link to the API explorer on the page that is wrong, or add a fixup for its id.";
    /// Two pages describe the same event. The page in force is used, then the newer one. Or one page describes it twice.
    DuplicateEvent = "duplicate-event", Warning, "Nothing, if the right page is used. Else remove the other one.";
    /// The envelope around an event is not as every event has it on the wire; the row is left out, or read as text.
    OddEnvelope = "odd-envelope", Warning, "Correct the row: name, type and level are those of the envelope in other events.";
    /// A correction in `codegen/src/fixup` changes nothing: its page was fixed, moved or removed.
    StaleFixup = "stale-fixup", Error,
        "Look at the page. Take the fixup out if the page is right now; else give it the page's new address or operation.";
    /// The page has no link to the API explorer; its id was derived from its URL and address.
    DerivedId = "derived-id", Note,
        "Nothing, if the id is the one that the vendor's SDKs use. Else add a fixup for its id.";
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// What went wrong in one place of one page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The page, as it was named to the reader (a path relative to its mirror).
    pub page: String,
    /// The words of the page that it is about.
    pub span: Span,
    /// The kind of diagnostic, which says how severe it is.
    pub code: Code,
    /// What was found, in this place.
    pub message: String,
    /// Words that lead to the one that is meant: each stands in the span, behind the one before. None where the whole span is
    /// meant, as a cell; with words, the span may be a long example of which one key is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// What to do about it, where that is more than [`Code::advice`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The lines of a [`Fixup`](crate::fixup::Fixup) to paste, should the page be wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixup: Option<String>,
}

impl Diagnostic {
    /// The place to point at, in the text of the page: the last of the words, as far as they are found.
    #[must_use]
    pub fn place(&self, text: &str) -> Span {
        let offset = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
        let (mut start, end) = (offset(self.span.start), offset(self.span.end));
        let mut place = self.span;
        for word in &self.words {
            let Some(at) = text.get(start..end).and_then(|rest| rest.find(word)) else {
                break;
            };
            place = Span::new(start + at, start + at + word.len());
            start += at + word.len();
        }
        place
    }

    /// What to do about it, in a sentence or two. `None` where nothing is to be done.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        let advice = self.help.as_deref().unwrap_or(self.code.advice());
        (advice != NOTHING).then_some(advice)
    }
}

/// The advice of codes that ask for nothing.
const NOTHING: &str = "Nothing.";

/// `1 row`, `2 rows`: how messages count.
#[must_use]
pub fn counted(count: usize, one: &str) -> String {
    format!("{count} {}", noun(count, one))
}

/// `row` of one, `rows` of several: of words whose plural has an `s`.
#[must_use]
pub fn noun(count: usize, one: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{one}{plural}")
}

/// Collects the diagnostics about one page.
#[derive(Clone, Debug, Serialize, Deserialize)]
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

    /// Adds a diagnostic.
    pub fn report(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.report_word(code, span, Vec::new(), message);
    }

    /// Adds a diagnostic about one word in the span, to which `words` lead.
    pub fn report_word(&mut self, code: Code, span: Span, words: Vec<String>, message: impl Into<String>) {
        self.found.push(Diagnostic {
            page: self.page.clone(),
            span,
            code,
            message: message.into(),
            words,
            help: None,
            fixup: None,
        });
    }

    /// Adds a diagnostic with advice.
    pub fn report_with_help(&mut self, code: Code, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.found.push(Diagnostic {
            page: self.page.clone(),
            span,
            code,
            message: message.into(),
            words: Vec::new(),
            help: Some(help.into()),
            fixup: None,
        });
    }

    /// The diagnostics in the order of the page.
    #[must_use]
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort();
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::{Code, Diagnostics, Span};

    #[test]
    fn words_lead_to_a_place_within_the_span_as_far_as_they_are_found() {
        let text = "{\"id\": 1} {\"user\": {\"id\": \"x\"}}";
        let place = |words: &[&str]| {
            let mut diagnostics = Diagnostics::new("page.md");
            let words = words.iter().map(|word| (*word).to_owned()).collect();
            diagnostics.report_word(Code::SampleTypeMismatch, Span::new(10, text.len()), words, "");
            let place = diagnostics.into_sorted()[0].place(text);
            text[place.start as usize..place.end as usize].to_owned()
        };
        assert_eq!(place(&["\"user\"", "\"id\""]), "\"id\"");
        assert_eq!(place(&["\"user\"", "\"name\""]), "\"user\"");
        assert_eq!(place(&["\"name\""]), "{\"user\": {\"id\": \"x\"}}");
        assert_eq!(place(&[]), "{\"user\": {\"id\": \"x\"}}");
    }
}
