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

/// The uses that close circles.
fn circles(uses: &Uses) -> Vec<String> {
    let graph: Graph<'_> = uses.keys().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    let circles = uses.iter().filter_map(|((from, to), file)| {
        let circle = circle(&graph, from, to)?;
        Some(format!("{circle}: {file} uses `{to}`"))
    });
    circles.collect()
}

#[track_caller]
fn assert_one_direction(package: &str) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(package)
        .join("src");
    let uses = uses::of(&source);
    assert!(uses.len() > 10, "{package}: {} uses are too few to be all", uses.len());
    let circles = circles(&uses);
    assert!(circles.is_empty(), "{package}:\n{}", circles.join("\n"));
}

#[test]
fn circles_are_found() {
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

    assert_eq!(
        circles(&uses),
        [
            "a -> b -> c -> a: a.rs uses `b`",
            "a -> c -> a: a.rs uses `c`",
            "b -> c -> b: b/deep.rs uses `c`",
            "c -> a -> c: c.rs uses `a`",
            "c -> b -> c: c.rs uses `b`",
        ]
    );
}

#[test]
fn modules_of_codegen_use_each_other_in_one_direction() {
    assert_one_direction("codegen");
}

#[test]
fn modules_of_runtime_use_each_other_in_one_direction() {
    assert_one_direction("runtime");
}

#[test]
fn modules_of_xtask_use_each_other_in_one_direction() {
    assert_one_direction("xtask");
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
