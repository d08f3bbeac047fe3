//! Findings about pages in, the way the Rust compiler prints its own out.

use std::cmp::Reverse;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level as Title, Renderer, Snippet};
use feishu_openapi_codegen::Page;
use feishu_openapi_codegen::diagnostic::{Diagnostic, Severity, Span};

use crate::arguments::{Findings, Level, Limit};

/// The findings that `choice` asks for, worst first, and what is left out.
#[must_use]
pub fn findings(found: &[Diagnostic], pages: &[Page], choice: &Findings, color: bool) -> String {
    let least = match choice.level {
        Level::Error => Severity::Error,
        Level::Warning => Severity::Warning,
        Level::Note => Severity::Note,
    };
    let mut chosen: Vec<&Diagnostic> = found
        .iter()
        .filter(|finding| finding.code.severity() >= least)
        .collect();
    chosen.sort_by_key(|finding| (Reverse(finding.code.severity()), *finding));
    let shown = match choice.show {
        Limit::All => chosen.len(),
        Limit::First(count) => count.min(chosen.len()),
    };
    let mut text = String::new();
    for finding in chosen.iter().take(shown) {
        let page = pages.iter().find(|page| page.name == finding.page);
        let source = page
            .map(|page| String::from_utf8_lossy(&page.bytes))
            .unwrap_or_default();
        text.push_str(&one(finding, &source, color));
        text.push_str("\n\n");
    }
    if shown < chosen.len() {
        text.push_str(&format!(
            "… and {} more; `--show all` prints every one\n\n",
            chosen.len() - shown
        ));
    }
    text
}

/// One finding, with the line of the page that it is about.
#[must_use]
pub fn one(finding: &Diagnostic, source: &str, color: bool) -> String {
    let level = match finding.code.severity() {
        Severity::Error => Title::ERROR,
        Severity::Warning => Title::WARNING,
        Severity::Note => Title::NOTE,
    };
    let excerpt = Excerpt::of(source, finding.span);
    let snippet = Snippet::source(excerpt.text)
        .line_start(excerpt.line)
        .path(finding.page.as_str())
        .annotation(AnnotationKind::Primary.span(excerpt.marked));
    let mut group = level
        .primary_title(finding.message.as_str())
        .id(finding.code.name())
        .element(snippet);
    if let Some(help) = &finding.help {
        group = group.element(Title::HELP.message(help.as_str()));
    }
    let report: [Group<'_>; 1] = [group];
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&report)
}

/// The part of a page that is shown: the line where a span begins.
#[derive(Debug, PartialEq, Eq)]
struct Excerpt<'a> {
    text: &'a str,
    line: usize,
    marked: Range<usize>,
}

impl<'a> Excerpt<'a> {
    /// Spans are offsets into the text as it was read; one that lies outside or inside a character is moved to fit.
    fn of(source: &'a str, span: Span) -> Self {
        let offset = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
        let start = boundary_before(source, offset(span.start));
        let line_start = source
            .get(..start)
            .and_then(|before| before.rfind('\n'))
            .map_or(0, |newline| newline + 1);
        let line_end = source
            .get(start..)
            .and_then(|after| after.find('\n'))
            .map_or(source.len(), |newline| start + newline);
        let end = boundary_before(source, offset(span.end)).clamp(start, line_end);

        let newlines = source
            .get(..line_start)
            .map_or(0, |before| before.bytes().filter(|byte| *byte == b'\n').count());
        Self {
            text: source.get(line_start..line_end).unwrap_or_default(),
            line: newlines + 1,
            marked: start - line_start..end - line_start,
        }
    }
}

/// The last place at or before `offset` where a character begins.
fn boundary_before(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests;
