//! Reads stretches that hold tags: the vendor's elements (`md-table`, `md-enum`, `md-perm`, …) and ordinary HTML.
//!
//! The stretch is first made harmless: verbatim parts become placeholders, a `<` that opens no known tag becomes text,
//! and every known tag becomes a custom element that carries its offset. What HTML says of tables, paragraphs and
//! formatting (implied ends, foster parents) thus never applies, and spans survive the HTML parser.

use std::ops::Range;

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::{Html, Node};

use super::inline;
use super::tree::{Cell, Code, Content, Inline, Row, ScopeTag, Table, Value};
use super::verbatim::{Verbatim, VerbatimKind};
use crate::diagnostic::Span;

/// A page's text with its verbatim parts.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    pub(crate) verbatim: &'a [Verbatim],
}

/// Deeper nesting than this is no page but an accident; further tags are taken as text.
const DEEPEST: usize = 256;
/// Tables within tables within cells are read so deep.
const DEEPEST_TABLE: usize = 8;

impl<'a> Source<'a> {
    /// The verbatim parts that begin within `range`.
    pub(crate) fn verbatim_in(&self, range: &Range<usize>) -> &'a [Verbatim] {
        let first = self.verbatim.partition_point(|part| part.range.start < range.start);
        let last = self.verbatim.partition_point(|part| part.range.start < range.end);
        self.verbatim.get(first..last).unwrap_or_default()
    }

    pub(crate) fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    pub(crate) fn code(&self, part: &Verbatim) -> Code {
        let language = match part.kind {
            VerbatimKind::JsonElement => "json".to_owned(),
            _ => {
                let first_line = self.slice(part.range.start..part.inner.start);
                first_line
                    .trim()
                    .trim_start_matches(['`', '~'])
                    .trim()
                    .to_ascii_lowercase()
            }
        };
        Code {
            language,
            text: self.slice(part.inner.clone()).to_owned(),
        }
    }
}

/// The inline content of a stretch.
pub(crate) fn content(source: Source<'_>, range: Range<usize>) -> Content {
    let text = source.slice(range.clone());
    let plain = !text.contains(['<', '&'])
        && source
            .verbatim_in(&range)
            .iter()
            .all(|part| part.kind == VerbatimKind::Span);
    let mut content = if plain {
        let mut content = Content::default();
        inline::read(text, &mut content);
        content
    } else {
        Reader::new(source, range).read()
    };
    end_content(&mut content);
    content
}

/// Drops the ends of lines at the end.
fn end_content(content: &mut Content) {
    while matches!(content.0.last(), Some(Inline::Break)) {
        content.0.pop();
    }
}

/// The kinds of tag that mean something here, by the names that the page uses.
fn known(name: &str) -> Option<&'static str> {
    Some(match name {
        "md-table" | "md-dt-table" | "table" => "x-table",
        "md-thead" | "md-dt-thead" | "thead" => "x-head",
        "md-tbody" | "md-dt-tbody" | "tbody" => "x-body",
        "md-tr" | "md-dt-tr" | "tr" => "x-row",
        "md-td" | "md-dt-td" | "td" | "md-th" | "md-dt-th" | "th" => "x-cell",
        "md-enum" => "x-values",
        "md-enum-item" => "x-value",
        "md-perm" => "x-scope",
        "md-tag" => "x-tag",
        "md-app-support" => "x-apps",
        "md-tooltip" => "x-hidden",
        "br" => "x-break",
        "p" | "div" | "ul" | "ol" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "md-alert" => "x-line",
        "li" => "x-item",
        "b" | "strong" => "x-strong",
        "code" => "x-code",
        "a" => "x-link",
        "img" => "x-image",
        "i" | "em" | "u" | "s" | "font" | "span" | "col" | "colgroup" => "x-plain",
        "md-text" => "x-field",
        _ if name.starts_with("md-") => "x-plain",
        _ => return None,
    })
}

