//! Diagnostics about pages as text, which looks like what the Rust compiler prints.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::iter;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level as Title, Origin, Renderer, Snippet};
use feishu_openapi_codegen::Page;
use feishu_openapi_codegen::diagnostic::{Diagnostic, Severity, Span};

use crate::arguments::{Diagnostics, Limit};

/// The diagnostics that `choice` asks for, worst first, and what is left out.
#[must_use]
pub fn diagnostics(found: &[Diagnostic], pages: &[Page], choice: &Diagnostics, color: bool) -> String {
    let least = choice.level.severity();
    let mut chosen: Vec<&Diagnostic> = found
        .iter()
        .filter(|diagnostic| diagnostic.code.severity() >= least)
        .collect();
    chosen.sort_by_key(|diagnostic| (Reverse(diagnostic.code.severity()), *diagnostic));
    let found_count = chosen.len();
    let shown = match choice.show {
        Limit::All => chosen.len(),
        Limit::First(count) => count.min(chosen.len()),
    };
    chosen.truncate(shown);
    let left_out = found_count - shown;
    let pages: HashMap<&str, &Page> = pages.iter().map(|page| (page.name.as_str(), page)).collect();
    // A page may have as many diagnostics as lines, so it is looked through once and not for each of them.
    let mut sources: HashMap<&str, Source<'_>> = HashMap::new();
    let mut corrected: HashSet<&str> = HashSet::new();
    let mut text = String::new();
    for diagnostic in chosen {
        let source = sources.entry(&diagnostic.page).or_insert_with(|| {
            let page = pages.get(diagnostic.page.as_str());
            Source::of(page.map(|page| page.bytes.as_slice()).unwrap_or_default())
        });
        // One fixup a page says enough.
        let fixup = diagnostic.fixup.clone().filter(|_| corrected.insert(&diagnostic.page));
        let diagnostic = Diagnostic {
            fixup,
            ..diagnostic.clone()
        };
        text.push_str(&source.show(&diagnostic, color));
        text.push_str("\n\n");
    }
    if left_out > 0 {
        text.push_str(&format!("… and {left_out} more; `--show all` prints every one\n\n"));
    }
    text
}

/// A page as it was read, for showing any number of diagnostics about it.
pub struct Source<'a> {
    text: Cow<'a, str>,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl<'a> Source<'a> {
    /// Finds the lines of a page. Bytes that are no UTF-8 are shown as `�`.
    #[must_use]
    pub fn of(bytes: &'a [u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let lines = iter::once(0).chain(text.match_indices('\n').map(|(newline, _)| newline + 1));
        Self {
            lines: lines.collect(),
            text,
        }
    }

    /// One diagnostic, with the line of the page that it is about, what to do, and the fixup that would correct it.
    #[must_use]
    pub fn show(&self, diagnostic: &Diagnostic, color: bool) -> String {
        let level = match diagnostic.code.severity() {
            Severity::Error => Title::ERROR,
            Severity::Warning => Title::WARNING,
            Severity::Note => Title::NOTE,
        };
        let excerpt = self.excerpt(diagnostic.place(&self.text));
        let snippet = Snippet::source(excerpt.text)
            .line_start(excerpt.line)
            .path(diagnostic.page.as_str())
            .annotation(AnnotationKind::Primary.span(excerpt.marked));
        let title = level.primary_title(diagnostic.message.as_str());
        let title = title.id(diagnostic.code.name());
        // What was kept of another page stands nowhere on this one.
        let mut group = match diagnostic.span.is_nowhere() && diagnostic.words.is_empty() {
            true => title.element(Origin::path(diagnostic.page.as_str())),
            false => title.element(snippet),
        };
        if let Some(advice) = diagnostic.advice() {
            group = group.element(Title::HELP.message(advice));
        }
        let fixup = diagnostic
            .fixup
            .as_ref()
            .map(|fixup| format!("if the page is wrong, correct it in `codegen/src/fixup`:\n{fixup}"));
        if let Some(fixup) = &fixup {
            group = group.element(Title::HELP.message(fixup.as_str()));
        }
        let report: [Group<'_>; 1] = [group];
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        let text = renderer.render(&report);
        if excerpt.shown_column == excerpt.column {
            return text;
        }
        // The renderer counts from where the excerpt begins.
        let place = |column: usize| format!("{}:{}:{column}", diagnostic.page, excerpt.line);
        text.replacen(&place(excerpt.shown_column), &place(excerpt.column), 1)
    }

    /// Line and column of a diagnostic, counted from 1.
    #[must_use]
    pub fn position(&self, diagnostic: &Diagnostic) -> (usize, usize) {
        let excerpt = self.excerpt(diagnostic.place(&self.text));
        (excerpt.line, excerpt.column)
    }

    /// Spans are offsets into the text as it was read; one that lies outside or inside a character is moved to fit.
    fn excerpt(&self, span: Span) -> Excerpt<'_> {
        let text = &*self.text;
        let offset = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
        let start = boundary_before(text, offset(span.start));
        let line = self.lines.partition_point(|line_start| *line_start <= start);
        let line_start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or_default();
        let line_end = self.lines.get(line).map_or(text.len(), |next| next - 1);
        let column = |from: usize| text.get(from..start).unwrap_or_default().chars().count() + 1;
        // Many pages are one line, of which no more can be seen than this; the renderer would look through all of it.
        let shown_start = boundary_before(text, start.saturating_sub(SHOWN_AROUND).max(line_start));
        let shown_end = boundary_before(text, line_end.min(start + SHOWN_AROUND));
        let end = boundary_before(text, offset(span.end)).clamp(start, shown_end);
        Excerpt {
            text: text.get(shown_start..shown_end).unwrap_or_default(),
            line,
            column: column(line_start),
            shown_column: column(shown_start),
            marked: start - shown_start..end - shown_start,
        }
    }
}

/// How much of a long line is shown before a span, and after its start, in bytes.
const SHOWN_AROUND: usize = 1000;

/// The part of a page that is shown: the line where a span begins, or what is around it.
#[derive(Debug, PartialEq, Eq)]
struct Excerpt<'a> {
    text: &'a str,
    line: usize,
    /// Of the span, counted from 1 in characters.
    column: usize,
    /// The same, counted in `text`.
    shown_column: usize,
    marked: Range<usize>,
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
