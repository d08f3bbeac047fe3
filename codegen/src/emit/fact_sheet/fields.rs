//! Tables of fields.

use super::markdown::{cell, code, row, rule};
use super::scopes::scopes;
use crate::ir::{Constraints, EnumBase, EnumValue, Enumeration, Field, Object, Presence, Response, Since, Type};
use crate::prose::one_line;
use crate::vocabulary::{
    CODE, CONTENT, Column, EventHeading, GONE, GONE_VALUES, HELD, Heading, Label, Rule, WHEN, mark, presence_word,
    unit_word,
};

/// A table of parameters, or of the fields of a body.
pub(super) fn parameters(heading: Heading, fields: &[Field], out: &mut String) {
    let mut table = Table::new(true);
    table.fields(fields, &mut vec![None]);
    table.write(heading.word(), out);
}

/// A table of what an event has.
pub(super) fn of_event(heading: EventHeading, fields: &[Field], out: &mut String) {
    let mut table = Table::new(false);
    table.fields(fields, &mut vec![None]);
    table.write(heading.word(), out);
}

/// A table of what a callback is replied with.
pub(super) fn reply(fields: &[Field], out: &mut String) {
    let mut table = Table::new(true);
    table.fields(fields, &mut vec![None]);
    table.write(EventHeading::Reply.word(), out);
}

/// Variables of the path are required one and all.
pub(super) fn path_parameters(fields: &[Field], out: &mut String) {
    let mut table = Table::new(false);
    table.fields(fields, &mut vec![None]);
    table.write(Heading::Path.word(), out);
}

/// The fields of the object in a body that is none itself.
pub(super) fn body_of(root: &Type, out: &mut String) {
    if let Some(object) = object_in(root) {
        parameters(Heading::Body, &object.fields, out);
    }
}

/// The table of a response: code, message and data, or the fields of another shape.
pub(super) fn response(response: &Response, out: &mut String) {
    let mut table = Table::new(false);
    match response {
        Response::Envelope {
            fields,
            root,
            message_key,
        } => {
            table.row(0, CODE, "int", None, String::new());
            table.row(0, message_key, "string", None, String::new());
            let data = root.clone().map(|root| Field::new(CONTENT, root, Presence::Optional));
            if let Some(data) = &data {
                table.field(data, &mut vec![None]);
            } else if !fields.is_empty() {
                table.row(0, CONTENT, "object", None, String::new());
                table.fields(fields, &mut vec![None, None]);
            }
        }
        other => table.fields(other.fields(), &mut vec![None]),
    }
    table.write(Heading::ResponseBody.word(), out);
}

/// The names of the objects around a field, outermost first.
type Enclosing<'a> = Vec<Option<&'a str>>;

struct Table {
    rows: String,
    shows_presence: bool,
}

impl Table {
    fn new(shows_presence: bool) -> Self {
        Self {
            rows: String::new(),
            shows_presence,
        }
    }

    fn write(self, heading: &str, out: &mut String) {
        if self.rows.is_empty() {
            return;
        }
        let mut columns = vec![Column::Name, Column::StatedType, Column::Description];
        if self.shows_presence {
            columns.insert(2, Column::Required);
        }
        let titles: Vec<_> = columns.iter().map(|column| column.word().to_owned()).collect();
        super::heading(3, heading, out);
        out.push_str(&row(&titles));
        out.push_str(&rule(columns.len()));
        out.push_str(&self.rows);
        out.push('\n');
    }

    fn fields<'f>(&mut self, fields: &'f [Field], enclosing: &mut Enclosing<'f>) {
        for field in fields {
            self.field(field, enclosing);
        }
    }

    fn field<'f>(&mut self, field: &'f Field, enclosing: &mut Enclosing<'f>) {
        let level = enclosing.len().saturating_sub(1);
        let ty = word(&field.ty, enclosing);
        self.row(level, &field.name, &ty, Some(field.presence), description(field));
        if let Some(object) = object_in(&field.ty) {
            enclosing.push(object.type_name.as_deref());
            self.fields(&object.fields, enclosing);
            enclosing.pop();
        }
    }

    fn row(&mut self, level: usize, name: &str, ty: &str, presence: Option<Presence>, description: String) {
        let indent = match level {
            0 => String::new(),
            level => format!("{}└ ", "&nbsp;&nbsp;".repeat(level)),
        };
        let mut cells = vec![format!("{indent}{}", code(name)), code(ty)];
        if self.shows_presence {
            cells.push(presence_word(presence.unwrap_or(Presence::Optional)).to_owned());
        }
        cells.push(description);
        self.rows.push_str(&row(&cells));
    }
}

