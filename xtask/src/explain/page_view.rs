//! What a page of an endpoint or of events says, row by row and in its own words.

use std::fmt::{self, Write as _};

use feishu_openapi_codegen::diagnostic::counted;
use feishu_openapi_codegen::page::{RawEvent, RawField, RawPage, Spanned};

/// How many levels are shown by indenting. A page may write any number.
const DEEPEST: usize = 32;

/// The page's facts, one line each.
#[must_use]
pub fn of(raw: &RawPage) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(raw, &mut text);
    text
}

fn write(raw: &RawPage, out: &mut String) -> fmt::Result {
    basics(raw, out)?;
    for table in &raw.tables {
        let levels = if table.levels_shown { "" } else { ", levels not shown" };
        let rows = counted(table.rows.len(), "row");
        let (heading, section) = (&table.heading, table.section);
        writeln!(out, "\n  table {heading} ({section:?}, {rows}{levels})")?;
        for row in &table.rows {
            field(row, out)?;
        }
    }
    if !raw.samples.is_empty() {
        writeln!(out)?;
    }
    for sample in &raw.samples {
        let lines = counted(sample.code.text.lines().count(), "line");
        let (place, caption, language) = (sample.place, &sample.caption, &sample.code.language);
        writeln!(out, "  sample {place:?} {caption} ({language}, {lines})")?;
    }
    for table in &raw.errors {
        let rows = counted(table.rows.len(), "row");
        writeln!(out, "\n  errors {} ({rows})", table.heading)?;
        for row in &table.rows {
            let (status, code) = (text_of(row.status.as_ref()), &row.code.text);
            writeln!(out, "    {status:<5}{code:<10}{}", one_line(&row.message.text))?;
        }
    }
    Ok(())
}

/// What stands above the tables of fields, a line each. What the page does not say has none.
fn basics(raw: &RawPage, out: &mut String) -> fmt::Result {
    let front = &raw.front;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let cell = |cell: &Option<Spanned>| text_of(cell.as_ref()).to_owned();
    let updated = front.updated.map(|updated| updated.to_string());
    let explorer = raw.explorer.as_ref().map(|explorer| {
        format!(
            "{} {} {} {}",
            explorer.project, explorer.version, explorer.resource, explorer.method
        )
    });
    let event = raw.event.as_ref();
    let of_event =
        |cell: fn(&RawEvent) -> &Option<Spanned>| text_of(event.and_then(|event| cell(event).as_ref())).to_owned();
    let lines = [
        ("title", text(&front.title)),
        ("heading", cell(&raw.heading)),
        ("address", text(&front.address)),
        ("updated", updated.unwrap_or_default()),
        ("explorer", explorer.unwrap_or_default()),
        ("event type", of_event(|event| &event.event_type)),
        ("envelope", of_event(|event| &event.version)),
        ("identity", of_event(|event| &event.identity)),
        ("url", raw.url.text.clone()),
        ("method", raw.method.text.clone()),
        ("rate limit", cell(&raw.rate_limit)),
        ("app types", join(raw.app_types.iter().map(|word| word.text.as_str()))),
        ("tokens", join(raw.tokens.iter().map(|token| token.text.as_str()))),
        ("content type", cell(&raw.content_type)),
        ("scopes", join(raw.scopes.iter().map(|scope| scope.name.as_str()))),
        (
            "field scopes",
            join(raw.field_scopes.iter().map(|scope| scope.name.as_str())),
        ),
    ];
    let notes = raw.response_notes.iter().map(|note| ("note", note.text.clone()));
    for (label, value) in lines.into_iter().chain(notes).filter(|(_, value)| !value.is_empty()) {
        writeln!(out, "  {label:<14}{}", one_line(&value))?;
    }
    Ok(())
}

fn field(row: &RawField, out: &mut String) -> fmt::Result {
    let indent = "  ".repeat(usize::try_from(row.level).unwrap_or(DEEPEST).min(DEEPEST));
    let name = format!("{indent}{}", row.name.text);
    let (ty, required) = (text_of(row.ty.as_ref()), text_of(row.required.as_ref()));
    writeln!(
        out,
        "    {name:<32} {ty:<18} {required:<4} {}",
        short(&row.description.plain())
    )
}

fn text_of(text: Option<&Spanned>) -> &str {
    text.map_or("", |text| text.text.as_str())
}

fn join<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of a text, on one line.
fn short(text: &str) -> String {
    const SHOWN: usize = 60;
    let line = one_line(text);
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
