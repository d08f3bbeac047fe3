//! The table that introduces an endpoint or event (URL or type, limits, permissions), and the table of headers.

use super::raw::{RawEvent, RawField, RawPage, Spanned, StatedId};

use crate::diagnostic::{Code, Diagnostics, Span};
use crate::markup::{Cell, Content, Inline, ScopeTag, Table};
use crate::vocabulary::{self, Basic};

/// Whether a table introduces an endpoint.
pub(super) fn is_basics(table: &Table) -> bool {
    has_row(table, &[Basic::Url])
}

/// Whether a table introduces an event or callback.
pub(super) fn is_event(table: &Table) -> bool {
    has_row(table, &[Basic::EventType, Basic::CallbackType])
}

fn has_row(table: &Table, wanted: &[Basic]) -> bool {
    rows(table).any(|(cells, _)| cells.len() > 1 && fact(cells).is_some_and(|fact| wanted.contains(&fact)))
}

/// What a row tells, by its first cell.
fn fact(cells: &[Cell]) -> Option<Basic> {
    vocabulary::basic(&cells.first()?.content.plain())
}

/// The rows with their places. A header that is a fact itself is one of them: some tables have no other header.
fn rows(table: &Table) -> impl Iterator<Item = (&[Cell], Span)> {
    let header = Some(table.header.as_slice()).filter(|cells| fact(cells).is_some());
    let header = header.map(|cells| (cells, cells.first().map_or(Span::default(), |cell| cell.span)));
    let rows = table.rows.iter().map(|row| (row.cells.as_slice(), row.span));
    header.into_iter().chain(rows)
}

/// Reads the table that introduces an endpoint or event.
pub(super) fn read(table: &Table, raw: &mut RawPage, diagnostics: &mut Diagnostics) {
    for (cells, span) in rows(table) {
        let [label, value, surplus @ ..] = cells else {
            if cells.iter().any(|cell| !cell.content.plain().is_empty()) {
                let message = "this row has a fact without a value; it is left out";
                diagnostics.report(Code::UnknownFact, span, message);
            }
            continue;
        };
        if let Some(cell) = surplus.iter().find(|cell| !cell.content.plain().is_empty()) {
            let message = "this row has more cells than a fact and its value; they are left out";
            diagnostics.report(Code::UnknownFact, cell.span, message);
        }
        let basic = vocabulary::basic(&label.content.plain());
        if let (Some(event), Some(basic)) = (&mut raw.event, basic)
            && read_event_row(basic, value, event)
        {
            continue;
        }
        match basic {
            Some(Basic::Url) if raw.url.text.is_empty() => raw.url = first_line(value),
            Some(Basic::Method) if raw.method.text.is_empty() => raw.method = first_line(value),
            Some(Basic::RateLimit) => raw.rate_limit = Some(spanned(value)).filter(|limit| !limit.text.is_empty()),
            Some(Basic::Tokens) => read_tokens(&value.content, value.span, raw),
            Some(Basic::ContentType) => raw.content_type = Some(spanned(value)),
            Some(Basic::AppTypes) => raw.app_types = app_types(value),
            Some(Basic::Scopes) => raw.scopes = needed_scopes(value),
            Some(basic @ (Basic::ExplorerId | Basic::DerivedId)) => {
                raw.stated_id = Some(StatedId {
                    id: spanned(value),
                    documented: basic == Basic::ExplorerId,
                });
            }
            Some(Basic::Status) => read_status(&value.content.plain(), raw),
            Some(Basic::BodyType) => raw.body_type = Some(spanned(value)),
            Some(Basic::ResponseShape) => raw.response_shape = Some(spanned(value)),
            Some(Basic::FieldScopes) => raw.field_scopes = scopes(&value.content, value.span),
            Some(Basic::Url | Basic::Method) => {
                let message = format!("`{}` stands here twice; the first stays", label.content.plain());
                diagnostics.report(Code::UnknownFact, label.span, message);
            }
            Some(Basic::EventType | Basic::CallbackType | Basic::EventVersion | Basic::Identity | Basic::Delivery)
            | None => {
                let (name, value) = (label.content.plain(), value.content.plain());
                if !(name.is_empty() && value.is_empty()) {
                    let message = format!("`{name}` is no fact that is known here; `{value}` is left out");
                    diagnostics.report(Code::UnknownFact, label.span, message);
                }
            }
        }
    }
}