fn object_in(ty: &Type) -> Option<&Object> {
    match ty.innermost() {
        Type::Object(object) => Some(object),
        _ => None,
    }
}

/// A type's word.
pub(super) fn word(ty: &Type, enclosing: &[Option<&str>]) -> String {
    match ty {
        Type::Bool => "boolean".to_owned(),
        Type::Int => "int".to_owned(),
        Type::Float => "float".to_owned(),
        Type::String => "string".to_owned(),
        Type::File => "file".to_owned(),
        Type::Any => "any".to_owned(),
        Type::List(inner) => format!("{}[]", word(inner, enclosing)),
        Type::Map(inner) => format!("map<string, {}>", word(inner, enclosing)),
        Type::Object(Object { type_name, .. }) => type_name.clone().unwrap_or_else(|| "object".to_owned()),
        Type::Enum(Enumeration { base, .. }) => match base {
            EnumBase::String => "string".to_owned(),
            EnumBase::Int => "int".to_owned(),
        },
        // By its name: the reader takes the nearest one around the field.
        Type::Enclosing(levels) => {
            let name = enclosing.iter().rev().nth(*levels).copied().flatten();
            name.unwrap_or("object").to_owned()
        }
        Type::Named(_) | Type::AnyObject => "object".to_owned(),
    }
}

/// The facts of a field, one a line.
fn description(field: &Field) -> String {
    let mut lines: Vec<String> = field.text.lines().map(cell).collect();
    let label = |label: Label| format!("**{}**", label.word());
    if field.deprecated {
        lines.push(label(Label::Deprecated));
    }
    let mark = |since: Since, what: &str| format!("**{}**", mark(since, what));
    lines.extend(field.gone.map(|since| mark(since, GONE)));
    lines.extend(field.held.map(|since| mark(since, HELD)));
    if let Some(unit) = field.unit {
        lines.push(format!("{}：{}", label(Label::Unit), unit_word(unit)));
    }
    for (title, value) in [(Label::Default, &field.default), (Label::Example, &field.example)] {
        if let Some(value) = value {
            lines.push(format!("{}：{}", label(title), code(&one_line(value))));
        }
    }
    if let Some(set) = values_in(&field.ty) {
        // Values that are gone stand behind the others, in groups of one day.
        for values in set.values.chunk_by(|one, other| one.gone == other.gone) {
            let title = values.first().and_then(|value| value.gone);
            let title = title.map_or_else(|| label(Label::Values), |since| mark(since, GONE_VALUES));
            lines.push(format!("{title}："));
            lines.extend(values.iter().map(value));
        }
    }
    let limits = limits(&field.constraints);
    if !limits.is_empty() {
        lines.push(format!("{}：", label(Label::Rules)));
        lines.extend(limits);
    }
    for scope in &field.scopes {
        let when = match &scope.when {
            Some(value) => format!("{} {}，", WHEN[0], cell(&one_line(value))),
            None => String::new(),
        };
        lines.push(format!("**{when}{}**：{}", Label::Scopes.word(), scopes(&scope.any_of)));
    }
    lines.join("<br>")
}

fn values_in(ty: &Type) -> Option<&Enumeration> {
    match ty.innermost() {
        Type::Enum(set) => Some(set),
        _ => None,
    }
}

fn value(value: &EnumValue) -> String {
    let (key, label) = (code(&value.key), cell(&one_line(&value.label)));
    if label.is_empty() {
        format!("- {key}")
    } else {
        format!("- {key}：{label}")
    }
}

fn limits(limits: &Constraints) -> Vec<String> {
    let range = |least: Option<String>, most: Option<String>, rules: [Rule; 3]| {
        let [both, only_least, only_most] = rules.map(Rule::word);
        match (least, most) {
            (Some(least), Some(most)) => Some(format!("- {both}：{} ～ {}", code(&least), code(&most))),
            (Some(least), None) => Some(format!("- {only_least}：{}", code(&least))),
            (None, Some(most)) => Some(format!("- {only_most}：{}", code(&most))),
            (None, None) => None,
        }
    };
    let text = |number: Option<u64>| number.map(|number| number.to_string());
    let lengths = [Rule::LengthRange, Rule::MinLength, Rule::MaxLength];
    let values = [Rule::ValueRange, Rule::Minimum, Rule::Maximum];
    let pattern = limits
        .pattern
        .as_deref()
        .map(|pattern| format!("- {}：{}", Rule::Pattern.word(), code(&one_line(pattern))));
    let lines = [
        range(text(limits.min_length), text(limits.max_length), lengths),
        range(limits.minimum.clone(), limits.maximum.clone(), values),
        pattern,
    ];
    lines.into_iter().flatten().collect()
}
