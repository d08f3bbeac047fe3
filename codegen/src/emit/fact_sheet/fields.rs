//! Tables of fields.

use super::basics::scopes;
use super::markdown::{cell, code, row, rule};
use crate::ir::{Constraints, EnumValue, Enumeration, Field, Object, Presence, Response, Type, Unit};
use crate::page::UNIT;
use crate::prose::one_line;

/// A table of parameters, or of the fields of a body.
pub(super) fn parameters(heading: &str, fields: &[Field], out: &mut String) {
    let mut table = Table::new(true);
    table.fields(fields, &mut vec![None]);
    table.write(heading, out);
}

/// Variables of the path are required one and all.
pub(super) fn path_parameters(fields: &[Field], out: &mut String) {
    let mut table = Table::new(false);
    table.fields(fields, &mut vec![None]);
    table.write("路径参数", out);
}

/// The fields of the object in a body that is none itself.
pub(super) fn body_of(root: &Type, out: &mut String) {
    if let Some(object) = object_in(root) {
        parameters("请求体", &object.fields, out);
    }
}

/// The table of an answer: code, message and data, or the fields of another shape.
pub(super) fn answer(response: &Response, out: &mut String) {
    let mut table = Table::new(false);
    match response {
        Response::Envelope {
            fields,
            root,
            message_key,
        } => {
            table.row(0, "code", "int", None, String::new());
            table.row(0, message_key, "string", None, String::new());
            let data = root.clone().map(|root| Field::new("data", root, Presence::Optional));
            if let Some(data) = &data {
                table.field(data, &mut vec![None]);
            } else if !fields.is_empty() {
                table.row(0, "data", "object", None, String::new());
                table.fields(fields, &mut vec![None, None]);
            }
        }
        other => table.fields(other.fields(), &mut vec![None]),
    }
    table.write("响应体", out);
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
        let columns = if self.shows_presence { 4 } else { 3 };
        let required = if self.shows_presence { " 必填 |" } else { "" };
        out.push_str(&format!("### {heading}\n\n| 名称 | 确切类型 |{required} 描述 |\n"));
        out.push_str(&rule(columns));
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
            let is_required = presence == Some(Presence::Required);
            cells.push(if is_required { "是" } else { "否" }.to_owned());
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
            crate::ir::EnumBase::String => "string".to_owned(),
            crate::ir::EnumBase::Int => "int".to_owned(),
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
    if field.deprecated {
        lines.push("**已废弃**".to_owned());
    }
    if let Some(unit) = field.unit {
        let unit = match unit {
            Unit::Milliseconds => "毫秒",
            Unit::Seconds => "秒",
        };
        lines.push(format!("**{UNIT}**：{unit}"));
    }
    for (label, value) in [("默认值", &field.default), ("示例值", &field.example)] {
        if let Some(value) = value {
            lines.push(format!("**{label}**：{}", code(&one_line(value))));
        }
    }
    if let Some(set) = values_in(&field.ty) {
        lines.push("**可选值有**：".to_owned());
        lines.extend(set.values.iter().map(value));
    }
    let limits = limits(&field.constraints);
    if !limits.is_empty() {
        lines.push("**数据校验规则**：".to_owned());
        lines.extend(limits);
    }
    for scope in &field.scopes {
        let when = match &scope.when {
            Some(value) => format!("当值为 {}，", cell(&one_line(value))),
            None => String::new(),
        };
        lines.push(format!("**{when}字段权限要求**：{}", scopes(&scope.any_of)));
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
    let range = |least: Option<String>, most: Option<String>, words: [&str; 3]| {
        let [both, only_least, only_most] = words;
        match (least, most) {
            (Some(least), Some(most)) => Some(format!("- {both}：{} ～ {}", code(&least), code(&most))),
            (Some(least), None) => Some(format!("- {only_least}：{}", code(&least))),
            (None, Some(most)) => Some(format!("- {only_most}：{}", code(&most))),
            (None, None) => None,
        }
    };
    let text = |number: Option<u64>| number.map(|number| number.to_string());
    let lengths = ["长度范围", "最小长度", "最大长度"];
    let values = ["取值范围", "最小值", "最大值"];
    let pattern = limits
        .pattern
        .as_deref()
        .map(|pattern| format!("- 正则校验：{}", code(&one_line(pattern))));
    let lines = [
        range(text(limits.min_length), text(limits.max_length), lengths),
        range(limits.minimum.clone(), limits.maximum.clone(), values),
        pattern,
    ];
    lines.into_iter().flatten().collect()
}