/// A tag in the text.
pub(crate) struct Tag<'a> {
    pub(crate) name: &'a str,
    pub(crate) closing: bool,
    /// What stands between the name and `>`.
    pub(crate) attributes: &'a str,
    pub(crate) self_closing: bool,
    /// Bytes from `<` to `>`, both included.
    pub(crate) length: usize,
}

/// The tag that `rest` begins with, known or not.
pub(crate) fn tag(rest: &str) -> Option<Tag<'_>> {
    let after = rest.strip_prefix('<')?;
    let closing = after.starts_with('/');
    let after = after.strip_prefix('/').unwrap_or(after);
    let name_length = after
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
        .count();
    let name = after
        .get(..name_length)
        .filter(|name| name.starts_with(|char: char| char.is_ascii_alphabetic()))?;
    let tail = after.get(name_length..)?;
    if !tail.starts_with(|char: char| char.is_ascii_whitespace() || char == '>' || char == '/') {
        return None;
    }
    let end = tag_end(tail)?;
    let inner = tail.get(..end)?;
    let self_closing = inner.ends_with('/');
    let length = rest.len() - tail.len() + end + 1;
    Some(Tag {
        name,
        closing,
        attributes: inner.trim_end_matches('/'),
        self_closing,
        length,
    })
}

/// The offset of the `>` that ends a tag. One in quotes does not count, unless the quote is never closed.
fn tag_end(tail: &str) -> Option<usize> {
    let mut quote = None;
    for (at, char) in tail.char_indices() {
        match (quote, char) {
            (Some(open), _) if open == char => quote = None,
            (None, '"' | '\'') => quote = Some(char),
            (None, '>') => return Some(at),
            (None, '<') => return None,
            (Some(_), '<') => break,
            _ => {}
        }
    }
    let line = tail.split('\n').next().unwrap_or_default();
    line.find('>')
}

/// What a stretch of content is collected for.
enum Frame {
    Table {
        table: Table,
        in_head: bool,
        row: Option<Row>,
        cell: Option<Cell>,
    },
    Strong(Content),
    Code(Content),
    Hidden,
    Link {
        target: String,
        shown: Content,
    },
    Tag {
        kind: String,
        shown: Content,
    },
    /// Values, and what stood among them and is none.
    Values(Vec<Value>, Content),
    Value {
        key: String,
        label: Content,
        at: usize,
    },
    Scope {
        tag: ScopeTag,
        label: Content,
    },
}

struct Reader<'a> {
    source: Source<'a>,
    range: Range<usize>,
    root: Content,
    frames: Vec<(NodeId, Frame)>,
    discarded: Content,
}

impl<'a> Reader<'a> {
    fn new(source: Source<'a>, range: Range<usize>) -> Self {
        Self {
            source,
            range,
            root: Content::default(),
            frames: Vec::new(),
            discarded: Content::default(),
        }
    }

    fn read(mut self) -> Content {
        let html = Html::parse_fragment(&harmless(self.source, &self.range));
        for edge in html.tree.root().traverse() {
            match edge {
                Edge::Open(node) => match node.value() {
                    Node::Text(text) => inline::read(&text.text, self.content()),
                    Node::Element(element) => self.open(node.id(), element),
                    _ => {}
                },
                Edge::Close(node) => {
                    if let Node::Element(element) = node.value() {
                        self.close(node.id(), element.name());
                    }
                }
            }
        }
        while self.frames.pop().is_some_and(|(_, frame)| self.finish(frame)) {}
        self.root
    }

    /// Where text goes at this point.
    fn content(&mut self) -> &mut Content {
        match self.frames.last_mut() {
            None => &mut self.root,
            Some((_, frame)) => match frame {
                Frame::Strong(content) | Frame::Code(content) => content,
                Frame::Link { shown, .. } | Frame::Tag { shown, .. } => shown,
                Frame::Values(_, rest) => rest,
                Frame::Value { label, .. } | Frame::Scope { label, .. } => label,
                Frame::Table { cell: Some(cell), .. } => &mut cell.content,
                // Text behind a cell that was closed too early belongs to it.
                Frame::Table {
                    cell: None,
                    row: Some(Row { cells, .. }),
                    ..
                } if !cells.is_empty() => cells.last_mut().map_or(&mut self.discarded, |cell| &mut cell.content),
                // Between cells, or hidden.
                Frame::Table { cell: None, .. } | Frame::Hidden => {
                    self.discarded.0.clear();
                    &mut self.discarded
                }
            },
        }
    }

