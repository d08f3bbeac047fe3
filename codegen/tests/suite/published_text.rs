//! What is published has facts, and none of the vendor's sentences.

use std::fs;
use std::path::Path;

use crate::pages;

/// A text has fewer Chinese characters in a row than a sentence; marks and blanks between them do not count.
const LONGEST_RUN: usize = 19;

#[test]
fn no_line_has_twenty_chinese_characters_in_a_row() {
    let folders = ["../docs-src", "../generated", "tests/snapshots"].map(pages::below_manifest);
    let mut files = 0;
    let mut long = Vec::new();
    for folder in &folders {
        pages::each_file(folder, &mut |path| {
            files += 1;
            long.extend(long_lines(path));
        });
    }
    assert!(files > 5000, "the folders were not found");
    assert!(long.is_empty(), "{} lines\n{}", long.len(), long.join("\n"));
}

fn long_lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let lines = text.lines().enumerate();
    let long = lines.filter(|(_, line)| longest_run(line) > LONGEST_RUN);
    long.map(|(number, line)| format!("{}:{}: {line}", path.display(), number + 1))
        .collect()
}

/// A letter, a digit or the end of a cell or of code ends a run.
fn longest_run(line: &str) -> usize {
    let parts = line.split(|char: char| char.is_ascii_alphanumeric() || matches!(char, '`' | '|' | '*'));
    let count = |part: &str| part.chars().filter(|char| is_ideograph(*char)).count();
    parts.map(count).max().unwrap_or_default()
}

fn is_ideograph(char: char) -> bool {
    matches!(char, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

#[test]
fn a_run_goes_through_marks_and_ends_at_letters() {
    assert_eq!(longest_run("一二，三 四abc五六"), 4);
    assert_eq!(longest_run("| 一二 | `三` |"), 2);
}
