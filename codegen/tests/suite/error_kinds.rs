//! What kinds the errors of all pages are of, for those who change the words that tell them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use feishu_openapi_codegen::ir::ErrorKind;

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
