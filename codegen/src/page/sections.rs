//! Reads a page's blocks in order: headings say to which section the tables, samples and notes below them belong.

use super::basics;
use super::depth::Depths;
use super::event;
use super::fields::Columns;
use super::raw::{
    Explorer, Front, RawErrorTable, RawEvent, RawField, RawFieldTable, RawPage, RawSample, RawSamplePlace, Section,
    Spanned,
};

use crate::diagnostic::{Code, Diagnostics, Span, counted};
use crate::markup::{Block, BlockKind, Content, Document, Table};
use crate::vocabulary::{self, EventHeading, Heading};

/// Reads a page that describes an endpoint, or events. `None` for guides and overviews: no table names a URL or the type of
/// an event, and no sample below the heading of one shows an event.
pub fn read(page: &str, document: &Document, diagnostics: &mut Diagnostics) -> Option<RawPage> {
    let any_table = |test: fn(&Table) -> bool| {
        let is_one = |block: &Block| matches!(&block.kind, BlockKind::Table(table) if test(table));
        document.blocks.iter().any(is_one)
    };
    let is_event = !any_table(basics::is_basics);
    let has_event_basics = is_event && any_table(basics::is_event);
    if is_event && !has_event_basics && !event::is_shown(document) {
        return None;
    }
    let raw = RawPage {
        page: page.to_owned(),
        front: front(&document.front),
        event: is_event.then(RawEvent::default),
        ..RawPage::default()
    };
    let mut walk = Walk {
        raw,
        is_introduced: false,
        has_event_basics,
        heading: None,
        event_heading: None,
        heading_text: String::new(),
        caption: String::new(),
        in_code: Vec::new(),
        diagnostics,
    };
    for block in &document.blocks {
        walk.block(block);
    }
    walk.show_flat_tables();
    Some(walk.raw)
}

/// Whether a table is read as data: facts of an endpoint or of an event, fields, or errors. Any other is text.
#[must_use]
pub fn is_data(table: &Table) -> bool {
    let columns = Columns::of(table);
    basics::is_basics(table) || basics::is_event(table) || columns.are_errors() || columns.are_fields()
}

/// Whether a heading announces the table of errors.
#[must_use]
pub fn announces_errors(heading: &str) -> bool {
    vocabulary::heading(heading) == Some(Heading::Errors)
}

struct Walk<'d> {
    raw: RawPage,
    /// Whether the introduction has ended.
    is_introduced: bool,
    /// Whether a table introduces the event. Some pages do without.
    has_event_basics: bool,
    /// The same of a page of events.
    event_heading: Option<EventHeading>,
    /// The section that is being read, where its heading is known.
    heading: Option<Heading>,
    heading_text: String,
    /// The paragraph right above.
    caption: String,
    /// Tables whose depths are all 0 if another one shows depths.
    in_code: Vec<usize>,
    diagnostics: &'d mut Diagnostics,
}

