//! Raw pages and diagnostics as short text, so that a person can compare a snapshot with its page.

use std::fmt::Write as _;

use feishu_openapi_codegen::Page;
use feishu_openapi_codegen::diagnostic::{Diagnostic, Span};
use feishu_openapi_codegen::markup::{Content, Inline, ScopeTag, Table};
use feishu_openapi_codegen::page::{RawField, RawPage, Spanned};

/// A raw endpoint, one fact a line. Places are left out, empty facts too.
pub(crate) fn raw_page(raw: &RawPage) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            writeln!(out, "{name}: {value}").unwrap();
        }
    };
    let text = |spanned: &Option<Spanned>| spanned.as_ref().map(|spanned| spanned.text.clone()).unwrap_or_default();
    line("title", raw.front.title.clone().unwrap_or_default());
    line("document id", raw.front.document_id.clone().unwrap_or_default());
    line("address", raw.front.address.clone().unwrap_or_default());
    line(
        "updated",
        raw.front.updated.map(|at| at.to_string()).unwrap_or_default(),
    );
    line("heading", text(&raw.heading));
    for paragraph in &raw.introduction {
        line("introduction", content(paragraph));
    }
    if let Some(explorer) = &raw.explorer {
        let parts = [
            &explorer.project,
            &explorer.version,
            &explorer.resource,
            &explorer.method,
        ];
        line("explorer", parts.map(String::as_str).join(" / "));
    }
    if let Some(event) = &raw.event {
        let kind = if event.is_callback { "callback" } else { "event" };
        line(kind, text(&event.event_type));
        line("version", text(&event.version));
        line("identity", text(&event.identity));
    }
    line("url", raw.url.text.clone());
    line("method", raw.method.text.clone());
    line("rate limit", text(&raw.rate_limit));
    line("app types", words(&raw.app_types));
    raw.scopes.iter().for_each(|tag| line("scope", scope(tag)));
    raw.field_scopes.iter().for_each(|tag| line("field scope", scope(tag)));
    raw.tokens.iter().for_each(|token| line("token", token.text.clone()));
    line("content type", text(&raw.content_type));
    raw.response_notes
        .iter()
        .for_each(|note| line("response note", note.text.clone()));
    tables(raw, &mut out);
    out
}

