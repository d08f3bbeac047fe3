//! Pipe tables, with outer pipes or without, whose cells may run over several lines.

use std::ops::Range;

use super::element::{self, Source};
use super::tree::{Cell, Inline, Row, Table};
use crate::diagnostic::Span;

/// The pipe table that begins at `start` (the first byte of a line): where it ends, and what it is.
pub(crate) fn read(source: Source<'_>, start: usize, limit: usize) -> Option<(usize, Table)> {
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
    let header = cells(source, start..header_end, width);
    let mut table = Table {
        header,
        rows: Vec::new(),
    };
    let mut at = delimiter_end;
    while at < limit {
        let end = row_end(source, at, limit);
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
        table.rows.push(Row {
            level: None,
            cells,
            span: Span::new(at, at + length),
        });
        at = end;
    }
    Some((at, table))
}

fn starts_other_block(text: &str) -> bool {
    let text = text.trim_start();
    let hashes = text.bytes().take_while(|&byte| byte == b'#').count();
    ((1..=6).contains(&hashes) && text.as_bytes().get(hashes) == Some(&b' ')) || text.starts_with(":::")
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

/// The end of the row that begins at `at`: lines that end in two blanks go on, and so does code or an element that is
/// open at a line's end.
fn row_end(source: Source<'_>, at: usize, limit: usize) -> usize {
    let mut end = line_end(source.text, at, limit);
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
        let text = source.slice(at..end);
        let continues = text.trim_end_matches(['\n', '\r']).ends_with("  ") && !text.trim().is_empty();
        if end >= limit || !(continues || element_is_open(source, at..end)) {
            return end;
        }
        end = line_end(source.text, end, limit);
    }
}

/// Whether an element that groups others is open at the end of the stretch.
fn element_is_open(source: Source<'_>, range: Range<usize>) -> bool {
    const GROUPS: [&str; 4] = ["md-enum", "md-enum-item", "md-perm", "md-tag"];
    let text = source.slice(range);
    if !text.contains("<md-") {
        return false;
    }
    GROUPS.iter().any(|name| {
        let open = format!("<{name}");
        let opened = text.match_indices(&open).filter(|(at, _)| {
            text.get(at + open.len()..)
                .is_some_and(|rest| rest.starts_with([' ', '>', '\n']))
        });
        opened.count() > text.matches(&format!("</{name}>")).count()
    })
}

/// The cells of a row. A bar that is escaped or stands in code parts nothing; where there are more than the header
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
    // An outer bar behind the last cell parts nothing.
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
        });
        from = to + 1;
    }
    cells
}

fn bars(source: Source<'_>, range: Range<usize>) -> Vec<usize> {
    let verbatim = source.verbatim_in(&range);
    let text = source.slice(range.clone());
    let is_bar = |&(at, _): &(usize, &str)| {
        let offset = range.start + at;
        let escaped = text.get(..at).is_some_and(|before| before.ends_with('\\'));
        !escaped && !verbatim.iter().any(|part| part.range.contains(&offset))
    };
    text.match_indices('|')
        .filter(is_bar)
        .map(|(at, _)| range.start + at)
        .collect()
}
