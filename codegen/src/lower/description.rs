//! The cell that describes a field -> example, default, values, limits, permissions; the rest is text.

use super::{default_mark, limits, lines, values};
use crate::diagnostic::{Code, Diagnostics, Span};
use crate::ir::{Constraints, FieldScope, Scope, Since, Unit};
use crate::markup::{Content, Inline, ScopeTag, Value};
use crate::page::scope_tags;
use crate::vocabulary::{self, GONE, GONE_VALUES, HELD, Label, marked, squeeze};

/// What a description says.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) text: String,
    pub(super) default: Option<String>,
    pub(super) example: Option<String>,
    pub(super) values: Vec<Value>,
    pub(super) constraints: Constraints,
    pub(super) unit: Option<Unit>,
    pub(super) scopes: Vec<FieldScope>,
    pub(super) deprecated: bool,
    pub(super) gone: Option<Since>,
    pub(super) held: Option<Since>,
    /// The values that the page does not list any more; they stand among the others too.
    pub(super) gone_values: Vec<(String, Since)>,
}

/// A stretch of a description: what its label announces, and what stands behind the label.
struct Part<'c> {
    label: Option<Label>,
    /// The label's words.
    title: String,
    content: Vec<&'c Inline>,
    /// What stood on the label's line, where the label is no element of its own.
    line: String,
}

/// Reads a description; `span` is where it stands.
pub(super) fn read(content: &Content, span: Span, diagnostics: &mut Diagnostics) -> Facts {
    let mut facts = Facts::default();
    let content = lines::restore(content);
    for part in parts(&content) {
        facts.take(part, span, diagnostics);
    }
    let lines = facts
        .text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && *line != "-" && *line != "\\-");
    facts.text = lines.collect::<Vec<_>>().join("\n");
    if facts.default.is_none() {
        let marked = default_mark::of_values(&mut facts.values);
        let marked = marked.or_else(|| default_mark::in_text(&facts.text));
        facts.default = marked.or_else(|| default_in(&facts.text));
    }
    facts.unit = facts.unit.or_else(|| vocabulary::unit(&facts.text));
    facts.deprecated |= vocabulary::DEPRECATED_FIELD
        .iter()
        .any(|word| facts.text.contains(word));
    facts
}

/// The default that a sentence of its own gives, in quotes.
fn default_in(text: &str) -> Option<String> {
    let sentences = text.lines().flat_map(|line| line.split('。'));
    let default = |sentence: &str| {
        let words = vocabulary::DEFAULTS_TO.iter();
        let rest = words.filter_map(|words| sentence.trim().strip_prefix(words)).next()?;
        let quoted = rest.trim().strip_prefix(['"', '“'])?.strip_suffix(['"', '”'])?;
        (!quoted.is_empty() && !quoted.contains(['"', '“', '”'])).then(|| quoted.to_owned())
    };
    sentences.filter_map(default).next()
}

/// Splits a description at its labels.
fn parts(content: &Content) -> Vec<Part<'_>> {
    let plain = || Part {
        label: None,
        title: String::new(),
        content: Vec::new(),
        line: String::new(),
    };
    let mut parts = vec![plain()];
    let mut line_starts = true;
    for (at, inline) in content.0.iter().enumerate() {
        let label = match inline {
            Inline::Strong(text) => {
                let squeezed = squeeze(text);
                let label = vocabulary::label(&squeezed).map(|label| (label, text.clone(), String::new()));
                // Another label, such as 注意, ends the part before it; a colon shows one anywhere but among values.
                let is_value = parts
                    .last()
                    .is_some_and(|part| part.label.is_some_and(|label| !is_of_values(label)));
                let is_other =
                    line_starts && text.chars().count() < 12 || is_value && has_colon(text, content.0.get(at + 1));
                let rest = content.0.get(at + 1..).unwrap_or_default();
                let is_remark = parts.last().is_some_and(Part::lists_values) && continues_list(rest);
                if label.is_none() && is_other && !is_remark {
                    parts.push(plain());
                }
                label
            }
            Inline::Text(text) if line_starts => text.split_once(['：', ':']).and_then(|(title, rest)| {
                let label = vocabulary::label(&squeeze(title))
                    .filter(|label| !matches!(label, Label::Scopes | Label::Deprecated | Label::Gone | Label::Held))?;
                Some((label, title.to_owned(), rest.to_owned()))
            }),
            _ => None,
        };
        line_starts = matches!(inline, Inline::Break);
        if let Some((label, title, line)) = label {
            parts.push(Part {
                label: Some(label),
                title,
                content: Vec::new(),
                line,
            });
            continue;
        }
        if let Some(part) = parts.last_mut() {
            part.content.push(inline);
        }
        // A list of values may follow a sentence that announces it.
        if let Inline::Text(text) = inline
            && announces_values(text)
        {
            let title = text.clone();
            parts.push(Part {
                label: Some(Label::Values),
                title,
                content: Vec::new(),
                line: String::new(),
            });
        }
    }
    parts
}

