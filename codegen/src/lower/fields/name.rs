//! A cell of the column of names -> names.

use serde_json::Value;

use super::shown::values_of;
use crate::diagnostic::{Code, Diagnostics};
use crate::page::RawField;
use crate::vocabulary::OR;

/// The name in a name cell; the names, where several share a row.
pub(super) fn read(row: &RawField, samples: &[&Value], diagnostics: &mut Diagnostics) -> Vec<String> {
    let text = row.name.text.trim();
    let is_identifier = |name: &str| {
        name.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_')
            && name
                .chars()
                .all(|char| char.is_ascii_alphanumeric() || "_-.".contains(char))
    };
    let parts: Vec<_> = text.split(['\n', '/', '、', '，', ',', OR]).map(str::trim).collect();
    if parts.len() > 1 && parts.iter().all(|part| is_identifier(part)) {
        let message = format!(
            "`{}` gives several names in one row; each becomes a field",
            parts.join("`, `")
        );
        diagnostics.report(Code::OddFieldName, row.name.span, message);
        return parts.into_iter().map(ToOwned::to_owned).collect();
    }
    let name = text.lines().next().unwrap_or_default().trim();
    if name.is_empty() || name == "-" {
        diagnostics.report(
            Code::OddFieldName,
            row.span,
            "this row has no name; it is left out with what is below it",
        );
        return Vec::new();
    }
    let joined: String = name.split_whitespace().collect();
    let is_shown = |name: &str| samples.iter().any(|sample| !values_of(sample, name).is_empty());
    if joined != name && is_shown(&joined) && !is_shown(name) {
        let message = format!("`{name}` is called `{joined}` in the samples, and here");
        diagnostics.report(Code::OddFieldName, row.name.span, message);
        return vec![joined];
    }
    if name.len() < text.len() {
        let message = format!("only `{name}` of this cell is taken as the name");
        diagnostics.report(Code::OddFieldName, row.name.span, message);
    }
    vec![name.to_owned()]
}