impl Walk<'_> {
    /// Of tables in one form, those without any depth are flat where another one shows depths.
    fn show_flat_tables(&mut self) {
        let has_depths = |table: &RawFieldTable| table.levels_shown && table.rows.iter().any(|row| row.level > 0);
        if !self.raw.tables.iter().any(has_depths) {
            return;
        }
        for &at in &self.in_code {
            if let Some(table) = self.raw.tables.get_mut(at) {
                table.levels_shown = true;
            }
        }
    }

    fn block(&mut self, block: &Block) {
        match &block.kind {
            BlockKind::Heading { level, content } => self.heading(*level, content, block.span),
            BlockKind::Paragraph(content) | BlockKind::Alert(content) => self.paragraph(content, block.span),
            BlockKind::Table(table) => self.table(table, block.span),
            BlockKind::Code(code) => {
                let place = match self.heading {
                    _ if self.raw.event.is_some() => event::sample_place(self.event_heading, &code.text),
                    Some(
                        Heading::Request
                        | Heading::Headers
                        | Heading::Path
                        | Heading::Query
                        | Heading::Body
                        | Heading::Parameters
                        | Heading::RequestSample,
                    ) => RawSamplePlace::Request,
                    Some(
                        Heading::Response | Heading::ResponseHeaders | Heading::ResponseBody | Heading::ResponseSample,
                    ) => RawSamplePlace::Response,
                    Some(Heading::Errors) | None => RawSamplePlace::Elsewhere,
                };
                let caption = std::mem::take(&mut self.caption);
                self.raw.samples.push(RawSample {
                    place,
                    caption,
                    code: code.clone(),
                    span: block.span,
                });
            }
        }
    }

    fn heading(&mut self, level: u8, content: &Content, span: Span) {
        let text = content.plain();
        self.caption.clear();
        if self.raw.event.is_some() {
            match vocabulary::event_heading(&text) {
                Some(heading) => self.begin_event_section(heading),
                None if level <= 3 => self.event_heading = None,
                None => {}
            }
        } else {
            match vocabulary::heading(&text) {
                Some(heading) => self.heading = Some(heading),
                // A deeper heading that names nothing known stays within its section: 响应体 > 卡片消息.
                None if level <= 3 => self.heading = None,
                None => {}
            }
        }
        if level == 1 && self.raw.heading.is_none() {
            self.raw.heading = Some(Spanned {
                text: text.clone(),
                span,
            });
        }
        self.heading_text = text;
    }

    fn paragraph(&mut self, content: &Content, span: Span) {
        let text = content.plain();
        if self.raw.explorer.is_none() {
            self.raw.explorer = explorer(&text, span);
        }
        if let Some(updated) = last_change(&text) {
            self.raw.front.updated = self.raw.front.updated.or(Some(updated));
            return;
        }
        if self.raw.event.is_some() {
            if let Some(heading) = event::announced(&text) {
                self.begin_event_section(heading);
                self.heading_text = text;
                self.caption.clear();
                return;
            }
            self.event_type(&text, span);
        } else if let Some(heading) = announced_section(&text) {
            self.heading = Some(heading);
            self.heading_text = text;
            self.caption.clear();
            return;
        }
        if !self.is_introduced && self.heading.is_none() {
            self.raw.introduction.push(content.clone());
        }
        if matches!(
            self.heading,
            Some(Heading::Response | Heading::ResponseBody | Heading::ResponseSample | Heading::ResponseHeaders)
        ) {
            self.raw.response_notes.push(Spanned {
                text: text.clone(),
                span,
            });
        }
        self.caption = text;
    }

    fn table(&mut self, table: &Table, span: Span) {
        let is_event = self.raw.event.is_some();
        if !self.is_introduced && (basics::is_basics(table) || is_event && basics::is_event(table)) {
            basics::read(table, &mut self.raw, self.diagnostics);
            self.is_introduced = is_event || !self.raw.url.text.is_empty();
            self.heading = self.heading.or((!is_event).then_some(Heading::Request));
            return;
        }
        if !self.is_introduced {
            // Tables of the introduction describe no parameter.
            self.unknown(table, span);
            return;
        }
        let columns = Columns::of(table);
        if columns.are_errors() && !matches!(self.heading, Some(Heading::ResponseBody | Heading::Body)) {
            columns.report_repeated(span, self.diagnostics);
            let rows = columns.errors(self.diagnostics);
            self.raw.errors.push(RawErrorTable {
                heading: self.heading_text.clone(),
                rows,
                span,
            });
            return;
        }
        let follows_response = || self.raw.tables.iter().any(|table| table.section == Section::Response);
        if !columns.are_fields() || columns.are_vocabulary() && follows_response() {
            self.unknown(table, span);
            return;
        }
        columns.report_repeated(span, self.diagnostics);
        let types_stated = columns.types_are_stated();
        let (mut rows, depths) = columns.fields(self.diagnostics);
        let is_request_header = |row: &RawField| vocabulary::REQUEST_HEADERS.contains(&row.name.text.as_str());
        let section = match self.heading {
            _ if is_event => event::section(self.event_heading),
            None if !rows.is_empty() && rows.iter().all(is_request_header) => Section::Headers,
            Some(Heading::Headers) => Section::Headers,
            Some(Heading::Path) => Section::Path,
            Some(Heading::Query) => Section::Query,
            Some(Heading::Body) => Section::Body,
            Some(Heading::Parameters | Heading::Request) => Section::Parameters,
            Some(Heading::ResponseHeaders) => Section::ResponseHeaders,
            Some(Heading::ResponseBody | Heading::Response) => Section::Response,
            Some(Heading::RequestSample | Heading::ResponseSample | Heading::Errors) | None => Section::Other,
        };
        if section == Section::Headers {
            rows.retain(|row| !basics::read_header_row(row, &mut self.raw));
        }
        if depths == Depths::NoneInCode {
            self.in_code.push(self.raw.tables.len());
        }
        let heading = self.heading_text.clone();
        self.raw.tables.push(RawFieldTable {
            section,
            heading,
            // What states its types states its depths.
            levels_shown: depths == Depths::Shown || types_stated,
            marked: depths == Depths::Marked,
            types_stated,
            rows,
            span,
        });
    }

    fn begin_event_section(&mut self, heading: EventHeading) {
        self.event_heading = Some(heading);
        self.is_introduced |= !self.has_event_basics && heading != EventHeading::Event;
    }

    /// A line below the heading of a type is the type.
    fn event_type(&mut self, text: &str, span: Span) {
        let Some(event) = self.raw.event.as_mut() else { return };
        if self.event_heading == Some(EventHeading::Type) && event.event_type.is_none() {
            event.event_type = Some(Spanned {
                text: text.trim_matches('`').to_owned(),
                span,
            });
        }
    }

    fn unknown(&mut self, table: &Table, span: Span) {
        let titles: Vec<_> = table.header.iter().map(|cell| cell.content.plain()).collect();
        let message = format!(
            "a table `{}` of {} below `{}` is read as text",
            titles.join(" | "),
            counted(table.rows.len(), "row"),
            self.heading_text
        );
        self.diagnostics.report(Code::TableOfText, span, message);
    }
}

