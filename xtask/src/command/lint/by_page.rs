//! The diagnostics for those who write the pages: by page, each with what to write. What only the reader of pages or the
//! crate has to do with is left out.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use feishu_openapi_codegen::diagnostic::{Code, Diagnostic, counted};

use super::{Report, summary};

pub(super) fn of(report: &Report<'_>) -> String {
    let api = &report.reading.api;
    let endpoints = api.endpoints.values().map(|it| (&it.source, &it.title));
    let events = api.events.values().map(|it| (&it.source, &it.title));
    let sources: BTreeMap<&str, _> = endpoints
        .chain(events)
        .map(|(source, title)| (source.page.as_str(), (source.address.as_ref(), title)))
        .collect();
    let mut by_page: BTreeMap<(&str, &str), Vec<&Diagnostic>> = BTreeMap::new();
    for found in report.told().filter(|found| is_of_writers(found.code)) {
        let (address, title) = sources.get(found.page.as_str()).copied().unzip();
        let address = address.flatten().unwrap_or(&found.page);
        let title = title.map_or("", String::as_str);
        by_page.entry((address, title)).or_default().push(found);
    }
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(&by_page, &mut text);
    text
}

fn write(by_page: &BTreeMap<(&str, &str), Vec<&Diagnostic>>, out: &mut String) -> fmt::Result {
    let all: Vec<&Diagnostic> = by_page.values().flatten().copied().collect();
    let (things, pages) = (counted(all.len(), "thing"), counted(by_page.len(), "page"));
    writeln!(out, "{things} to correct on {pages}")?;
    out.push_str(&summary(all.into_iter()));
    for ((address, title), found) in by_page {
        writeln!(out)?;
        if !title.is_empty() {
            writeln!(out, "{title}")?;
        }
        writeln!(out, "{address}")?;
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
            | Code::Gone
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
            .map(|code| format!("{}\n{}\n", code.explanation(), advice(*code)));
        let told: String = told.collect();
        assert!(
            !told.contains("codegen") && !told.contains("xtask") && !told.contains("fixup"),
            "{told}"
        );
    }
}
