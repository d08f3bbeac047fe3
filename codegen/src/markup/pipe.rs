//! Pipe tables, with outer pipes or without, whose cells may run over several lines.

use std::ops::Range;

use super::element;
use super::heading::heading_level;
use super::source::Source;
use super::tree::{Cell, Inline, Row, Table};
use crate::diagnostic::Span;

/// A pipe table as it stands on a page.
pub(super) struct Found {
    /// Where it ends.
    pub(super) end: usize,
    pub(super) table: Table,
    /// Lines with an element that is not closed in its table; the row ends with its line all the same.
    pub(super) unclosed: Vec<Span>,
    /// The last row, where the page ends in the middle of it.
    pub(super) cut: Option<Span>,
}

/// How many lines of a row an element may be open over.
const LONGEST_ELEMENT: usize = 500;
/// How far from a line what closes its elements may stand, in bytes.
const FARTHEST: usize = 1 << 16;

/// The pipe table that begins at `start`, the first byte of a line.
pub(super) fn read(source: Source<'_>, start: usize, limit: usize) -> Option<Found> {
    let header_end = line_end(source.text, start, limit);
    let delimiter_end = line_end(source.text, header_end, limit);
    let header = source.slice(start..header_end);
    if !header.contains('|') || !is_delimiter(source.slice(header_end..delimiter_end)) {
        return None;
    }
    let delimiter = source
        .slice(header_end..delimiter_end)
        .trim()
        .trim_start_matches('|')
        .trim_end_matches('|');
    let width = delimiter.split('|').count();
    let closes_rows = is_closed(source, start..header_end);
    let header = cells(source, start..header_end, width);
    let mut unclosed = Vec::new();
    let mut table = Table {
        header,
        rows: Vec::new(),
    };
    let mut at = delimiter_end;
    let mut is_last = false;
    while at < limit && !is_last {
        let row = row_end(source, at, limit);
        let glued = glued_heading(source, at..row.end, width);
        is_last = glued.is_some();
        let end = glued.unwrap_or(row.end);
        let text = source.slice(at..end);
        if text.trim().is_empty() || starts_other_block(text) {
            break;
        }
        // A row without a bar is the paragraph below the table.
        let cells = cells(source, at..end, width);
        if cells.len() < 2 && !text.contains('|') {
            break;
        }
        let length = text.trim_end().len();
        if row.is_open {
            unclosed.push(Span::new(at, at + length));
        }
        table.rows.push(Row {
            level: None,
            cells,
            span: Span::new(at, at + length),
        });
        at = end;
    }
    // Without a line end, what looks like a row may be the start of one.
    let has_end = source.slice(at..limit).starts_with('\n') || source.slice(start..at).ends_with('\n');
    let cut = if has_end {
        None
    } else {
        cut(&table, source, closes_rows)
    };
    Some(Found {
        end: at,
        cut,
        table,
        unclosed,
    })
}

/// The last row, where it lacks what all others have.
fn cut(table: &Table, source: Source<'_>, closes_rows: bool) -> Option<Span> {
    let (last, others) = table.rows.split_last()?;
    let is_closed = |row: &Row| is_closed(source, row.span.start as usize..row.span.end as usize);
    let is_full = |row: &Row| row.cells.len() >= table.header.len();
    let lost_bar = closes_rows && others.iter().all(is_closed) && !is_closed(last);
    let lost_cells = others.iter().all(is_full) && !is_full(last);
    (lost_bar || lost_cells).then_some(last.span)
}

fn is_closed(source: Source<'_>, range: Range<usize>) -> bool {
    source.slice(range).trim_end().ends_with('|')
}

/// Where a heading begins behind the last bar of a row, for want of a line end: the table ends there.
fn glued_heading(source: Source<'_>, range: Range<usize>, width: usize) -> Option<usize> {
    let row = range.clone();
    if !source.slice(row).trim_start().starts_with('|') {
        return None;
    }
    let bars = bars(source, range.clone());
    let behind = bars.last().filter(|_| bars.len() > width)? + 1;
    let text = source.slice(behind..range.end);
    heading_level(text).map(|_| behind + text.len() - text.trim_start().len())
}

fn starts_other_block(text: &str) -> bool {
    heading_level(text).is_some() || text.trim_start().starts_with(":::")
}

/// `--- | :--:`, at least one bar and one dash.
fn is_delimiter(line: &str) -> bool {
    let line = line.trim();
    line.contains('|')
        && line.contains('-')
        && line.split('|').all(|cell| {
            let cell = cell.trim();
            cell.chars().all(|char| char == '-' || char == ':')
        })
}

fn line_end(text: &str, at: usize, limit: usize) -> usize {
    let rest = text.get(at..limit).unwrap_or_default();
    rest.find('\n').map_or(limit, |length| at + length + 1)
}

struct RowEnd {
    end: usize,
    /// Whether an element is open there that is never closed.
    is_open: bool,
}

