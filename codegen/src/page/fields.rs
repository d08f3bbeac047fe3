//! Tables of fields and of errors, by the titles of their columns.

use super::basics::spanned;
use super::depth::{self, Depths, Indent};
use super::raw::{RawError, RawField, Spanned};

use crate::diagnostic::{Code, Diagnostics, Span, counted};
use crate::markup::{Cell, Content, Inline, Row, Table};
use crate::vocabulary::{self, Column, NESTING_MARKS, REQUIRED_TAG, is_presence_tag};

/// What the columns of a table hold.
pub(super) struct Columns<'t> {
    columns: Vec<(Option<Column>, String)>,
    /// The rows below the header.
    pub(super) rows: &'t [Row],
}

impl<'t> Columns<'t> {
    /// By the header; by the first row where there is no header.
    pub(super) fn of(table: &'t Table) -> Self {
        let read = |cells: &[Cell]| -> Vec<_> {
            let title = |cell: &Cell| cell.content.plain();
            cells
                .iter()
                .map(title)
                .map(|title| (vocabulary::column(&title), title))
                .collect()
        };
        let columns = read(&table.header);
        if columns.iter().any(|(column, _)| column.is_some()) {
            return Self {
                columns,
                rows: &table.rows,
            };
        }
        let first = table.rows.first().map(|row| read(&row.cells)).unwrap_or_default();
        if first.iter().filter(|(column, _)| column.is_some()).count() > 1 {
            return Self {
                columns: first,
                rows: table.rows.get(1..).unwrap_or_default(),
            };
        }
        Self {
            columns,
            rows: &table.rows,
        }
    }

    fn position(&self, wanted: Column) -> Option<usize> {
        self.columns.iter().position(|(column, _)| *column == Some(wanted))
    }

    /// A name, and a type or a description.
    pub(super) fn are_fields(&self) -> bool {
        self.position(Column::Name).is_some()
            && (self.type_column().is_some()
                || self.position(Column::Description).is_some()
                || self.position(Column::Required).is_some())
            && self.position(Column::ErrorCode).is_none()
    }

    /// Names and types alone, the names in words: they say what values mean, and are the keys of no object.
    pub(super) fn are_vocabulary(&self) -> bool {
        let kinds: Vec<_> = self.columns.iter().map(|(column, _)| *column).collect();
        let in_words = |row: &Row| {
            self.cell(row, Column::Name)
                .is_some_and(|cell| !cell.content.plain().is_ascii())
        };
        kinds == [Some(Column::Name), Some(Column::Type)] && self.rows.iter().all(in_words)
    }

    /// Whether the types are exact, so that samples change none of them.
    pub(super) fn types_are_stated(&self) -> bool {
        self.position(Column::StatedType).is_some()
    }

    fn type_column(&self) -> Option<Column> {
        let columns = [Column::StatedType, Column::Type];
        columns.into_iter().find(|column| self.position(*column).is_some())
    }

    pub(super) fn are_errors(&self) -> bool {
        self.position(Column::ErrorCode).is_some()
    }

