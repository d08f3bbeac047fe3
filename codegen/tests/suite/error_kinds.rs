//! What kinds the errors of all pages are of, for those who change the words that tell them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use feishu_openapi_codegen::ir::ErrorKind;
use feishu_openapi_codegen::pipeline;

use crate::generation::generate;
use crate::pages;

/// Kinds that decide whether a call is repeated. Each of their messages is reviewed.
const REPEATED_OR_NOT: [ErrorKind; 3] = [ErrorKind::RateLimit, ErrorKind::Busy, ErrorKind::Quota];

#[test]
fn the_errors_of_all_pages_are_of_the_kinds_that_were_reviewed() {
    let generated = generate(&pages::whole_documentation(), &pages::published_names());
    let mut rows: BTreeMap<Option<ErrorKind>, Vec<&str>> = BTreeMap::new();
    for error in generated.api.endpoints.values().flat_map(|endpoint| &endpoint.errors) {
        rows.entry(error.kind).or_default().push(&error.message);
    }
    let mut text = String::new();
    for (kind, messages) in &rows {
        let different: BTreeSet<_> = messages.iter().collect();
        let word = kind.map_or("of no kind", ErrorKind::word);
        writeln!(text, "{word}: {} rows, {} messages", messages.len(), different.len()).unwrap();
        if kind.is_some_and(|kind| REPEATED_OR_NOT.contains(&kind)) {
            for message in different {
                writeln!(text, "    {message}").unwrap();
            }
        }
    }
    assert_eq!(
        rows.keys().flatten().count(),
        ErrorKind::ALL.len(),
        "a kind that no row is of"
    );
    pages::assert_snapshot("error_kinds", "counts", &text);
}

/// Rows of error tables, drawn at random twice: the operation, the code, and the kind. They were judged by reading
/// them and the documentation of the kinds, and then compared with what the words tell. Those of the first draw were
/// judged again where the two differed. Where a row says too little, it is `none`.
const JUDGED: &str = include_str!("../judged_errors.tsv");

/// What stands for no kind in the file.
const NO_KIND: &str = "none";

/// How many rows were drawn.
const DRAWN: usize = 400;

/// How many of them may be of another kind: one in a hundred.
const MAY_DIFFER: usize = DRAWN / 100;

#[test]
fn rows_drawn_at_random_are_of_the_kinds_that_they_were_judged_to_be() {
    let api = pipeline::schema(&pages::whole_documentation()).api;
    let mut rows = BTreeMap::new();
    for (operation, endpoint) in &api.endpoints {
        for error in &endpoint.errors {
            // Rows of one code on one page are of one kind.
            rows.insert((operation.to_string(), error.code), error);
        }
    }
    let judged: Vec<_> = JUDGED.lines().skip(1).map(judged_row).collect();
    let different: BTreeSet<_> = judged.iter().map(|(row, _)| row).collect();
    assert_eq!(
        (judged.len(), different.len()),
        (DRAWN, DRAWN),
        "rows of judged_errors.tsv"
    );

    let (mut gone, mut differ) = (Vec::new(), Vec::new());
    for (row, kind) in &judged {
        let (operation, code) = row;
        match rows.get(row) {
            None => gone.push(format!("{operation} {code}")),
            Some(error) if error.kind == *kind => {}
            Some(error) => differ.push(format!(
                "{operation} {code}: judged {}, told {}: {}",
                kind.map_or(NO_KIND, ErrorKind::word),
                error.kind.map_or(NO_KIND, ErrorKind::word),
                error.message
            )),
        }
    }
    assert!(
        gone.is_empty(),
        "no sheet has these rows any more:\n{}",
        gone.join("\n")
    );
    let count = differ.len();
    assert!(
        count <= MAY_DIFFER,
        "{count} rows are not of the kinds that they were judged to be:\n{}",
        differ.join("\n")
    );
}

/// The operation and code of a line of the file, and the kind.
fn judged_row(line: &str) -> ((String, i64), Option<ErrorKind>) {
    let cells: Vec<_> = line.split('\t').collect();
    let [operation, code, word] = cells[..] else {
        panic!("not three cells: {line}")
    };
    let kind = ErrorKind::ALL.into_iter().find(|kind| kind.word() == word);
    assert!(kind.is_some() || word == NO_KIND, "no such kind: {line}");
    ((operation.to_owned(), code.parse().unwrap()), kind)
}