/// Reads whether the endpoint or event is deprecated, and whether its page is gone.
fn read_status(text: &str, raw: &mut RawPage) {
    let mut words = text.split('、');
    raw.deprecated = words.clone().any(|word| word == vocabulary::DEPRECATED);
    raw.gone = words.find_map(|word| vocabulary::marked(word, vocabulary::GONE));
}

/// The permissions in a cell, or its words, where they name none and do not say that none is needed.
fn needed_scopes(value: &Cell) -> Vec<ScopeTag> {
    let mut found = scopes(&value.content, value.span);
    let words = value.content.plain();
    if found.is_empty() && !words.is_empty() && words != "-" {
        found.push(ScopeTag {
            name: String::new(),
            label: words,
            tags: Vec::new(),
            span: value.span,
        });
    }
    found
}

/// Reads a row that only events have. False for other rows, and for those that say something new.
fn read_event_row(basic: Basic, value: &Cell, event: &mut RawEvent) -> bool {
    match basic {
        Basic::EventType | Basic::CallbackType if event.event_type.is_none() => {
            event.is_callback = basic == Basic::CallbackType;
            event.event_type = Some(first_line(value));
        }
        Basic::EventVersion => event.version = Some(spanned(value)),
        Basic::Identity => event.identity = Some(spanned(value)),
        // All events arrive in all ways, whatever their pages say.
        Basic::Delivery => return says_delivery(value),
        _ => return false,
    }
    true
}

fn says_delivery(value: &Cell) -> bool {
    let is_it = |word: &str| word.to_ascii_lowercase().contains(vocabulary::DELIVERY);
    let in_tag = |inline: &Inline| matches!(inline, Inline::Tag { kind, .. } if is_it(kind));
    is_it(&value.content.plain()) || value.content.0.iter().any(in_tag)
}

/// A cell's text with its place.
pub(super) fn spanned(cell: &Cell) -> Spanned {
    Spanned {
        text: cell.content.plain(),
        span: cell.span,
    }
}

fn first_line(cell: &Cell) -> Spanned {
    let text = cell.content.plain();
    Spanned {
        text: text.lines().next().unwrap_or_default().trim().to_owned(),
        span: cell.span,
    }
}

fn app_types(cell: &Cell) -> Vec<Spanned> {
    let words = cell.content.0.iter().flat_map(|inline| match inline {
        Inline::AppTypes(words) => words.iter().map(String::as_str).collect(),
        Inline::Text(text) | Inline::Strong(text) | Inline::Code(text) => {
            let words = text.split([',', '，', '、', '\n']).map(str::trim);
            words.filter(|word| !word.is_empty()).collect()
        }
        _ => Vec::new(),
    });
    let spanned = |word: &str| Spanned {
        text: word.to_owned(),
        span: cell.span,
    };
    words.map(spanned).collect()
}

/// Permissions in a cell: tags; or `label(name)` lines; or a name in code and the label behind it; or words alone.
pub(crate) fn scopes(content: &Content, span: Span) -> Vec<ScopeTag> {
    let mut found: Vec<ScopeTag> = Vec::new();
    let mut label_goes_on = false;
    for inline in &content.0 {
        match inline {
            Inline::Scope(scope) => {
                found.push(scope.clone());
                label_goes_on = false;
            }
            Inline::Code(name) if is_scope_name(name) => {
                found.push(ScopeTag {
                    name: name.clone(),
                    label: String::new(),
                    tags: Vec::new(),
                    span,
                });
                label_goes_on = true;
            }
            Inline::Strong(mark) if label_goes_on => {
                let tag = vocabulary::SCOPE_MARKS.iter().find(|(word, _)| word == mark);
                if let (Some(last), Some((_, tag))) = (found.last_mut(), tag) {
                    last.tags.push((*tag).to_owned());
                }
            }
            Inline::Text(text) if label_goes_on => {
                let remark = remark(text);
                let label = text.get(..remark.unwrap_or(text.len())).unwrap_or_default();
                if let Some(last) = found.last_mut() {
                    last.label.push_str(label.trim());
                }
                label_goes_on = remark.is_none();
            }
            Inline::Text(text) => found.extend(labelled_scope(text, span)),
            Inline::Link { text, target }
                if found.is_empty() && target.contains("/document") || target_is_scope_list(inline) =>
            {
                found.push(ScopeTag {
                    name: String::new(),
                    label: text.clone(),
                    tags: Vec::new(),
                    span,
                });
            }
            Inline::Break => label_goes_on = false,
            _ => {}
        }
    }
    found
}

