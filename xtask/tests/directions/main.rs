//! Modules of a package use each other in one direction: whoever reads one needs to know only those below it.
//!
//! What counts are the modules right below a package's root, and everything that their code names by `crate::` or
//! `super::`, tests aside.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod uses;

use std::fs;
use std::path::Path;

use petgraph::algo::astar;
use petgraph::graphmap::DiGraphMap;
use tempfile::TempDir;
use uses::Uses;

/// Uses that close a circle and are still to be taken out: of the package, from, to. Add none.
const CODEGEN: &[(&str, &str)] = &[];
const RUNTIME: &[(&str, &str)] = &[
    ("download", "client"),
    ("error", "paging"),
    ("error", "request"),
    ("events", "client"),
    ("paging", "client"),
    ("redirect", "client"),
    ("request", "endpoint"),
    ("wire", "request"),
];
const XTASK: &[(&str, &str)] = &[];

/// The rooms of codegen, as ARCHITECTURE.md lists them: each uses only those before it.
const ROOMS: &[&str] = &[
    "casing",
    "diagnostic",
    "ir",
    "json",
    "vocabulary",
    "markup",
    "page",
    "nesting",
    "lower",
    "reading",
    "fixup",
    "assemble",
    "pass",
    "names",
    "prose",
    "emit",
    "pipeline",
];

type Graph<'a> = DiGraphMap<&'a str, ()>;

/// The circle that a use closes, if there is one.
fn circle<'a>(graph: &Graph<'a>, from: &'a str, to: &'a str) -> Option<String> {
    let (_, back) = astar(graph, to, |node| node == from, |_| 1, |_| 0)?;
    Some(format!("{from} -> {}", back.join(" -> ")))
}

/// The uses that close circles, and entries of the list that do not.
fn wrong(uses: &Uses, known: &[(&str, &str)]) -> Vec<String> {
    let mut wrong = Vec::new();
    let all = uses.keys().map(|(from, to)| (from.as_str(), to.as_str()));
    let graph: Graph<'_> = all.filter(|used| !known.contains(used)).collect();
    for ((from, to), file) in uses {
        if let Some(circle) = circle(&graph, from, to).filter(|_| !known.contains(&(from, to))) {
            wrong.push(format!("{circle}: {file} uses `{to}`"));
        }
    }
    for (from, to) in known {
        let is_used = uses.contains_key(&((*from).to_owned(), (*to).to_owned()));
        if !is_used || circle(&graph, from, to).is_none() {
            wrong.push(format!("{from} -> {to} closes no circle: take it off the list"));
        }
    }
    wrong
}

#[track_caller]
fn assert_one_direction(package: &str, known: &[(&str, &str)]) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(package)
        .join("src");
    let uses = uses::of(&source);
    assert!(uses.len() > 10, "{package}: {} uses are too few to be all", uses.len());
    let wrong = wrong(&uses, known);
    assert!(wrong.is_empty(), "{package}:\n{}", wrong.join("\n"));
}

#[test]
fn circles_and_entries_without_one_are_found() {
    let source = TempDir::new().unwrap();
    fs::create_dir(source.path().join("b")).unwrap();
    for (name, text) in [
        (
            "lib.rs",
            "mod a; mod b; mod c; pub use c::{Third, deep::Other as Fourth};",
        ),
        (
            "a.rs",
            "use crate::{Third, b::Second}; pub struct First; #[cfg(test)] mod tests { use crate::Missing; }",
        ),
        (
            "b/mod.rs",
            "mod deep; pub struct Second; #[macro_export] macro_rules! exported { () => { $crate::missing!() } }",
        ),
        (
            "b/deep.rs",
            "fn of(it: super::Second) { println!(\"{}\", super::super::Fourth) }",
        ),
        (
            "c.rs",
            "fn of() { crate::exported!(); quote!(crate::other::Name) } mod deep { use crate::a::First; }",
        ),
    ] {
        fs::write(source.path().join(name), text).unwrap();
    }
    let uses = uses::of(source.path());
    let pairs: Vec<_> = uses.keys().map(|(from, to)| format!("{from}{to}")).collect();
    assert_eq!(pairs, ["ab", "ac", "bc", "ca", "cb"]);
    assert_eq!(uses[&("b".to_owned(), "c".to_owned())], "b/deep.rs");

    assert_eq!(wrong(&uses, &[("c", "a"), ("c", "b")]), [""; 0]);
    assert_eq!(
        wrong(&uses, &[("c", "a")]),
        ["b -> c -> b: b/deep.rs uses `c`", "c -> b -> c: c.rs uses `b`",]
    );
    assert_eq!(
        wrong(&uses, &[("c", "a"), ("c", "b"), ("a", "b")]),
        ["a -> b closes no circle: take it off the list",]
    );
}

#[test]
fn modules_of_codegen_use_each_other_in_one_direction() {
    assert_one_direction("codegen", CODEGEN);
}

#[test]
fn modules_of_runtime_use_each_other_in_one_direction() {
    assert_one_direction("runtime", RUNTIME);
}

#[test]
fn modules_of_xtask_use_each_other_in_one_direction() {
    assert_one_direction("xtask", XTASK);
}

#[test]
fn no_room_of_codegen_uses_one_that_comes_after_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let place = |room: &str| {
        let found = ROOMS.iter().position(|known| *known == room);
        found.unwrap_or_else(|| panic!("`{room}` stands in no list of rooms"))
    };
    let uses = uses::of(&root.join("codegen/src"));
    let upward = uses.iter().filter(|((from, to), _)| place(from) <= place(to));
    let upward: Vec<_> = upward
        .map(|((from, to), file)| format!("{from} -> {to} in {file}"))
        .collect();
    assert!(upward.is_empty(), "{upward:#?}");

    let architecture = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let rows = architecture
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let listed: Vec<_> = rows.map(|(room, _)| room.trim_end_matches('/')).collect();
    let rooms: Vec<_> = ROOMS.iter().filter(|room| **room != "pipeline").copied().collect();
    assert_eq!(listed, rooms, "the table of rooms in ARCHITECTURE.md");
}
