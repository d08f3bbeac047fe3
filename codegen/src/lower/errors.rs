//! Tables of errors -> entries.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::ErrorEntry;
use crate::page::{RawError, RawErrorTable};

pub(super) fn read(tables: &[RawErrorTable], diagnostics: &mut Diagnostics) -> Vec<ErrorEntry> {
    let mut entries: Vec<ErrorEntry> = Vec::new();
    let mut known: BTreeMap<i64, String> = BTreeMap::new();
    for row in tables.iter().flat_map(|table| &table.rows) {
        let codes = codes(row);
        if codes.is_empty() {
            let message = format!("`{}` is no error code; the row is left out", row.code.text);
            diagnostics.report(Code::UnreadableErrorRow, row.code.span, message);
        }
        for code in codes {
            let message = row.message.text.clone();
            match known.get(&code) {
                Some(first) if *first != message => {
                    let text = format!("the error {code} stands twice: `{first}` and `{message}`");
                    diagnostics.report(Code::DuplicateErrorCode, row.code.span, text);
                }
                Some(_) => {}
                None => {
                    known.insert(code, message.clone());
                }
            }
            let status = row.status.as_ref().and_then(|status| {
                status
                    .text
                    .split(|char: char| !char.is_ascii_digit())
                    .find_map(|part| part.parse::<u16>().ok().filter(|status| (100..600).contains(status)))
            });
            entries.push(ErrorEntry {
                code,
                status,
                message,
                advice: row.advice.clone(),
                kind: None,
                gone: row.gone,
                span: row.code.span,
            });
        }
    }
    entries
}

/// The code in a row; the codes, where several share it.
fn codes(row: &RawError) -> Vec<i64> {
    let text = row.code.text.trim();
    if let Ok(code) = text.parse() {
        return vec![code];
    }
    let parts: Vec<_> = text
        .split(['\n', '/', '、', '，', ',', ' '])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    let codes: Option<Vec<_>> = parts.iter().map(|part| part.parse().ok()).collect();
    codes.unwrap_or_default()
}
