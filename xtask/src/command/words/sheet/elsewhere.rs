//! What a page says outside of its introduction, its tables of fields and its errors: lists of kinds, limits, notes.

use feishu_openapi_codegen::Page;
use feishu_openapi_codegen::diagnostic::Diagnostics;
use feishu_openapi_codegen::markup::{self, BlockKind, Table};
use feishu_openapi_codegen::page::{announces_errors, is_data};

/// Longest text that is taken, in characters.
const LONGEST: usize = 1_500;
/// Shortest paragraph that says something.
const SHORTEST: usize = 8;

/// The paragraphs and tables behind the first table, as lines.
pub(super) fn read(page: &Page) -> Vec<String> {
    let document = markup::read(&String::from_utf8_lossy(&page.bytes), &mut Diagnostics::new(&page.name));
    let mut lines = Vec::new();
    let (mut after_table, mut in_errors) = (false, false);
    for block in document.blocks {
        match block.kind {
            BlockKind::Heading { content, .. } => in_errors = announces_errors(&content.plain()),
            BlockKind::Table(table) => {
                if after_table && !in_errors && !is_data(&table) {
                    lines.push(rows(&table));
                }
                after_table = true;
            }
            BlockKind::Paragraph(content) | BlockKind::Alert(content) if after_table && !in_errors => {
                lines.push(one_line(&content.plain()));
            }
            BlockKind::Paragraph(_) | BlockKind::Alert(_) | BlockKind::Code(_) => {}
        }
    }
    lines.retain(|line| line.chars().count() >= SHORTEST);
    lines.dedup();
    let cut = |line: String| match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    };
    lines.into_iter().map(cut).collect()
}

fn rows(table: &Table) -> String {
    let row = |cells: &[markup::Cell]| -> String {
        cells
            .iter()
            .map(|cell| one_line(&cell.content.plain()))
            .collect::<Vec<_>>()
            .join(" | ")
    };
    let rows = table.rows.iter().map(|line| row(&line.cells));
    [row(&table.header)]
        .into_iter()
        .chain(rows)
        .collect::<Vec<_>>()
        .join(" ‖ ")
}

/// The lines of a text with a mark between them.
pub(super) fn one_line(text: &str) -> String {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" / ")
}
