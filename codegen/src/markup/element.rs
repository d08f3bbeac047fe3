//! Reads stretches that hold tags: the vendor's elements (`md-table`, `md-enum`, `md-perm`, …) and ordinary HTML.

use std::ops::Range;

use super::inline;
use super::open_table::OpenTable;
use super::piece::{self, Element, Piece};
use super::source::Source;
use super::tag::Kind;
use super::tree::{Content, Inline, ScopeTag, Value};
use super::verbatim::{Verbatim, VerbatimKind};
use crate::diagnostic::Span;

/// Tables within tables within cells are read so deep.
const DEEPEST_TABLE: usize = 8;

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
    inline::end(&mut content);
    content
}

/// What a stretch of content is collected for.
enum Frame {
    Table(OpenTable),
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
    /// How many elements are open.
    depth: usize,
    /// What is open and collects content, with how many elements were open then.
    frames: Vec<(usize, Frame)>,
    discarded: Content,
}

impl<'a> Reader<'a> {
    fn new(source: Source<'a>, range: Range<usize>) -> Self {
        Self {
            source,
            range,
            root: Content::default(),
            depth: 0,
            frames: Vec::new(),
            discarded: Content::default(),
        }
    }

    fn read(mut self) -> Content {
        let range = self.range.clone();
        piece::read(self.source, &range, |piece| self.piece(piece));
        self.root
    }

