//! Splits a page into verbatim code, element blocks, pipe tables, and Markdown between them.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser};

use super::element;
use super::heading::heading_level;
use super::source::Source;
use super::tag::tag;
use super::tree::{Block, BlockKind, Content, Document, Inline};
use super::verbatim::{self, Verbatim, VerbatimKind};
use super::{front, pipe};
use crate::diagnostic::{Code, Diagnostics, Span};

/// Reads a page of any dialect. Markup that is broken is survived and reported.
#[must_use]
pub fn read(text: &str, diagnostics: &mut Diagnostics) -> Document {
    let (front, start) = front::read(text);
    let verbatim = verbatim::find(text);
    let source = Source {
        text,
        verbatim: &verbatim,
    };
    let mut skeleton = Skeleton {
        source,
        element_ends: element_ends(source),
        blocks: Vec::new(),
        diagnostics,
    };
    skeleton.report_open_comments();
    skeleton.read(start);
    Document {
        front,
        blocks: skeleton.blocks,
    }
}

/// The elements that are blocks of their own.
const BLOCK_ELEMENTS: [&str; 4] = ["md-table", "md-dt-table", "table", "md-alert"];

struct Skeleton<'a, 'd> {
    source: Source<'a>,
    /// Where block elements end, by where they begin; those that are never closed have no end.
    element_ends: HashMap<usize, usize>,
    blocks: Vec<Block>,
    diagnostics: &'d mut Diagnostics,
}