fn words(words: &[Spanned]) -> String {
    words
        .iter()
        .map(|word| word.text.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Tables of fields and errors, and samples.
fn tables(raw: &RawPage, out: &mut String) {
    for table in &raw.tables {
        let levels = if table.levels_shown {
            "levels shown"
        } else {
            "no levels"
        };
        writeln!(out, "\n{:?} table below {:?}, {levels}", table.section, table.heading).unwrap();
        table.rows.iter().for_each(|row| out.push_str(&field(row)));
    }
    for errors in &raw.errors {
        writeln!(out, "\nerrors below {:?}", errors.heading).unwrap();
        for error in &errors.rows {
            let status = error.status.as_ref().map_or("-", |status| status.text.as_str());
            let advice = error.advice.replace('\n', " ⏎ ");
            writeln!(
                out,
                "  {status} | {} | {} | {advice}",
                error.code.text, error.message.text
            )
            .unwrap();
        }
    }
    for sample in &raw.samples {
        writeln!(
            out,
            "\n{:?} sample, {:?}, caption {:?}",
            sample.place, sample.code.language, sample.caption
        )
        .unwrap();
        sample
            .code
            .text
            .lines()
            .for_each(|code| writeln!(out, "  | {code}").unwrap());
    }
}

fn field(row: &RawField) -> String {
    let word = |word: &Option<Spanned>| word.as_ref().map_or("-".to_owned(), |word| format!("{:?}", word.text));
    let indent = "  ".repeat(usize::try_from(row.level).unwrap() + 1);
    let mut out = format!(
        "{indent}{:?} {} {} {}",
        row.name.text,
        word(&row.ty),
        word(&row.required),
        content(&row.description)
    );
    for (title, cell) in &row.columns {
        write!(out, " [{title}: {}]", content(cell)).unwrap();
    }
    out.trim_end().to_owned() + "\n"
}

fn scope(tag: &ScopeTag) -> String {
    let tags = if tag.tags.is_empty() {
        String::new()
    } else {
        format!(" [{}]", tag.tags.join(", "))
    };
    format!("{:?} {:?}{tags}", tag.name, tag.label)
}

/// Inline content on one line.
pub(crate) fn content(content: &Content) -> String {
    let mut out = String::new();
    for inline in &content.0 {
        match inline {
            Inline::Text(text) => out.push_str(&text.replace('\n', " ⏎ ")),
            Inline::Strong(text) => write!(out, "**{text}**").unwrap(),
            Inline::Code(text) => write!(out, "`{text}`").unwrap(),
            Inline::Break => out.push_str(" ⏎ "),
            Inline::Link { text, target } => write!(out, "[{text}]({target})").unwrap(),
            Inline::Image { target } => write!(out, "![]({target})").unwrap(),
            Inline::Values(values) => {
                let values: Vec<_> = values
                    .iter()
                    .map(|value| format!("{:?} = {:?}", value.key, value.label))
                    .collect();
                write!(out, "{{{}}}", values.join(", ")).unwrap();
            }
            Inline::Scope(tag) => write!(out, "<scope {}>", scope(tag)).unwrap(),
            Inline::Token(word) => write!(out, "<{word}>").unwrap(),
            Inline::AppTypes(types) => write!(out, "<apps {}>", types.join(", ")).unwrap(),
            Inline::Tag { kind, text } => write!(out, "<tag {kind} {text:?}>").unwrap(),
            Inline::Block(code) => write!(out, "<code {:?} {:?}>", code.language, code.text).unwrap(),
            Inline::Table(inner) => out.push_str(&table(inner)),
        }
    }
    out
}

fn table(table: &Table) -> String {
    let cells = |cells: &[feishu_openapi_codegen::markup::Cell]| {
        cells
            .iter()
            .map(|cell| content(&cell.content))
            .collect::<Vec<_>>()
            .join(" | ")
    };
    let rows: Vec<_> = table.rows.iter().map(|row| cells(&row.cells)).collect();
    format!("<table {} // {}>", cells(&table.header), rows.join(" / "))
}

/// Diagnostics, one a line, with the place as line and column and the text that stands there.
pub(crate) fn diagnostics(found: &[Diagnostic], text: &str) -> String {
    let mut out = String::new();
    for diagnostic in found {
        let span = diagnostic.place(text);
        let (line, column) = place(text, span);
        let severity = format!("{:?}", diagnostic.code.severity()).to_lowercase();
        writeln!(
            out,
            "{line}:{column} {severity}[{}] {}",
            diagnostic.code, diagnostic.message
        )
        .unwrap();
        let start = usize::try_from(span.start).unwrap();
        let end = usize::try_from(span.end).unwrap();
        let there = text.get(start..end).expect("a span lies on characters of its page");
        let there: String = there.chars().take(80).collect();
        writeln!(out, "    at {there:?}").unwrap();
        if let Some(help) = &diagnostic.help {
            writeln!(out, "    help: {help}").unwrap();
        }
    }
    out
}

/// The line of the page at which a diagnostic points.
pub(crate) fn line(page: &Page, found: &Diagnostic) -> String {
    let text = String::from_utf8_lossy(&page.bytes);
    let (line, _) = place(&text, found.place(&text));
    text.lines().nth(line - 1).unwrap_or_default().to_owned()
}

fn place(text: &str, span: Span) -> (usize, usize) {
    let before = &text[..usize::try_from(span.start).unwrap()];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

/// Parts that are not empty, with an empty line between them.
pub(crate) fn joined(parts: &[String]) -> String {
    let parts: Vec<_> = parts
        .iter()
        .map(|part| part.trim_end())
        .filter(|part| !part.is_empty())
        .collect();
    parts.join("\n\n")
}