    fn open(&mut self, id: NodeId, element: &scraper::node::Element) {
        let attribute = |name: &str| element.attr(name).unwrap_or_default().trim().to_owned();
        let at = element
            .attr("at")
            .and_then(|at| at.parse().ok())
            .unwrap_or(self.range.start);
        let frame = match element.name() {
            "x-table" => {
                let depth = self
                    .frames
                    .iter()
                    .filter(|(_, frame)| matches!(frame, Frame::Table { .. }))
                    .count();
                if depth >= DEEPEST_TABLE {
                    return;
                }
                Frame::Table {
                    table: Table::default(),
                    in_head: false,
                    row: None,
                    cell: None,
                }
            }
            "x-head" => {
                if let Some(Frame::Table { in_head, .. }) = self.table() {
                    *in_head = true;
                }
                return;
            }
            "x-row" => {
                if let Some(frame) = self.table() {
                    end_row(frame);
                    if let Frame::Table { row, .. } = frame {
                        let level = element.attr("level").and_then(|level| level.trim().parse().ok());
                        *row = Some(Row {
                            level,
                            cells: Vec::new(),
                            span: Span::new(at, at),
                        });
                    }
                }
                return;
            }
            "x-cell" => {
                if let Some(frame) = self.table() {
                    end_cell(frame);
                    if let Frame::Table { row, cell, .. } = frame {
                        row.get_or_insert_with(|| Row {
                            span: Span::new(at, at),
                            ..Row::default()
                        });
                        *cell = Some(Cell {
                            content: Content::default(),
                            span: Span::new(at, at),
                        });
                    }
                }
                return;
            }
            "x-field" => {
                // The name or type of a field whose cell was forgotten.
                let is_between_cells = matches!(
                    self.frames.last(),
                    Some((
                        _,
                        Frame::Table {
                            row: Some(_),
                            cell: None,
                            ..
                        }
                    ))
                );
                if let Some((_, Frame::Table { cell, .. })) = self.frames.last_mut()
                    && is_between_cells
                    && !attribute("type").is_empty()
                {
                    *cell = Some(Cell {
                        content: Content::default(),
                        span: Span::new(at, at),
                    });
                }
                return;
            }
            "x-verbatim" => return self.verbatim(element.attr("n").and_then(|n| n.parse().ok())),
            "x-break" | "x-line" => return inline::push_break(self.content()),
            "x-item" => {
                let content = self.content();
                inline::push_break(content);
                return inline::push_text("- ", content);
            }
            "x-image" => {
                let target = attribute("src");
                return self.content().0.push(Inline::Image { target });
            }
            "x-apps" => {
                let types = attribute("types");
                let types = types.split(',').map(str::trim).filter(|word| !word.is_empty());
                let types = types.map(ToOwned::to_owned).collect();
                return self.content().0.push(Inline::AppTypes(types));
            }
            "x-hidden" => Frame::Hidden,
            "x-strong" => Frame::Strong(Content::default()),
            "x-code" => Frame::Code(Content::default()),
            "x-link" => Frame::Link {
                target: attribute("href"),
                shown: Content::default(),
            },
            "x-tag" => Frame::Tag {
                kind: attribute("type"),
                shown: Content::default(),
            },
            "x-values" => Frame::Values(Vec::new(), Content::default()),
            "x-value" => Frame::Value {
                key: attribute("key"),
                label: Content::default(),
                at,
            },
            "x-scope" => {
                let tags = attribute("tags");
                let tags = tags
                    .split(',')
                    .map(str::trim)
                    .filter(|word| !word.is_empty())
                    .map(ToOwned::to_owned);
                let tag = ScopeTag {
                    name: attribute("name"),
                    label: attribute("desc"),
                    tags: tags.collect(),
                    span: Span::new(at, at),
                };
                Frame::Scope {
                    tag,
                    label: Content::default(),
                }
            }
            _ => return,
        };
        self.frames.push((id, frame));
    }

