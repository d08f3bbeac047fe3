//! Modules of a package use each other in one direction: whoever reads one needs to know only those below it.
//!
//! What counts are modules side by side, at a package's root and inside of each module, and everything that their code names
//! by `crate::` or `super::`, tests aside.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod uses;

use std::fs;
use std::path::Path;

use petgraph::algo::astar;
use petgraph::graphmap::DiGraphMap;
use tempfile::TempDir;
use uses::Uses;

/// The modules of codegen, as ARCHITECTURE.md lists them: each uses only those before it.
const MODULES: &[&str] = &[
    "casing",
    "diagnostic",
    "ir",
    "json",
    "vocabulary",
    "known",
    "markup",
    "page",
    "nesting",
    "lower",
    "reading",
    "fixup",
    "assemble",
    "words",
    "pass",
    "names",
    "prose",
    "lint",
    "diff",
    "emit",
    "pipeline",
];

/// Modules side by side that are one thing, so that they may name each other: package, the module around them, and they.
const ONE_THING: &[(&str, &str, &[&str])] = &[
    // A type holds fields, and a field has a type; the id of a type names the part that it stands in, which an endpoint has.
    ("codegen", "ir", &["content", "endpoint", "field", "types", "visit"]),
    // An open value is one of a set, or what the set is on the wire, which is read as an open value.
    ("runtime", "wire", &["open", "values"]),
];

type Graph<'a> = DiGraphMap<&'a str, ()>;

/// The cycle that a use closes, if there is one.
fn cycle<'a>(graph: &Graph<'a>, from: &'a str, to: &'a str) -> Option<String> {
    let (_, back) = astar(graph, to, |node| node == from, |_| 1, |_| 0)?;
    Some(format!("{from} -> {}", back.join(" -> ")))
}

/// The uses that close cycles.
fn cycles(uses: &Uses) -> Vec<String> {
    let graph: Graph<'_> = uses.keys().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    let cycles = uses.iter().filter_map(|((from, to), file)| {
        let cycle = cycle(&graph, from, to)?;
        Some(format!("{cycle}: {file} uses `{to}`"))
    });
    cycles.collect()
}

/// The uses, with some of the modules taken for one.
fn joined(uses: &Uses, parts: &[&str]) -> Uses {
    let name = |module: &String| match parts.contains(&module.as_str()) {
        true => parts.join(" and "),
        false => module.clone(),
    };
    let uses = uses
        .iter()
        .map(|((from, to), file)| ((name(from), name(to)), file.clone()));
    uses.filter(|((from, to), _)| from != to).collect()
}

#[track_caller]
fn assert_one_direction(package: &str) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .join(package)
        .join("src");
    let uses = uses::of(&source);
    let count = uses.values().map(Uses::len).sum::<usize>();
    assert!(count > 10, "{package}: {count} uses are too few to be all");
    let cycles: Vec<_> = uses
        .iter()
        .flat_map(|(module, uses)| {
            let one_thing = ONE_THING
                .iter()
                .find(|one| (one.0, one.1) == (package, module.as_str()));
            let uses = joined(uses, one_thing.map_or(&[], |one| one.2));
            cycles(&uses).into_iter().map(move |cycle| format!("{module}: {cycle}"))
        })
        .collect();
    assert!(cycles.is_empty(), "{package}:\n{}", cycles.join("\n"));
}

#[test]
fn cycles_are_found() {
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
            "mod deep; mod other; pub(crate) use other::*; pub struct Second; \
             #[macro_export] macro_rules! exported { () => { $crate::missing!() } }",
        ),
        ("b/other.rs", "use super::deep::{of, self}; pub struct Other;"),
        (
            "b/deep.rs",
            "fn of(it: super::Second, other: super::Other) { println!(\"{}\", super::super::Fourth) }",
        ),
        (
            "c.rs",
            "fn of() { crate::exported!(); quote!(crate::other::Name) } mod deep { use crate::a::First; }",
        ),
    ] {
        fs::write(source.path().join(name), text).unwrap();
    }
    let uses = uses::of(source.path());
    assert_eq!(
        cycles(&uses["b"]),
        [
            "deep -> other -> deep: b/deep.rs uses `other`",
            "other -> deep -> other: b/other.rs uses `deep`",
        ]
    );
    let uses = &uses[""];
    let pairs: Vec<_> = uses.keys().map(|(from, to)| format!("{from}{to}")).collect();
    assert_eq!(pairs, ["ab", "ac", "bc", "ca", "cb"]);
    assert_eq!(uses[&("b".to_owned(), "c".to_owned())], "b/deep.rs");

    assert_eq!(
        cycles(uses),
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
fn no_module_of_codegen_uses_one_that_comes_after_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let place = |module: &str| {
        let found = MODULES.iter().position(|known| *known == module);
        found.unwrap_or_else(|| panic!("`{module}` is not in the list of modules"))
    };
    let uses = uses::of(&root.join("codegen/src"));
    let upward = uses[""].iter().filter(|((from, to), _)| place(from) <= place(to));
    let upward: Vec<_> = upward
        .map(|((from, to), file)| format!("{from} -> {to} in {file}"))
        .collect();
    assert!(upward.is_empty(), "{upward:#?}");

    let architecture = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap();
    let rows = architecture
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let listed: Vec<_> = rows.map(|(module, _)| module.trim_end_matches('/')).collect();
    let modules: Vec<_> = MODULES
        .iter()
        .filter(|module| **module != "pipeline")
        .copied()
        .collect();
    assert_eq!(listed, modules, "the table of modules in ARCHITECTURE.md");
}