/// The end of the row that begins at `at`: lines that end in two blanks go on, and so does code or an element that is
/// open at a line's end, if it is closed before a heading or the end of a block.
fn row_end(source: Source<'_>, at: usize, limit: usize) -> RowEnd {
    let mut end = line_end(source.text, at, limit);
    let mut counted = at;
    let mut open = [0_usize; GROUPS.len()];
    let mut open_since: Option<(usize, usize)> = None;
    loop {
        let inside = source
            .verbatim
            .get(..source.verbatim.partition_point(|part| part.range.start < end));
        if let Some(part) = inside
            .and_then(<[_]>::last)
            .filter(|part| part.range.end >= end && part.range.start > at)
            && part.range.end > end
        {
            end = line_end(source.text, part.range.end.min(limit), limit);
            continue;
        }
        let text = source.slice(counted..end);
        count_open(text, &mut open);
        counted = end;
        let continues = text.trim_end_matches(['\n', '\r']).ends_with("  ") && !source.slice(at..end).trim().is_empty();
        if open.iter().all(|&count| count == 0) {
            open_since = None;
            if end >= limit || !continues {
                return RowEnd { end, is_open: false };
            }
        } else {
            if open_since.is_none() && !may_close(source, end, limit, &open) {
                return RowEnd { end, is_open: true };
            }
            let (first, lines) = open_since.unwrap_or((end, 0));
            open_since = Some((first, lines + 1));
            let next = line_end(source.text, end, limit);
            if end >= limit || lines >= LONGEST_ELEMENT || starts_other_block(source.slice(end..next)) {
                return RowEnd {
                    end: first,
                    is_open: true,
                };
            }
        }
        end = line_end(source.text, end, limit);
    }
}

/// Elements that group others, with what closes them.
const GROUPS: [(&str, &str); 4] = [
    ("<md-enum", "</md-enum>"),
    ("<md-enum-item", "</md-enum-item>"),
    ("<md-perm", "</md-perm>"),
    ("<md-tag", "</md-tag>"),
];

/// Counts how many elements of each group are open behind a line.
fn count_open(line: &str, open: &mut [usize; GROUPS.len()]) {
    if !line.contains("md-") {
        return;
    }
    for ((tag, close), open) in GROUPS.iter().zip(open) {
        let opened = line.match_indices(tag).filter(|(at, _)| {
            line.get(at + tag.len()..)
                .is_some_and(|rest| rest.starts_with([' ', '>', '\n']))
        });
        *open = (*open + opened.count()).saturating_sub(line.matches(close).count());
    }
}

/// Whether what is open behind `end` may be closed soon.
fn may_close(source: Source<'_>, end: usize, limit: usize, open: &[usize; GROUPS.len()]) -> bool {
    let mut until = limit.min(end + FARTHEST);
    while !source.text.is_char_boundary(until) {
        until -= 1;
    }
    let near = source.slice(end..until);
    let mut groups = GROUPS.iter().zip(open).filter(|(_, count)| **count > 0);
    groups.all(|((_, close), _)| near.contains(close))
}

/// The cells of a row. A bar that is escaped or stands in code separates nothing; where there are more than the header
/// has, the surplus belongs to the last.
fn cells(source: Source<'_>, range: Range<usize>, width: usize) -> Vec<Cell> {
    let text = source.slice(range.clone());
    let trimmed_start = range.start + (text.len() - text.trim_start().len());
    let trimmed_end = range.start + text.trim_end().len();
    let text = source.slice(trimmed_start..trimmed_end.max(trimmed_start));
    let outer_start = usize::from(text.starts_with('|'));
    let ends_with_bar = text.len() > outer_start && text.ends_with('|') && !text.ends_with("\\|");
    let start = trimmed_start + outer_start;
    let mut end = trimmed_end - usize::from(ends_with_bar && outer_start == 1);
    let mut bars = bars(source, start..end);
    // Backticks without a partner take bars in. Between blanks they separate cells, where only that makes the row whole.
    if bars.len() + 1 < width {
        let is_apart =
            |&bar: &usize| source.slice(start..bar).ends_with(' ') && source.slice(bar + 1..end).starts_with(' ');
        let all = bars_in(source.slice(start..end), start).filter(|bar| bars.contains(bar) || is_apart(bar));
        let all: Vec<_> = all.collect();
        if all.len() + 1 == width {
            bars = all;
        }
    }
    // An outer bar behind the last cell separates nothing.
    if bars.len() >= width && bars.last() == Some(&(end.saturating_sub(1))) && outer_start == 0 {
        bars.pop();
        end -= 1;
    }
    bars.truncate(width.saturating_sub(1));
    let mut cells = Vec::with_capacity(bars.len() + 1);
    let mut from = start;
    for to in bars.into_iter().chain([end]) {
        let text = source.slice(from..to);
        // Wide and unbreakable blanks stay: they show the depth of a row.
        let lead = text.len() - text.trim_ascii_start().len();
        let length = text.trim_ascii().len();
        let range = from + lead..from + lead + length;
        let mut content = element::content(source, range.clone());
        for inline in &mut content.0 {
            // In tables, and nowhere else, a bar is escaped even in code.
            if let Inline::Code(code) = inline
                && code.contains("\\|")
            {
                *code = code.replace("\\|", "|");
            }
        }
        cells.push(Cell {
            span: Span::new(range.start, range.end),
            content,
            // One stands behind each bar.
            blanks: u32::try_from(lead.saturating_sub(1)).unwrap_or(u32::MAX),
        });
        from = to + 1;
    }
    cells
}

fn bars(source: Source<'_>, range: Range<usize>) -> Vec<usize> {
    let mut verbatim = source.verbatim_in(&range).iter().peekable();
    let is_outside = |offset: &usize| {
        // Both come in order.
        while verbatim.next_if(|part| part.range.end <= *offset).is_some() {}
        verbatim.peek().is_none_or(|part| !part.range.contains(offset))
    };
    bars_in(source.slice(range.clone()), range.start)
        .filter(is_outside)
        .collect()
}

/// The bars in a text that begins at `start`, but for those that are escaped.
fn bars_in(text: &str, start: usize) -> impl Iterator<Item = usize> {
    let is_bar = move |(at, _): &(usize, &str)| text.get(..*at).is_some_and(|before| !before.ends_with('\\'));
    text.match_indices('|').filter(is_bar).map(move |(at, _)| start + at)
}
