//! Reads stretches that hold tags: the vendor's elements (`md-table`, `md-enum`, `md-perm`, …) and ordinary HTML, made
//! harmless before.

use std::ops::Range;

use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::node::Element;
use scraper::{Html, Node};

use super::harmless::harmless;
use super::inline;
use super::open_table::OpenTable;
use super::source::Source;
use super::tree::{Content, Inline, ScopeTag, Value};
use super::verbatim::VerbatimKind;
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

    fn open(&mut self, id: NodeId, element: &Element) {
        let at = element.attr("at").and_then(|at| at.parse().ok());
        let at = at.unwrap_or(self.range.start);
        if self.part_of_table(element, at) || self.without_content(element) {
            return;
        }
        if let Some(frame) = self.frame(element, at) {
            self.frames.push((id, frame));
        }
    }

    /// Opens a part of the table that is open. Whether the element is such a part.
    fn part_of_table(&mut self, element: &Element, at: usize) -> bool {
        match element.name() {
            "x-head" => {
                if let Some(table) = self.table() {
                    table.begin_head();
                }
            }
            "x-row" => {
                if let Some(table) = self.table() {
                    let level = element.attr("level").and_then(|level| level.trim().parse().ok());
                    table.begin_row(at, level);
                }
            }
            "x-cell" => {
                if let Some(table) = self.table() {
                    table.begin_cell(at);
                }
            }
            // The name or type of a field whose cell was forgotten.
            "x-field" => {
                if let Some((_, Frame::Table(table))) = self.frames.last_mut()
                    && table.is_between_cells()
                    && !attribute(element, "type").is_empty()
                {
                    table.begin_cell(at);
                }
            }
            _ => return false,
        }
        true
    }

    /// Reads an element that holds nothing of its own. Whether it is one.
    fn without_content(&mut self, element: &Element) -> bool {
        match element.name() {
            "x-verbatim" => self.verbatim(element.attr("n").and_then(|n| n.parse().ok())),
            "x-break" | "x-line" => inline::push_break(self.content()),
            "x-item" => {
                let content = self.content();
                inline::push_break(content);
                inline::push_text("- ", content);
            }
            "x-image" => {
                let target = attribute(element, "src");
                self.content().0.push(Inline::Image { target });
            }
            "x-apps" => {
                let types = words(&attribute(element, "types"));
                self.content().0.push(Inline::AppTypes(types));
            }
            _ => return false,
        }
        true
    }

    /// What the content of an element is collected for, where it is collected.
    fn frame(&self, element: &Element, at: usize) -> Option<Frame> {
        let attribute = |name: &str| attribute(element, name);
        let is_table = |(_, frame): &&(NodeId, Frame)| matches!(frame, Frame::Table(_));
        Some(match element.name() {
            "x-table" if self.frames.iter().filter(is_table).count() < DEEPEST_TABLE => {
                Frame::Table(OpenTable::default())
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
        let is_table = |(_, frame): &(NodeId, Frame)| matches!(frame, Frame::Table(_));
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

    fn close(&mut self, id: NodeId, name: &str) {
        match name {
            "x-cell" => {
                if let Some(table) = self.last_table() {
                    table.end_cell();
                }
            }
            "x-row" => {
                if let Some(table) = self.last_table() {
                    table.end_row();
                }
            }
            "x-head" => {
                if let Some(table) = self.last_table() {
                    table.end_head();
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
            // Labels within: nobody closed it where it should end.
            Frame::Strong(mut content) if content.0.iter().any(|inline| matches!(inline, Inline::Strong(_))) => {
                self.content().0.append(&mut content.0);
                return true;
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
                return true;
            }
            Frame::Value { key, label, at } => {
                self.finish_value(key, label, at);
                return true;
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
        true
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

    fn verbatim(&mut self, number: Option<usize>) {
        let Some(part) = number.and_then(|number| self.source.verbatim.get(number)) else {
            return;
        };
        let inline = match part.kind {
            VerbatimKind::Comment | VerbatimKind::Programs | VerbatimKind::Span => return,
            VerbatimKind::Fence | VerbatimKind::JsonElement => Inline::Block(self.source.code(part)),
        };
        self.content().0.push(inline);
    }
}

fn attribute(element: &Element, name: &str) -> String {
    element.attr(name).unwrap_or_default().trim().to_owned()
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