    fn piece(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Text(text) => inline::read(text, self.content()),
            Piece::Verbatim(part) => self.verbatim(part),
            Piece::Open(element) => {
                self.depth += 1;
                self.open(&element);
            }
            Piece::Close(kind) => {
                self.close(kind);
                self.depth -= 1;
            }
        }
    }

    /// Where text goes at this point.
    fn content(&mut self) -> &mut Content {
        let Some((_, frame)) = self.frames.last_mut() else {
            return &mut self.root;
        };
        let content = match frame {
            Frame::Strong(content) | Frame::Code(content) => Some(content),
            Frame::Link { shown, .. } | Frame::Tag { shown, .. } => Some(shown),
            Frame::Values(_, rest) => Some(rest),
            Frame::Value { label, .. } | Frame::Scope { label, .. } => Some(label),
            Frame::Table(table) => table.content(),
            Frame::Hidden => None,
        };
        content.unwrap_or_else(|| {
            self.discarded.0.clear();
            &mut self.discarded
        })
    }

    fn open(&mut self, element: &Element<'_>) {
        if self.part_of_table(element) || self.without_content(element) {
            return;
        }
        if let Some(frame) = self.frame(element) {
            self.frames.push((self.depth, frame));
        }
    }

    /// Opens a part of the table that is open. Whether the element is such a part.
    fn part_of_table(&mut self, element: &Element<'_>) -> bool {
        let at = element.at;
        match element.kind {
            Kind::Head => {
                if let Some(table) = self.table() {
                    table.begin_head();
                }
            }
            Kind::Row => {
                if let Some(table) = self.table() {
                    let level = element.attribute("level").parse().ok();
                    table.begin_row(at, level);
                }
            }
            Kind::Cell => {
                if let Some(table) = self.table() {
                    table.begin_cell(at);
                }
            }
            // The name or type of a field whose cell was forgotten.
            Kind::Field => {
                if let Some((_, Frame::Table(table))) = self.frames.last_mut()
                    && table.is_between_cells()
                    && !element.attribute("type").is_empty()
                {
                    table.begin_cell(at);
                }
            }
            _ => return false,
        }
        true
    }

    /// Reads an element that holds nothing of its own. Whether it is one.
    fn without_content(&mut self, element: &Element<'_>) -> bool {
        match element.kind {
            Kind::Break | Kind::Line => inline::push_break(self.content()),
            Kind::Item => {
                let content = self.content();
                inline::push_break(content);
                inline::push_text("- ", content);
            }
            Kind::Image => {
                let target = element.attribute("src");
                self.content().0.push(Inline::Image { target });
            }
            Kind::Apps => {
                let types = words(&element.attribute("types"));
                self.content().0.push(Inline::AppTypes(types));
            }
            _ => return false,
        }
        true
    }

    /// What the content of an element is collected for, where it is collected.
    fn frame(&self, element: &Element<'_>) -> Option<Frame> {
        let (at, attribute) = (element.at, |name: &str| element.attribute(name));
        let is_table = |(_, frame): &&(usize, Frame)| matches!(frame, Frame::Table(_));
        Some(match element.kind {
            Kind::Table if self.frames.iter().filter(is_table).count() < DEEPEST_TABLE => {
                Frame::Table(OpenTable::default())
            }
            Kind::Hidden => Frame::Hidden,
            Kind::Strong => Frame::Strong(Content::default()),
            Kind::Code => Frame::Code(Content::default()),
            Kind::Link => Frame::Link {
                target: attribute("href"),
                shown: Content::default(),
            },
            Kind::Tag => Frame::Tag {
                kind: attribute("type"),
                shown: Content::default(),
            },
            Kind::Values => Frame::Values(Vec::new(), Content::default()),
            Kind::Value => Frame::Value {
                key: attribute("key"),
                label: Content::default(),
                at,
            },
            Kind::Scope => {
                let tag = ScopeTag {
                    name: attribute("name"),
                    label: attribute("desc"),
                    tags: words(&attribute("tags")),
                    span: Span::new(at, at),
                };
                Frame::Scope {
                    tag,
                    label: Content::default(),
                }
            }
            _ => return None,
        })
    }

    /// The table that is open, after whatever was left open inside of its cell is ended.
    fn table(&mut self) -> Option<&mut OpenTable> {
        let is_table = |(_, frame): &(usize, Frame)| matches!(frame, Frame::Table(_));
        let position = self.frames.iter().rposition(is_table)?;
        while self.frames.len() > position + 1 {
            let (_, frame) = self.frames.pop()?;
            self.finish(frame);
        }
        self.last_table()
    }

    /// The table, where nothing is open inside of it.
    fn last_table(&mut self) -> Option<&mut OpenTable> {
        match self.frames.last_mut() {
            Some((_, Frame::Table(table))) => Some(table),
            _ => None,
        }
    }

    fn close(&mut self, kind: Kind) {
        match kind {
            Kind::Cell => {
                if let Some(table) = self.last_table() {
                    table.end_cell();
                }
            }
            Kind::Row => {
                if let Some(table) = self.last_table() {
                    table.end_row();
                }
            }
            Kind::Head => {
                if let Some(table) = self.last_table() {
                    table.end_head();
                }
            }
            Kind::Line | Kind::Item => inline::push_break(self.content()),
            _ => {
                let depth = self.depth;
                if let Some((_, frame)) = self.frames.pop_if(|(open, _)| *open == depth) {
                    self.finish(frame);
                }
            }
        }
    }

    /// Puts what a frame collected where it belongs.
    fn finish(&mut self, frame: Frame) {
        let inline = match frame {
            Frame::Hidden => return,
            // Labels within: nobody closed it where it should end.
            Frame::Strong(mut content) if content.0.iter().any(|inline| matches!(inline, Inline::Strong(_))) => {
                self.content().0.append(&mut content.0);
                return;
            }
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
                return;
            }
            Frame::Value { key, label, at } => {
                self.finish_value(key, label, at);
                return;
            }
            Frame::Scope { mut tag, label } => {
                if tag.label.is_empty() {
                    tag.label = label.plain();
                }
                Inline::Scope(tag)
            }
            Frame::Table(table) => Inline::Table(table.finish(self.source, self.range.end)),
        };
        self.content().0.push(inline);
    }

    fn finish_value(&mut self, key: String, mut label: Content, at: usize) {
        let rest = split_permissions(&mut label);
        let value = Value {
            span: Span::new(at, at + key.len()),
            key,
            label: label.plain(),
        };
        if let Some((_, Frame::Values(values, trailing))) = self.frames.last_mut() {
            values.push(value);
            trailing.0.extend(rest);
            return;
        }
        match self.content().0.last_mut() {
            Some(Inline::Values(values)) => values.push(value),
            _ => self.content().0.push(Inline::Values(vec![value])),
        }
        self.content().0.extend(rest);
    }

    fn verbatim(&mut self, part: &Verbatim) {
        if matches!(part.kind, VerbatimKind::Fence | VerbatimKind::JsonElement) {
            let code = Inline::Block(self.source.code(part));
            self.content().0.push(code);
        }
    }
}

/// `a, b`
fn words(text: &str) -> Vec<String> {
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(ToOwned::to_owned).collect()
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
