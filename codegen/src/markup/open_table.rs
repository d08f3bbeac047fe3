//! A table while its elements are being read. Rows and cells may begin and end in the wrong places.

use super::inline;
use super::source::Source;
use super::tag::{Tag, known, tag};
use super::tree::{Cell, Content, Row, Table};
use crate::diagnostic::Span;

/// A table that is open.
#[derive(Default)]
pub(super) struct OpenTable {
    table: Table,
    in_head: bool,
    row: Option<Row>,
    cell: Option<Cell>,
}

impl OpenTable {
    pub(super) fn begin_head(&mut self) {
        self.in_head = true;
    }

    pub(super) fn end_head(&mut self) {
        self.end_row();
        self.in_head = false;
    }

    /// Begins a row at this offset, and so ends the one before.
    pub(super) fn begin_row(&mut self, at: usize, level: Option<u32>) {
        self.end_row();
        self.row = Some(Row {
            level,
            cells: Vec::new(),
            span: Span::new(at, at),
        });
    }

    /// Begins a cell at this offset, and so ends the one before.
    pub(super) fn begin_cell(&mut self, at: usize) {
        self.end_cell();
        self.row.get_or_insert_with(|| Row {
            span: Span::new(at, at),
            ..Row::default()
        });
        self.cell = Some(Cell {
            span: Span::new(at, at),
            ..Cell::default()
        });
    }

    /// Whether a row is open and none of its cells is.
    pub(super) fn is_between_cells(&self) -> bool {
        self.row.is_some() && self.cell.is_none()
    }

    /// Where text goes: into the cell that is open, or that was closed too early. Nowhere between rows.
    pub(super) fn content(&mut self) -> Option<&mut Content> {
        let cell = match &mut self.cell {
            Some(cell) => Some(cell),
            None => self.row.as_mut().and_then(|row| row.cells.last_mut()),
        };
        cell.map(|cell| &mut cell.content)
    }

    pub(super) fn end_cell(&mut self) {
        if let Some(row) = &mut self.row
            && let Some(cell) = self.cell.take()
        {
            row.cells.push(cell);
        }
    }

    pub(super) fn end_row(&mut self) {
        self.end_cell();
        let Some(mut row) = self.row.take().filter(|row| !row.cells.is_empty()) else {
            return;
        };
        for cell in &mut row.cells {
            inline::end(&mut cell.content);
        }
        if self.in_head {
            self.table.header.extend(row.cells);
        } else {
            self.table.rows.push(row);
        }
    }

    /// The table, which ends at `end` at the latest.
    pub(super) fn finish(mut self, source: Source<'_>, end: usize) -> Table {
        self.end_row();
        close_spans(&mut self.table, source, end);
        self.table
    }
}

/// A row or cell ends where the next one begins; the tags around a cell's words are not shown with them.
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
            cell.span = without_tags(source, trimmed(start, cell_end));
            cell_end = start;
        }
        next = row.span.start;
    }
}

/// Tags that stand around the words of a cell.
const AROUND: [&str; 7] = ["x-cell", "x-field", "x-line", "x-row", "x-head", "x-body", "x-table"];

/// What is left of a span without such tags at its ends; all of it where nothing is left.
fn without_tags(source: Source<'_>, span: Span) -> Span {
    let is_around = |tag: &Tag<'_>| known(&tag.name.to_ascii_lowercase()).is_some_and(|kind| AROUND.contains(&kind));
    let whole = source.slice(span.start as usize..span.end as usize);
    let mut rest = whole.trim_start();
    while let Some(after) = tag(rest).filter(is_around).and_then(|tag| rest.get(tag.length..)) {
        rest = after.trim_start();
    }
    let start = span.end as usize - rest.len();
    let mut rest = rest.trim_end();
    while let Some((before, last)) = rest.rfind('<').and_then(|at| rest.split_at_checked(at))
        && tag(last).is_some_and(|tag| tag.length == last.len() && is_around(&tag))
    {
        rest = before.trim_end();
    }
    if rest.is_empty() {
        return span;
    }
    Span::new(start, start + rest.len())
}
