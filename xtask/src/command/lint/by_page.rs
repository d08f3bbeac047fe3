//! The diagnostics for those who write the pages: by page, each with what to write. What only the reader of pages or the
//! crate has to do with is left out.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use feishu_openapi_codegen::diagnostic::{Code, Diagnostic, counted};
use feishu_openapi_codegen::ir::Endpoint;

use super::Report;

pub(super) fn of(report: &Report<'_>) -> String {
    let endpoints = report.reading.api.endpoints.values();
    let endpoints: BTreeMap<&str, &Endpoint> = endpoints
        .map(|endpoint| (endpoint.source.page.as_str(), endpoint))
        .collect();
    let mut by_page: BTreeMap<(String, String), Vec<&Diagnostic>> = BTreeMap::new();
    for found in report.chosen.iter().filter(|found| is_of_writers(found.code)) {
        let endpoint = endpoints.get(found.page.as_str());
        let title = endpoint.map_or(String::new(), |endpoint| endpoint.title.clone());
        let address = endpoint.and_then(|endpoint| endpoint.source.address.clone());
        by_page
            .entry((address.unwrap_or_else(|| found.page.clone()), title))
            .or_default()
            .push(found);
    }
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(&by_page, &mut text);
    text
}

fn write(by_page: &BTreeMap<(String, String), Vec<&Diagnostic>>, out: &mut String) -> fmt::Result {
    let count = by_page.values().map(Vec::len).sum::<usize>();
    let (things, pages) = (counted(count, "thing"), counted(by_page.len(), "page"));
    writeln!(out, "{things} to correct on {pages}")?;
    for ((address, title), found) in by_page {
        writeln!(out, "\n{title}\n{address}")?;
        for found in found {
            writeln!(out, "  - {}", found.message.replace('\n', " "))?;
            let advice = advice(found.code);
            if !advice.is_empty() {
                writeln!(out, "    {advice}")?;
            }
        }
    }
    Ok(())
}

/// Whether the page itself is wrong, and its text can be mended.
fn is_of_writers(code: Code) -> bool {
    !matches!(
        code,
        Code::InvalidUtf8
            | Code::BinaryFile
            | Code::TruncatedPage
            | Code::SeparatorRow
            | Code::TableOfText
            | Code::MissingBasics
            | Code::RecoveredNesting
            | Code::StaleFixup
            | Code::DerivedId
    )
}

/// What of the advice is for writers: no word about this program, and none about doing nothing.
fn advice(code: Code) -> String {
    const OF_THE_READER: [&str; 6] = [
        "codegen",
        "`explain`",
        "fixup",
        "Fetch",
        "Nothing",
        "nothing can be done",
    ];
    let sentences = code
        .advice()
        .split_inclusive(". ")
        .map(|sentence| match sentence.split_once(", or teach") {
            Some((write, _)) => format!("{write}. "),
            None => sentence.trim_start_matches("Else ").to_owned(),
        });
    let sentences = sentences.filter(|sentence| !OF_THE_READER.iter().any(|word| sentence.contains(word)));
    let text = sentences.collect::<String>();
    let text = text.trim();
    match text.chars().next() {
        Some(first) => first.to_uppercase().collect::<String>() + text.get(first.len_utf8()..).unwrap_or_default(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writers_are_told_what_to_write_and_nothing_of_this_program() {
        assert_eq!(advice(Code::UnknownFact), "Correct the row.");
        assert_eq!(advice(Code::DuplicateValue), "Correct the value that is wrong.");
        let told = Code::ALL
            .iter()
            .filter(|code| is_of_writers(**code))
            .map(|code| advice(*code));
        let told = told.collect::<Vec<_>>().join("\n");
        assert!(
            !told.contains("codegen") && !told.contains("xtask") && !told.contains("fixup"),
            "{told}"
        );
    }
}