fn is_of_values(label: Label) -> bool {
    matches!(label, Label::Values | Label::GoneValues)
}

/// Whether items of a list come before the next label: what stands between is a remark on one of them.
fn continues_list(rest: &[Inline]) -> bool {
    let is_label =
        |inline: &Inline| matches!(inline, Inline::Strong(text) if vocabulary::label(&squeeze(text)).is_some());
    let length = rest.iter().position(is_label).unwrap_or(rest.len());
    let rest: Vec<_> = rest.iter().take(length).collect();
    let lines = rest.split(|inline| matches!(inline, Inline::Break));
    lines.skip(1).any(values::is_item)
}

/// Whether a colon stands at the end of a bold text, or behind it.
fn has_colon(text: &str, next: Option<&Inline>) -> bool {
    let follows = matches!(next, Some(Inline::Text(next)) if next.trim_start().starts_with(['：', ':']));
    follows || text.trim_end().ends_with(['：', ':'])
}

fn announces_values(text: &str) -> bool {
    let Some(sentence) = text.trim_end().strip_suffix(['：', ':']) else {
        return false;
    };
    let last = sentence.rsplit(['。', '，', ',', '；', '.']).next().unwrap_or_default();
    vocabulary::label(&squeeze(last)) == Some(Label::Values)
}

impl Facts {
    fn take(&mut self, part: Part<'_>, span: Span, diagnostics: &mut Diagnostics) {
        match part.label {
            None => self.add_text(&part.content, diagnostics),
            Some(Label::Example) => {
                let (value, rest) = part.value();
                self.example = self.example.take().or(value);
                self.add_text(&rest, diagnostics);
            }
            Some(Label::Default | Label::Fixed) => {
                let (value, rest) = part.value();
                self.default = self.default.take().or(value);
                self.add_text(&rest, diagnostics);
            }
            Some(Label::Values) => self.take_values(&part, span, diagnostics),
            Some(Label::GoneValues) => {
                let before = self.values.len();
                self.take_values(&part, span, diagnostics);
                let gone = self.values.iter().skip(before).map(|value| value.key.clone());
                let since = marked(&part.title, GONE_VALUES).unwrap_or_default();
                self.gone_values.extend(gone.map(|key| (key, since)));
            }
            Some(Label::Gone) => {
                self.gone = marked(&part.title, GONE);
                self.add_text(&part.content, diagnostics);
            }
            Some(Label::Held) => {
                self.held = marked(&part.title, HELD);
                self.add_text(&part.content, diagnostics);
            }
            Some(Label::Rules) => self.take_rules(&part, span, diagnostics),
            Some(Label::Deprecated) => {
                self.deprecated = true;
                self.add_text(&part.content, diagnostics);
            }
            Some(Label::Unit) => {
                let text = format!("{}{}", part.line, plain(&part.content));
                let text = format!("{}：{}", part.title, text.trim_start_matches(['：', ':', ' ']));
                match vocabulary::unit(&text) {
                    Some(unit) => self.unit = Some(unit),
                    None => self.add_line(&text),
                }
            }
            Some(Label::Scopes) => self.take_scopes(&part, span, diagnostics),
        }
    }

    fn take_values(&mut self, part: &Part<'_>, span: Span, diagnostics: &mut Diagnostics) {
        let lead = Inline::Text(part.line.clone());
        let content: Vec<_> = std::iter::once(&lead).chain(part.content.iter().copied()).collect();
        match values::read(&content, span) {
            Some((values, rest)) => {
                self.values.extend(values);
                self.add_text(&rest, diagnostics);
            }
            None => {
                self.add_line(&part.title);
                self.add_text(&content, diagnostics);
            }
        }
    }

    fn take_rules(&mut self, part: &Part<'_>, span: Span, diagnostics: &mut Diagnostics) {
        let mut text = part.line.clone();
        for inline in &part.content {
            match inline {
                Inline::Code(code) => text.push_str(&limits::mark(code)),
                Inline::Break => text.push('\n'),
                other => text.push_str(&plain(&[other])),
            }
        }
        for rule in limits::read(&text, &mut self.constraints) {
            let start = rule.trim_start_matches(['-', ' ']).split(['`', '：', ':']).next();
            diagnostics.report_word(
                Code::UnknownConstraint,
                span,
                start.map(|start| start.trim().to_owned()).into_iter().collect(),
                format!("the rule `{rule}` is not understood"),
            );
            self.add_line(&rule);
        }
    }