    fn cell<'r>(&self, row: &'r Row, wanted: Column) -> Option<&'r Cell> {
        row.cells.get(self.position(wanted)?)
    }

    fn check_width(&self, row: &Row, diagnostics: &mut Diagnostics) {
        let (have, want) = (row.cells.len(), self.columns.len());
        if have != want {
            diagnostics.report(
                Code::RaggedRow,
                row.span,
                format!("this row has {}, its header {want}", counted(have, "cell")),
            );
        }
    }

    /// Reads the rows as fields. Says what the markup shows of their depths.
    pub(super) fn fields(&self, diagnostics: &mut Diagnostics) -> (Vec<RawField>, Depths) {
        let mut fields = Vec::with_capacity(self.rows.len());
        let mut indents: Vec<Indent> = Vec::with_capacity(self.rows.len());
        for row in self.rows {
            self.check_width(row, diagnostics);
            let Some(name_cell) = self.cell(row, Column::Name) else {
                diagnostics.report(Code::RaggedRow, row.span, "this row has no cell for a name");
                continue;
            };
            let name = Name::of(name_cell);
            let is_separator = !name.text.is_empty() && name.text.chars().all(|char| "=-—_*. ".contains(char));
            if is_separator {
                let message = format!("`{}` separates rows; it is no field", name.text);
                diagnostics.report(Code::SeparatorRow, name_cell.span, message);
                continue;
            }
            indents.push(Indent {
                level: row.level,
                blanks: name_cell.blanks,
                ..name.indent
            });
            let description = self.cell(row, Column::Description);
            fields.push(RawField {
                level: 0,
                name: Spanned {
                    text: name.text,
                    span: name_cell.span,
                },
                ty: self
                    .type_column()
                    .and_then(|column| self.cell(row, column))
                    .map(spanned),
                required: self
                    .cell(row, Column::Required)
                    .map(spanned)
                    .filter(|cell| !cell.text.is_empty())
                    .or(name.required),
                columns: self.extras(row),
                description: description.map(|cell| cell.content.clone()).unwrap_or_default(),
                description_span: description.map_or(row.span, |cell| cell.span),
                span: row.span,
            });
        }
        let (levels, depths) = depth::read(&indents);
        for (field, level) in fields.iter_mut().zip(levels) {
            field.level = level;
        }
        (fields, depths)
    }

    fn extras(&self, row: &Row) -> Vec<(String, Content)> {
        let extra = |(at, cell): (usize, &Cell)| {
            let (column, title) = self.columns.get(at)?;
            // Columns with titles that are not known are kept as well: nothing is dropped.
            let is_extra = matches!(column, None | Some(Column::Extra)) || self.is_repeated(at);
            (is_extra && !cell.content.is_empty()).then(|| (title.clone(), cell.content.clone()))
        };
        row.cells.iter().enumerate().filter_map(extra).collect()
    }

    /// Whether a column before this one holds the same.
    fn is_repeated(&self, at: usize) -> bool {
        self.columns
            .get(at)
            .and_then(|(column, _)| *column)
            .is_some_and(|column| column != Column::Extra && self.position(column) != Some(at))
    }

    /// Reports columns that mean what another one means.
    pub(super) fn report_repeated(&self, span: Span, diagnostics: &mut Diagnostics) {
        for (at, (_, title)) in self.columns.iter().enumerate() {
            if self.is_repeated(at) {
                let message = format!("the column `{title}` means what one before it means; it stays in the text");
                diagnostics.report(Code::DuplicateColumn, span, message);
            }
        }
    }

    /// Reads the rows as errors.
    pub(super) fn errors(&self, diagnostics: &mut Diagnostics) -> Vec<RawError> {
        let read = |row: &Row| {
            self.check_width(row, diagnostics);
            let text = |column| self.cell(row, column).map(spanned);
            // Where there is a column for messages, the description is advice; else it is the message.
            let (message, advice) = match (text(Column::Message), text(Column::Description), text(Column::Advice)) {
                (Some(message), description, advice) => (message, advice.or(description)),
                (None, description, advice) => (description.unwrap_or_default(), advice),
            };
            let mut advice = advice.unwrap_or_default().text;
            for (title, content) in self.extras(row) {
                advice.push_str(&format!("\n{title}: {}", content.plain()));
            }
            RawError {
                status: text(Column::Status).filter(|status| !status.text.is_empty()),
                code: text(Column::ErrorCode).unwrap_or_else(|| Spanned {
                    text: String::new(),
                    span: row.span,
                }),
                message,
                advice: advice.trim().to_owned(),
                gone: text(Column::Gone).and_then(|mark| vocabulary::marked(&mark.text, vocabulary::GONE)),
                span: row.span,
            }
        };
        self.rows.iter().map(read).collect()
    }
}

/// What the cell with a field's name says.
struct Name {
    text: String,
    indent: Indent,
    required: Option<Spanned>,
}

impl Name {
    fn of(cell: &Cell) -> Self {
        let mut name = Self {
            text: String::new(),
            indent: Indent::default(),
            required: None,
        };
        for inline in &cell.content.0 {
            match inline {
                Inline::Text(text) | Inline::Strong(text) if name.text.is_empty() => {
                    let rest = name.take_indent(text);
                    name.text.push_str(rest);
                }
                Inline::Code(text) if !name.text.is_empty() && is_presence_tag(text) => name.require(text, cell.span),
                Inline::Code(text) => {
                    name.indent.is_code |= name.text.is_empty();
                    name.text.push_str(text);
                }
                Inline::Text(text) | Inline::Strong(text) | Inline::Link { text, .. } => name.text.push_str(text),
                Inline::Tag { kind, text } if kind == "field-required" || is_presence_tag(text) => {
                    name.require(if text.is_empty() { REQUIRED_TAG } else { text }, cell.span);
                }
                Inline::Tag { text, .. } => name.text.push_str(text),
                Inline::Break if !name.text.is_empty() => name.text.push('\n'),
                _ => {}
            }
        }
        // A tag may be glued to the name, or have lost its word and be empty code.
        let (text, tag) = match name.text.trim().strip_suffix("``") {
            Some(rest) => (rest, Some(REQUIRED_TAG)),
            None => vocabulary::split_presence_tag(name.text.trim()),
        };
        let text = text.trim_matches(|char: char| char == '`' || char.is_whitespace());
        name.text = text.to_owned();
        if let Some(tag) = tag {
            name.require(tag, cell.span);
        }
        name
    }

    fn require(&mut self, tag: &str, span: Span) {
        self.required = Some(Spanned {
            text: tag.trim().to_owned(),
            span,
        });
    }

    /// Measures the indentation; gives the text behind it. Ordinary blanks do not count.
    fn take_indent<'t>(&mut self, text: &'t str) -> &'t str {
        let rest = text.trim_start_matches(|char: char| char.is_whitespace() || NESTING_MARKS.contains(&char));
        let lead = text.get(..text.len() - rest.len()).unwrap_or_default();
        for char in lead.chars() {
            self.indent.width += match char {
                '\u{2003}' | '\u{3000}' => 2,
                '\u{a0}' | '\u{2002}' => 1,
                _ if NESTING_MARKS.contains(&char) => 1,
                _ => 0,
            };
            if NESTING_MARKS.contains(&char) {
                self.indent.marks += 1;
                self.indent.lead = self.indent.width;
            }
        }
        rest
    }
}