    /// The table that is open, after whatever was left open inside of its cell is ended.
    fn table(&mut self) -> Option<&mut Frame> {
        self.frames
            .iter()
            .rposition(|(_, frame)| matches!(frame, Frame::Table { .. }))
            .and_then(|position| {
                while self.frames.len() > position + 1 {
                    let (_, frame) = self.frames.pop()?;
                    self.finish(frame);
                }
                self.frames.last_mut().map(|(_, frame)| frame)
            })
    }

    fn close(&mut self, id: NodeId, name: &str) {
        match name {
            "x-cell" => {
                if let Some((_, frame)) = self.frames.last_mut() {
                    end_cell(frame);
                }
            }
            "x-row" => {
                if let Some((_, frame)) = self.frames.last_mut() {
                    end_row(frame);
                }
            }
            "x-head" => {
                if let Some((_, frame)) = self.frames.last_mut() {
                    end_row(frame);
                    if let Frame::Table { in_head, .. } = frame {
                        *in_head = false;
                    }
                }
            }
            "x-line" | "x-item" => inline::push_break(self.content()),
            _ => {
                if self.frames.last().is_some_and(|(open, _)| *open == id)
                    && let Some((_, frame)) = self.frames.pop()
                {
                    self.finish(frame);
                }
            }
        }
    }

    /// Puts what a frame collected where it belongs. Always true, for loops.
    fn finish(&mut self, frame: Frame) -> bool {
        let inline = match frame {
            Frame::Hidden => return true,
            Frame::Strong(content) => Inline::Strong(content.plain()),
            Frame::Code(content) => Inline::Code(content.plain()),
            Frame::Link { target, shown } => Inline::Link {
                text: shown.plain(),
                target,
            },
            Frame::Tag { kind, .. } if kind.starts_with("token-") => Inline::Token(kind),
            Frame::Tag { kind, shown } => Inline::Tag {
                kind,
                text: shown.plain(),
            },
            Frame::Values(values, mut rest) => {
                self.content().0.push(Inline::Values(values));
                self.content().0.append(&mut rest.0);
                return true;
            }
            Frame::Value { key, mut label, at } => {
                let rest = split_permissions(&mut label);
                let value = Value {
                    span: Span::new(at, at + key.len()),
                    key,
                    label: label.plain(),
                };
                if let Some((_, Frame::Values(values, trailing))) = self.frames.last_mut() {
                    values.push(value);
                    trailing.0.extend(rest);
                    return true;
                }
                match self.content().0.last_mut() {
                    Some(Inline::Values(values)) => values.push(value),
                    _ => self.content().0.push(Inline::Values(vec![value])),
                }
                self.content().0.extend(rest);
                return true;
            }
            Frame::Scope { mut tag, label } => {
                if tag.label.is_empty() {
                    tag.label = label.plain();
                }
                Inline::Scope(tag)
            }
            mut table @ Frame::Table { .. } => {
                end_row(&mut table);
                let Frame::Table { mut table, .. } = table else {
                    return true;
                };
                close_spans(&mut table, self.source, self.range.end);
                Inline::Table(table)
            }
        };
        self.content().0.push(inline);
        true
    }

    fn verbatim(&mut self, number: Option<usize>) {
        let Some(part) = number.and_then(|number| self.source.verbatim.get(number)) else {
            return;
        };
        let inline = match part.kind {
            VerbatimKind::Comment | VerbatimKind::Span => return,
            VerbatimKind::Fence | VerbatimKind::JsonElement => Inline::Block(self.source.code(part)),
        };
        self.content().0.push(inline);
    }
}

