//! Two crawls of the vendor's pages, imported in either order.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::ffi::OsString;

use serde_json::Value;

use super::*;

/// Operations of which the older dialect says what the newer one lost, so that the order matters. Depths without levels; scopes
/// of a field; and values or a default that a sentence of a changed page names: a sheet has no sentences. And a value or an error
/// that the newer page took away, or a field that it requires no more: such is held where it was known before. Those that share
/// a type with such an operation see the name that follows.
const LOST: [&str; 18] = [
    "attendance.v1.user_approval.create",
    "attendance.v1.user_stats_data.query",
    "corehr.v2.employee.batch_get",
    "corehr.v2.employee.search",
    "corehr.v2.pathway.batch_get",
    "corehr.v2.person.create",
    "corehr.v2.person.patch",
    "corehr.v2.pre_hire.query",
    "corehr.v2.pre_hire.search",
    "corehr.v2.workforce_plan_detail.batch_v2",
    "helpdesk.v1.ticket_customized_field.get",
    "im.v1.message.create",
    "im.v1.message.reply",
    "mail.v1.user_mailbox.message.list",
    "sheets.v3.spreadsheet.sheet.filter_view.condition.create",
    "sheets.v3.spreadsheet.sheet.filter_view.condition.get",
    "sheets.v3.spreadsheet.sheet.filter_view.condition.query",
    "sheets.v3.spreadsheet.sheet.filter_view.condition.update",
];

/// Texts alone: examples, labels.
const TEXTS: [&str; 3] = ["example-changed", "value-label", "scope-changed"];

#[test]
fn the_order_in_which_crawls_are_imported_does_not_matter() {
    let mirrors = ["FEISHU_DOCS_MIRROR", "FEISHU_DOCS_NEWER_MIRROR"].map(env::var_os);
    let [Some(older), Some(newer)] = &mirrors else {
        println!("skipped: FEISHU_DOCS_MIRROR and FEISHU_DOCS_NEWER_MIRROR name no two crawls of the documentation");
        return;
    };
    let workplace = Workplace::new();
    let import = |mirrors: [&OsString; 2], out: &str| {
        for mirror in mirrors {
            let mirror = mirror.to_str().unwrap();
            assert_code(&workplace.run(&["import", mirror, "--out", out]), 0);
        }
    };
    let files = |out: &str| {
        let mut files = BTreeMap::new();
        collect(&workplace.path(out), &mut files);
        files
    };
    import([older, newer], "one");
    import([newer, older], "other");
    // Once more, in either order, and nothing changes.
    let before = files("one");
    import([older, newer], "one");
    import([newer, older], "one");
    let changed: Vec<_> = files("one")
        .into_iter()
        .filter(|(name, text)| before.get(name) != Some(text))
        .collect();
    assert!(
        changed.is_empty(),
        "{:?}",
        changed.iter().map(|(name, _)| name).collect::<Vec<_>>()
    );
    let output = workplace.run(&["diff", "one", "other", "--json"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["old_operations"], document["new_operations"]);
    let changes = document["changes"].as_array().unwrap().iter();
    let facts = changes.filter(|change| !TEXTS.contains(&change["kind"].as_str().unwrap()));
    let seen_by = facts.flat_map(|change| {
        let of = |kind: &str| change[kind].as_array().unwrap().clone();
        [of("operations"), of("events")].concat()
    });
    let seen_by: BTreeSet<String> = seen_by.map(|id| id.as_str().unwrap().to_owned()).collect();
    assert_eq!(seen_by, LOST.map(str::to_owned).into());
}