/// A few pages announce a section by a line of text.
fn announced_section(text: &str) -> Option<Heading> {
    // A sentence may end with the word for a body.
    if text.len() < 40 && !vocabulary::is_alternative(text) {
        vocabulary::heading(text)
    } else {
        None
    }
}

/// Whether a line of text would be taken for a heading, or for another part of the page's frame.
pub(crate) fn announces_section(text: &str) -> bool {
    announced_section(text).is_some() || last_change(text).is_some()
}

/// The same on a page of events.
pub(crate) fn announces_event_section(text: &str) -> bool {
    event::announced(text).is_some() || last_change(text).is_some()
}

/// `{尝试一下}(url=/api/…?project=contact&version=v3&resource=user&method=delete)`
fn explorer(text: &str, span: Span) -> Option<Explorer> {
    let start = text.find("api_explore_config?").or_else(|| text.find("?project="))?;
    let query = text.get(start..)?.split_once('?')?.1;
    let query = query.split([')', ' ', '\n']).next()?;
    let value = |wanted: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs
            .find(|(key, _)| *key == wanted)
            .map(|(_, value)| value.trim().to_owned())
    };
    let explorer = Explorer {
        project: value("project")?,
        version: value("version")?,
        resource: value("resource").unwrap_or_default(),
        method: value("method").or_else(|| value("event"))?,
        span,
    };
    (!explorer.project.is_empty() && !explorer.method.is_empty()).then_some(explorer)
}

fn front(pairs: &[(String, String)]) -> Front {
    let value = |keys: &[&str]| {
        let mut pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
        pairs
            .find(|(key, _)| keys.contains(&key.as_str()))
            .map(|(_, value)| value.clone())
    };
    let updated = value(&[
        "updateTime",
        "updatedAt",
        "updated_at",
        "last_remote_update_timestamp",
        "update_time",
        "updated",
    ])
    // A date alone says less than a time.
    .or_else(|| value(&["last_remote_update"]));
    Front {
        title: value(&["title"]),
        document_id: value(&["id", "document_id"]),
        address: value(&["source", "source_url", "url", "fullPath", "full_path"]),
        updated: updated.and_then(|updated| milliseconds(&updated)),
        fixups: value(&["fixups"]).map(|names| words(&names)).unwrap_or_default(),
    }
}

/// `a, b`
fn words(text: &str) -> Vec<String> {
    let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(ToOwned::to_owned).collect()
}

/// A time in milliseconds since 1970: a number, or a date in one of the usual forms (UTC where no zone is given).
fn milliseconds(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>() {
        // Ten digits are seconds.
        return Some(if number.abs() < 100_000_000_000 {
            number.saturating_mul(1000)
        } else {
            number
        });
    }
    if let Ok(timestamp) = text.parse::<jiff::Timestamp>() {
        return Some(timestamp.as_millisecond());
    }
    let date: jiff::civil::DateTime = text
        .parse()
        .or_else(|_| text.parse::<jiff::civil::Date>().map(jiff::civil::DateTime::from))
        .ok()?;
    Some(
        date.to_zoned(jiff::tz::TimeZone::UTC)
            .ok()?
            .timestamp()
            .as_millisecond(),
    )
}

/// `最后更新于 2024-11-22`
fn last_change(text: &str) -> Option<i64> {
    let rest = vocabulary::LAST_CHANGE
        .iter()
        .find_map(|words| text.strip_prefix(words))?;
    milliseconds(rest.trim_start_matches([' ', ':', '：']))
}