/// Permissions within a value's label belong to the field: an item that was closed too late took them in.
fn split_permissions(label: &mut Content) -> Vec<Inline> {
    let Some(first) = label.0.iter().position(|inline| matches!(inline, Inline::Scope(_))) else {
        return Vec::new();
    };
    let before = label.0.get(..first).unwrap_or_default();
    let title = before.iter().rposition(|inline| matches!(inline, Inline::Strong(_)));
    label.0.split_off(title.unwrap_or(first))
}

fn end_cell(frame: &mut Frame) {
    if let Frame::Table {
        row: Some(row), cell, ..
    } = frame
        && let Some(cell) = cell.take()
    {
        row.cells.push(cell);
    }
}

fn end_row(frame: &mut Frame) {
    end_cell(frame);
    if let Frame::Table {
        table, in_head, row, ..
    } = frame
    {
        let Some(mut row) = row.take().filter(|row| !row.cells.is_empty()) else {
            return;
        };
        for cell in &mut row.cells {
            end_content(&mut cell.content);
        }
        if *in_head {
            table.header.extend(row.cells);
        } else {
            table.rows.push(row);
        }
    }
}

/// A row or cell ends where the next one begins.
fn close_spans(table: &mut Table, source: Source<'_>, end: usize) {
    let mut next = u32::try_from(end).unwrap_or(u32::MAX);
    let trimmed = |start: u32, end: u32| {
        let text = source.slice(start as usize..end as usize);
        Span::new(start as usize, start as usize + text.trim_end().len())
    };
    for row in table.rows.iter_mut().rev() {
        row.span = trimmed(row.span.start, next);
        let mut cell_end = row.span.end;
        for cell in row.cells.iter_mut().rev() {
            let start = cell.span.start;
            cell.span = trimmed(start, cell_end);
            cell_end = start;
        }
        next = row.span.start;
    }
}

/// Whether a tag of the vendor's begins here and never ends.
fn is_cut(rest: &str) -> bool {
    (rest.starts_with("<md-") || rest.starts_with("</md-")) && !rest.contains('>')
}

/// The stretch as HTML that a parser cannot misread.
fn harmless(source: Source<'_>, range: &Range<usize>) -> String {
    let mut out = String::with_capacity(range.len() + range.len() / 4);
    let first = source.verbatim.partition_point(|part| part.range.start < range.start);
    let mut parts = source.verbatim.iter().enumerate().skip(first).peekable();
    let mut at = range.start;
    let mut depth = 0_usize;
    while at < range.end {
        if let Some((number, part)) = parts.peek().filter(|(_, part)| part.range.start <= at) {
            if part.range.start == at {
                if part.kind == VerbatimKind::Span {
                    // Left to the inline reader: emphasis may go around it.
                    let code = source.slice(part.range.clone());
                    out.push_str(&code.replace('&', "&amp;").replace('<', "&lt;"));
                } else {
                    out.push_str(&format!("<x-verbatim n={number}></x-verbatim>"));
                }
                at = part.range.end;
            }
            parts.next();
            continue;
        }
        let stop = parts
            .peek()
            .map_or(range.end, |(_, part)| part.range.start.min(range.end));
        let text = source.slice(at..stop);
        let Some(open) = text.find('<') else {
            out.push_str(text);
            at = stop;
            continue;
        };
        out.push_str(text.get(..open).unwrap_or_default());
        at += open;
        let rest = source.slice(at..range.end);
        match tag(rest).and_then(|tag| Some((known(&tag.name.to_ascii_lowercase())?, tag))) {
            Some((name, tag)) if tag.closing => {
                depth = depth.saturating_sub(1);
                out.push_str(&format!("</{name}>"));
                at += tag.length;
            }
            Some((name, tag)) if depth < DEEPEST => {
                out.push_str(&format!("<{name} at={at} {}>", tag.attributes));
                if tag.self_closing || matches!(name, "x-break" | "x-image") {
                    out.push_str(&format!("</{name}>"));
                } else {
                    depth += 1;
                }
                at += tag.length;
            }
            // The page ends in the middle of a tag.
            _ if range.end == source.text.len() && is_cut(rest) => break,
            _ => {
                out.push_str("&lt;");
                at += 1;
            }
        }
    }
    out
}