/// What begins on a line.
enum Start<'a> {
    Code(&'a Verbatim),
    Element { at: usize, name: &'a str },
    Marker,
    Table(pipe::Found),
    Heading,
    Text,
}

impl<'a> Skeleton<'a, '_> {
    fn read(&mut self, start: usize) {
        let length = self.source.text.len();
        let mut segment = start;
        let mut at = start;
        let mut open_block: Option<usize> = None;
        while at < length {
            let line_end = self
                .source
                .text
                .get(at..)
                .and_then(|rest| rest.find('\n'))
                .map_or(length, |end| at + end + 1);
            match self.start_of_line(at, line_end) {
                Start::Code(part) => {
                    self.markdown(segment..part.range.start);
                    self.code(part);
                    at = part.range.end.max(at + 1);
                    segment = at;
                }
                Start::Element { at: from, name } => {
                    self.markdown(segment..from);
                    at = self.element(from, name);
                    segment = at;
                }
                Start::Marker => {
                    self.markdown(segment..at);
                    let marker = self.source.slice(at..line_end).trim().trim_start_matches(':').trim();
                    if let Some(open) = open_block.take().filter(|_| !marker.is_empty()) {
                        let message = "this block is not closed before the next one opens";
                        self.diagnostics
                            .report(Code::UnclosedMarkup, Span::new(open, open + 3), message);
                    }
                    open_block = (!marker.is_empty()).then_some(at);
                    at = line_end;
                    segment = at;
                }
                Start::Table(found) => {
                    self.markdown(segment..at);
                    at = self.pipe_table(at, found);
                    segment = at;
                }
                Start::Heading => {
                    self.markdown(segment..at);
                    segment = at;
                    at = self.past_verbatim(at, line_end);
                }
                Start::Text => at = self.past_verbatim(at, line_end),
            }
        }
        self.markdown(segment..length);
        if let Some(open) = open_block {
            let message = "this block is not closed before the page ends";
            self.diagnostics
                .report(Code::UnclosedMarkup, Span::new(open, open + 3), message);
        }
    }

    fn report_open_comments(&mut self) {
        for part in self.source.verbatim.iter().filter(|part| !part.closed) {
            let message = match part.kind {
                VerbatimKind::Comment => "this comment is not closed; it ends with its line",
                VerbatimKind::Programs => "these programs are not closed; they end with their block",
                _ => continue,
            };
            let span = Span::new(part.range.start, part.range.end);
            self.diagnostics.report(Code::UnclosedMarkup, span, message);
        }
    }

    /// The end of the line, or of what is verbatim across it.
    fn past_verbatim(&self, at: usize, line_end: usize) -> usize {
        let parts = self.source.verbatim_in(&(at..line_end));
        parts.last().map_or(line_end, |part| part.range.end.max(line_end))
    }

    fn start_of_line(&self, at: usize, line_end: usize) -> Start<'a> {
        let line = self.source.slice(at..line_end);
        let indent = line.len() - line.trim_start().len();
        let parts = self.source.verbatim_in(&(at..line_end));
        let is_code = |part: &&Verbatim| matches!(part.kind, VerbatimKind::Fence | VerbatimKind::JsonElement);
        let code = parts.iter().find(is_code);
        let element = self.block_element(at, line_end);
        match (code, element) {
            (Some(part), Some((from, _))) if part.range.start < from => return Start::Code(part),
            (_, Some((at, name))) => return Start::Element { at, name },
            (Some(part), None) => return Start::Code(part),
            (None, None) => {}
        }
        if line.trim_start().starts_with(":::") && indent < 4 {
            return Start::Marker;
        }
        // CommonMark would take a heading right below a line of HTML for more of that.
        // Right behind a bar, a table has ended there.
        let before = self.source.slice(0..at);
        let begins_line = before.is_empty() || before.ends_with('\n') || before.trim_end().ends_with('|');
        if begins_line && indent < 4 && heading_level(line).is_some() {
            return Start::Heading;
        }
        match pipe::read(self.source, at, self.source.text.len()) {
            Some(found) => Start::Table(found),
            None => Start::Text,
        }
    }

    /// Adds the pipe table that begins at `at`; says where it ends.
    fn pipe_table(&mut self, at: usize, found: pipe::Found) -> usize {
        for span in found.unclosed {
            let message = "an element of this row is not closed; it ends with its line";
            self.diagnostics.report(Code::UnclosedMarkup, span, message);
        }
        if let Some(span) = found.cut {
            let message = "the page ends in the middle of this row; rows may be missing";
            self.diagnostics.report(Code::TruncatedPage, span, message);
        }
        self.blocks.push(Block {
            span: Span::new(at, found.end),
            kind: BlockKind::Table(found.table),
        });
        found.end.max(at + 1)
    }

    /// The first tag on the line that opens a block element.
    fn block_element(&self, at: usize, line_end: usize) -> Option<(usize, &'a str)> {
        let line = self.source.slice(at..line_end);
        let verbatim = self.source.verbatim_in(&(at..line_end));
        line.match_indices('<').find_map(|(offset, _)| {
            let from = at + offset;
            if verbatim.iter().any(|part| part.range.contains(&from)) {
                return None;
            }
            let tag = tag(self.source.text.get(from..)?)?;
            (!tag.closing && BLOCK_ELEMENTS.contains(&tag.name)).then_some((from, tag.name))
        })
    }

    /// Reads the block element that opens at `from`; says where it ends.
    fn element(&mut self, from: usize, name: &str) -> usize {
        let end = self.element_end(from, name);
        let content = element::content(self.source, from..end);
        let mut rest = Content::default();
        for inline in content.0 {
            match inline {
                Inline::Table(table) => self.blocks.push(Block {
                    span: Span::new(from, end),
                    kind: BlockKind::Table(table),
                }),
                other => rest.0.push(other),
            }
        }
        if !rest.is_empty() {
            let kind = if name == "md-alert" {
                BlockKind::Alert(rest)
            } else {
                BlockKind::Paragraph(rest)
            };
            self.blocks.push(Block {
                span: Span::new(from, end),
                kind,
            });
        }
        end
    }

    fn element_end(&mut self, from: usize, name: &str) -> usize {
        if let Some(end) = self.element_ends.get(&from) {
            return *end;
        }
        // Never closed: it ends with the block around it, or where the next section begins.
        let length = self.source.text.len();
        let mut at = from;
        let mut end = None;
        for line in self.source.slice(from..length).split_inclusive('\n') {
            if at > from && [":::", "## ", "### "].iter().any(|mark| line.starts_with(mark)) {
                end = Some(at);
                break;
            }
            at += line.len();
        }
        let (code, what) = match end {
            Some(_) => (Code::UnclosedMarkup, "is not closed; it ends with its block"),
            None => (
                Code::TruncatedPage,
                "is not closed before the page ends; rows may be missing",
            ),
        };
        self.diagnostics
            .report(code, Span::new(from, from + name.len() + 1), format!("<{name}> {what}"));
        end.unwrap_or(length)
    }

    fn code(&mut self, part: &Verbatim) {
        if !part.closed {
            let truncated = part.range.end >= self.source.text.len();
            let code = if truncated {
                Code::TruncatedPage
            } else {
                Code::UnclosedMarkup
            };
            let span = Span::new(part.range.start, part.inner.start);
            self.diagnostics.report(code, span, "this code is not closed");
        }
        let kind = BlockKind::Code(self.source.code(part));
        self.blocks.push(Block {
            span: Span::new(part.range.start, part.range.end),
            kind,
        });
    }

    /// Markdown without tables and code: headings and paragraphs. A list or quote counts as one paragraph of lines.
    fn markdown(&mut self, range: Range<usize>) {
        let text = self.source.slice(range.clone());
        if text.trim().is_empty() {
            return;
        }
        let mut depth = 0_usize;
        for (event, place) in Parser::new_ext(text, Options::empty()).into_offset_iter() {
            match event {
                Event::Start(_) => {
                    if depth == 0 {
                        self.block(range.start + place.start..range.start + place.end);
                    }
                    depth += 1;
                }
                Event::End(_) => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
    }

    fn block(&mut self, range: Range<usize>) {
        let text = self.source.slice(range.clone());
        let trimmed = text.trim_end();
        let span = Span::new(range.start, range.start + trimmed.len());
        let kind = if let Some(level) = heading_level(trimmed) {
            let indent = trimmed.len() - trimmed.trim_start().len();
            let start = span.start as usize + indent + usize::from(level);
            let content = element::content(self.source, start..span.end as usize);
            BlockKind::Heading { level, content }
        } else {
            BlockKind::Paragraph(element::content(self.source, range))
        };
        if let BlockKind::Paragraph(content) = &kind
            && content.is_empty()
        {
            return;
        }
        self.blocks.push(Block { span, kind });
    }
}

/// Where each block element of a page ends, found in one go.
fn element_ends(source: Source<'_>) -> HashMap<usize, usize> {
    let length = source.text.len();
    let mut ends = HashMap::new();
    let mut open: [Vec<usize>; BLOCK_ELEMENTS.len()] = Default::default();
    let mut parts = source.verbatim.iter().peekable();
    let mut at = 0;
    while let Some(offset) = source.text.get(at..).and_then(|rest| rest.find('<')) {
        at += offset;
        while parts.next_if(|part| part.range.end <= at).is_some() {}
        if let Some(part) = parts.peek().filter(|part| part.range.contains(&at)) {
            at = part.range.end;
            continue;
        }
        let Some(tag) = tag(source.slice(at..length)) else {
            at += 1;
            continue;
        };
        let begin = at;
        at += tag.length;
        let kind = BLOCK_ELEMENTS.iter().position(|name| *name == tag.name);
        let Some(open) = kind.filter(|_| !tag.self_closing).and_then(|kind| open.get_mut(kind)) else {
            continue;
        };
        if !tag.closing {
            open.push(begin);
        } else if let Some(begin) = open.pop() {
            ends.insert(begin, at);
        }
    }
    ends
}