    fn take_scopes(&mut self, part: &Part<'_>, span: Span, diagnostics: &mut Diagnostics) {
        let content = Content(part.content.iter().map(|inline| (*inline).clone()).collect());
        let tags = scope_tags(&content, span).into_iter();
        let any_of: Vec<_> = tags.filter_map(|tag| scope(tag, diagnostics)).collect();
        if any_of.is_empty() {
            self.add_line(&part.title);
            self.add_text(&part.content, diagnostics);
        } else {
            self.scopes.push(FieldScope {
                when: when(&part.title),
                any_of,
            });
        }
    }

    fn add_line(&mut self, line: &str) {
        self.text.push('\n');
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn add_text(&mut self, content: &[&Inline], diagnostics: &mut Diagnostics) {
        // Values and permissions without a label that announces them are such all the same.
        let mut any_of = Vec::new();
        for inline in content {
            match inline {
                Inline::Values(values) => self.values.extend(values.iter().cloned()),
                Inline::Scope(tag) => any_of.extend(scope(tag.clone(), diagnostics)),
                Inline::Strong(text) => self.text.push_str(text),
                other => self.text.push_str(&plain(&[other])),
            }
        }
        if !any_of.is_empty() {
            self.scopes.push(FieldScope { when: None, any_of });
        }
        self.text.push('\n');
    }
}

impl<'c> Part<'c> {
    /// Whether it has values, written by hand.
    fn lists_values(&self) -> bool {
        let lines = self.content.split(|inline| matches!(inline, Inline::Break));
        self.label.is_some_and(is_of_values) && lines.into_iter().any(values::is_item)
    }

    /// The value behind the label, and what follows it.
    fn value(&self) -> (Option<String>, Vec<&'c Inline>) {
        let mut value = self.line.clone();
        let mut rest = self.content.as_slice();
        while let Some((inline, after)) = rest.split_first() {
            let is_done = !strip_colon(&value).is_empty() && !is_open(&value);
            match inline {
                Inline::Break if is_done => break,
                Inline::Break => value.push('\n'),
                Inline::Values(_) | Inline::Scope(_) | Inline::Table(_) => break,
                other => value.push_str(&plain(&[other])),
            }
            rest = after;
        }
        let value = strip_colon(&value).to_owned();
        (Some(value).filter(|value| !value.is_empty()), rest.to_vec())
    }
}

fn strip_colon(text: &str) -> &str {
    text.trim().trim_start_matches(['：', ':']).trim()
}

/// Whether brackets are open: the value goes on in the next line.
fn is_open(text: &str) -> bool {
    let text = strip_colon(text);
    let count = |chars: [char; 2]| text.matches(chars).count();
    text.starts_with(['{', '[']) && count(['{', '[']) > count(['}', ']'])
}

fn plain(content: &[&Inline]) -> String {
    match content {
        [Inline::Text(text)] => text.clone(),
        [Inline::Break] => "\n".to_owned(),
        _ => Content(content.iter().map(|inline| (*inline).clone()).collect()).plain(),
    }
}

/// `当值为 user_id，字段权限要求` -> `user_id`
fn when(title: &str) -> Option<String> {
    let (_, rest) = vocabulary::WHEN.iter().find_map(|word| title.split_once(word))?;
    let value = rest.split(['，', ',']).next()?.trim().trim_matches('`');
    (!value.is_empty()).then(|| value.to_owned())
}

/// A permission's tag, where it names one.
pub(super) fn scope(tag: ScopeTag, diagnostics: &mut Diagnostics) -> Option<Scope> {
    if tag.name.is_empty() {
        // 无 says that none is needed.
        if !tag.label.is_empty() && !vocabulary::NONE.contains(&tag.label.as_str()) {
            diagnostics.report(
                Code::UnnamedScope,
                tag.span,
                format!("the scope `{}` has no name", tag.label),
            );
        }
        return None;
    }
    let has = |wanted: &str| tag.tags.iter().any(|tag| tag == wanted);
    Some(Scope {
        history: has("history") || tag.label.contains(vocabulary::HISTORY),
        offline: has("offline"),
        name: tag.name,
        label: tag.label,
        span: Span::default(),
    })
}
