//! Tells what kind of error each row of a page's error table is.
//!
//! The words of the message decide; where they say nothing, the HTTP status does if it is 429. The page's advice is not used:
//! `change it and try again` follows errors of every kind, and fact sheets do not have it.

use std::collections::{BTreeMap, HashMap};

use crate::diagnostic::Diagnostic;
use crate::ir::{Api, ErrorEntry, ErrorKind};
use crate::vocabulary;

/// Fills in `kind` of every row.
pub(super) fn find_error_kinds(api: &mut Api, _: &mut Vec<Diagnostic>) {
    let of_endpoints = api.endpoints.values_mut().map(|endpoint| &mut endpoint.errors);
    let of_events = api.events.values_mut().map(|event| &mut event.errors);
    // Most messages stand on many pages.
    let mut told = HashMap::new();
    for errors in of_endpoints.chain(of_events) {
        for error in &mut *errors {
            error.kind = kind(error, &mut told);
        }
        forget_contradictions(errors);
    }
}

fn kind(error: &ErrorEntry, told: &mut HashMap<String, Option<ErrorKind>>) -> Option<ErrorKind> {
    let by_words = told.get(&error.message).copied().unwrap_or_else(|| {
        let kind = vocabulary::error_kind(&error.message);
        told.insert(error.message.clone(), kind);
        kind
    });
    by_words.or_else(|| (error.status == Some(429)).then_some(ErrorKind::RateLimit))
}

/// A code whose rows are of several kinds tells none of them.
fn forget_contradictions(errors: &mut [ErrorEntry]) {
    let mut kinds: BTreeMap<i64, Option<ErrorKind>> = BTreeMap::new();
    for error in errors.iter() {
        let kind = kinds.entry(error.code).or_insert(error.kind);
        *kind = kind.filter(|kind| error.kind == Some(*kind));
    }
    for error in errors {
        error.kind = kinds.get(&error.code).copied().flatten();
    }
}

#[cfg(test)]
mod tests {
    use super::find_error_kinds;
    use crate::ir::builders::{api, endpoint};
    use crate::ir::{Endpoint, ErrorEntry, ErrorKind};

    /// The kinds of rows of code, status and message on one page.
    fn kinds(rows: &[(i64, u16, &str)]) -> Vec<Option<ErrorKind>> {
        let error = |(code, status, message): &(i64, u16, &str)| ErrorEntry {
            code: *code,
            status: Some(*status),
            message: (*message).to_owned(),
            ..ErrorEntry::default()
        };
        let page = Endpoint {
            errors: rows.iter().map(error).collect(),
            ..endpoint("demo.v1.node.create")
        };
        let mut api = api(vec![page]);
        find_error_kinds(&mut api, &mut Vec::new());
        let errors = api.endpoints.into_values().flat_map(|endpoint| endpoint.errors);
        errors.map(|error| error.kind).collect()
    }

    #[test]
    fn words_decide_and_then_a_status_of_one_meaning() {
        let found = kinds(&[
            (1, 200, "TooManyRequest"),
            (2, 429, "mail quota limit"),
            (3, 429, "the daily number of emails exceeds the limit"),
            (4, 500, "Fail"),
        ]);
        let limit = Some(ErrorKind::RateLimit);
        assert_eq!(found, [limit, limit, Some(ErrorKind::Quota), None]);
    }

    #[test]
    fn a_code_whose_rows_are_of_several_kinds_has_none() {
        let rows = [
            (1, 400, "参数错误"),
            (2, 400, "参数错误"),
            (1, 400, "系统错误"),
            (2, 400, "invalid"),
        ];
        let invalid = Some(ErrorKind::Invalid);
        assert_eq!(kinds(&rows), [None, invalid, None, invalid]);
    }
}
