//! `codegen/DIAGNOSTICS.md` says what the code says, and its examples are what a run prints today.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::{env, fs};

use feishu_openapi_codegen::diagnostic::{Code, Diagnostic};
use feishu_openapi_codegen::{Page, pipeline};
use xtask::explain::diagnostic;
use xtask::render::Source;

const INTRODUCTION: &str = "# Diagnostics

What a run can report about pages, worst first. `cargo xtask explain ragged-row` prints the entry of one code.
Where a page is wrong, write a fixup; CONTRIBUTING.md says how.

<!-- Written by a test from `src/diagnostic.rs` and `tests/pages`:
     INSTA_UPDATE=always cargo test -p xtask --test diagnostics -->

";

fn codegen() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen")
}

fn pages() -> Vec<Page> {
    // Pages that contradict each other stand apart: they are evidence for no other page.
    let folders = ["tests/pages", "tests/contradictions"].map(|folder| fs::read_dir(codegen().join(folder)).unwrap());
    let mut paths: Vec<_> = folders
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let page = |path: PathBuf| Page {
        name: path.file_name().unwrap().to_str().unwrap().to_owned(),
        bytes: fs::read(&path).unwrap(),
    };
    paths.into_iter().map(page).collect()
}

/// What is printed for the plainest page that has this diagnostic.
fn example(code: Code, diagnostics: &[Diagnostic], pages: &[Page]) -> String {
    let shown = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.code == code)
        .map(|diagnostic| {
            let page = pages.iter().find(|page| page.name == diagnostic.page).unwrap();
            let diagnostic = Diagnostic {
                fixup: None,
                ..diagnostic.clone()
            };
            Source::of(&page.bytes).show(&diagnostic, false)
        });
    shown
        .min_by_key(|text| (text.len(), text.clone()))
        .unwrap_or_else(|| panic!("no page of tests/pages shows `{}`", code.name()))
}

#[test]
fn the_list_of_diagnostics_says_what_the_code_says() {
    let pages = pages();
    let mut diagnostics: Vec<_> = pages
        .iter()
        .flat_map(|page| pipeline::schema(std::slice::from_ref(page)).diagnostics)
        .collect();
    let mut together = pipeline::endpoints(&pages);
    pipeline::lint(&mut together);
    let mut together = pipeline::refine(together);
    pipeline::check_whole(&mut together);
    let is_of_page = |diagnostic: &Diagnostic| pages.iter().any(|page| page.name == diagnostic.page);
    diagnostics.extend(together.diagnostics.into_iter().filter(is_of_page));
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|code| (std::cmp::Reverse(code.severity()), code.name()));
    let entries: Vec<_> = codes
        .into_iter()
        .map(|code| diagnostic::entry(code, &example(code, &diagnostics, &pages)))
        .collect();
    let wanted = format!("{INTRODUCTION}{}", entries.join("\n"));
    let path = codegen().join("DIAGNOSTICS.md");
    if env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, &wanted).unwrap();
    }
    let present = fs::read_to_string(&path).unwrap();
    assert!(
        present == wanted,
        "codegen/DIAGNOSTICS.md is out of date; write it anew with\n  INSTA_UPDATE=always cargo test -p xtask --test diagnostics"
    );
}

#[test]
fn every_code_has_an_entry_of_its_own() {
    for code in Code::ALL {
        let entry = diagnostic::find(code.name()).unwrap();
        assert!(entry.starts_with(&format!("## {}\n", code.name())), "{entry}");
        assert_eq!(entry.matches("\n## ").count(), 0, "{entry}");
        assert!(entry.contains(code.advice()), "{entry}");
    }
    assert_eq!(diagnostic::find("no-such-code"), None);
}
