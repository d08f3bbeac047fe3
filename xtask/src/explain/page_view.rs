//! What an endpoint page says, row by row and in its own words.

use std::fmt::{self, Write as _};

use feishu_openapi_codegen::page::{RawEndpoint, RawField, Spanned};

/// How many levels are shown by indenting. A page may write any number.
const DEEPEST: usize = 32;

/// The page's facts, one line each.
#[must_use]
pub fn of(raw: &RawEndpoint) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(raw, &mut text);
    text
}

fn write(raw: &RawEndpoint, out: &mut String) -> fmt::Result {
    let front = &raw.front;
    let mut line = |label: &str, value: &str| {
        if value.is_empty() {
            Ok(())
        } else {
            writeln!(out, "  {label:<14}{}", one_line(value))
        }
    };
    line("title", front.title.as_deref().unwrap_or_default())?;
    line("heading", text_of(raw.heading.as_ref()))?;
    line("address", front.address.as_deref().unwrap_or_default())?;
    line(
        "updated",
        &front.updated.map(|updated| updated.to_string()).unwrap_or_default(),
    )?;
    if let Some(explorer) = &raw.explorer {
        line(
            "explorer",
            &format!(
                "{} {} {} {}",
                explorer.project, explorer.version, explorer.resource, explorer.method
            ),
        )?;
    }
    line("url", &raw.url.text)?;
    line("method", &raw.method.text)?;
    line("rate limit", text_of(raw.rate_limit.as_ref()))?;
    line("app types", &raw.app_types.join(", "))?;
    line("tokens", &join(raw.tokens.iter().map(|token| token.text.as_str())))?;
    line("content type", text_of(raw.content_type.as_ref()))?;
    line("scopes", &join(raw.scopes.iter().map(|scope| scope.name.as_str())))?;
    line(
        "field scopes",
        &join(raw.field_scopes.iter().map(|scope| scope.name.as_str())),
    )?;
    for note in &raw.response_notes {
        line("note", &note.text)?;
    }
    for table in &raw.tables {
        let levels = if table.levels_shown { "" } else { ", levels not shown" };
        writeln!(
            out,
            "\n  table {} ({:?}, {} rows{levels})",
            table.heading,
            table.section,
            table.rows.len()
        )?;
        for row in &table.rows {
            field(row, out)?;
        }
    }
    if !raw.samples.is_empty() {
        writeln!(out)?;
    }
    for sample in &raw.samples {
        let lines = sample.code.text.lines().count();
        writeln!(
            out,
            "  sample {:?} {} ({}, {lines} lines)",
            sample.place, sample.caption, sample.code.language
        )?;
    }
    for table in &raw.errors {
        writeln!(out, "\n  errors {} ({} rows)", table.heading, table.rows.len())?;
        for row in &table.rows {
            writeln!(
                out,
                "    {:<5}{:<10}{}",
                text_of(row.status.as_ref()),
                row.code.text,
                one_line(&row.message.text)
            )?;
        }
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