/// Where a remark begins that a converter put behind a label, `label > **Tip**: …`: at a `>` that stands alone.
fn remark(text: &str) -> Option<usize> {
    let is_blank = |char: Option<char>| char.is_none_or(char::is_whitespace);
    let mut signs = text.match_indices('>');
    let alone = signs.find(|(at, sign)| {
        let before = text.get(..*at).unwrap_or_default();
        let after = text.get(at + sign.len()..).unwrap_or_default();
        is_blank(before.chars().next_back()) && is_blank(after.chars().next())
    });
    alone.map(|(at, _)| at)
}

/// A link to the list of permissions stands for one that the page does not name.
fn target_is_scope_list(inline: &Inline) -> bool {
    matches!(inline, Inline::Link { target, .. } if target.contains("uQjN3QjL0YzN04CN2cDN"))
}

/// `label(scope:name)`, or words that name nothing.
fn labelled_scope(text: &str, span: Span) -> Option<ScopeTag> {
    let text = text.trim();
    if let Some((label, name)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('('))
        && is_scope_name(name)
    {
        return Some(ScopeTag {
            name: name.to_owned(),
            label: label.trim().to_owned(),
            tags: Vec::new(),
            span,
        });
    }
    is_scope_name(text).then(|| ScopeTag {
        name: text.to_owned(),
        label: String::new(),
        tags: Vec::new(),
        span,
    })
}

/// `contact:user.employee_id:readonly`
pub(crate) fn is_scope_name(text: &str) -> bool {
    let text = text.trim();
    let legal = |char: char| char.is_ascii_alphanumeric() || ":._-".contains(char);
    // The one that belongs to OAuth itself has no service.
    if text == "offline_access" {
        return true;
    }
    text.contains(':')
        && text.starts_with(|char: char| char.is_ascii_lowercase())
        && text.chars().all(legal)
        && text.split(':').all(|part| !part.is_empty())
}

/// Reads a row of the table of headers that every endpoint has: the tokens, the content type. False for other rows.
pub(super) fn read_header_row(row: &RawField, raw: &mut RawPage) -> bool {
    let content = &row.description;
    if row.name.text.eq_ignore_ascii_case("Authorization") {
        read_tokens(content, row.description_span, raw);
        return true;
    }
    if row.name.text.eq_ignore_ascii_case("Content-Type") {
        raw.content_type = Some(Spanned {
            text: content.plain(),
            span: row.description_span,
        });
        return true;
    }
    false
}

/// Reads which tokens a cell names.
fn read_tokens(content: &Content, span: Span, raw: &mut RawPage) {
    let token = |word: &str| Spanned {
        text: word.to_owned(),
        span,
    };
    let before = raw.tokens.len();
    for inline in &content.0 {
        match inline {
            Inline::Token(kind) => raw.tokens.push(token(kind)),
            Inline::Code(word) if vocabulary::is_token(word) => raw.tokens.push(token(word)),
            // What follows is the form of the value and an example.
            Inline::Strong(_) => break,
            _ => {}
        }
    }
    if raw.tokens.len() == before {
        let text = content.plain();
        let words = text.split(|char: char| !char.is_ascii_alphanumeric() && char != '_');
        raw.tokens
            .extend(words.filter(|word| vocabulary::is_token(word)).map(token));
    }
}
