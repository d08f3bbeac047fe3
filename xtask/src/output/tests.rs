use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use tempfile::TempDir;
use walkdir::WalkDir;

use super::*;
use crate::error::{Error, Refusal};
use crate::pages::relative_name;

/// Who wrote a file is its first word.
fn origin(_: &str, bytes: &[u8]) -> Origin {
    match bytes.split(|byte| *byte == b' ').next() {
        Some(b"generated") => Origin::Command,
        Some(b"edited") => Origin::Edited,
        _ => Origin::Person,
    }
}

fn generated(files: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    let file = |(name, content): &(&str, &str)| ((*name).to_owned(), format!("generated {content}").into_bytes());
    files.iter().map(file).collect()
}

fn plan(out: &Path, files: &[(&str, &str)]) -> Result<Plan, Error> {
    Tree::read(out, origin)?.plan(generated(files), |_| true)
}

fn run(out: &Path, files: &[(&str, &str)], force: bool) -> Result<Plan, Error> {
    let plan = plan(out, files)?;
    plan.allow(out, force)?;
    write(out, &plan.changes)?;
    Ok(plan)
}

/// Every file below the directory, hidden ones too.
fn contents(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = WalkDir::new(out)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| (relative_name(entry.path(), out), fs::read(entry.path()).unwrap()))
        .collect()
}

fn refusals(error: Error) -> Vec<Refusal> {
    match error {
        Error::Refused { files, .. } => files.0.into_iter().map(|(_, refusal)| refusal).collect(),
        other => panic!("{other}"),
    }
}

#[test]
fn a_second_run_changes_nothing_and_a_stale_file_goes_with_its_directory() {
    let out = TempDir::new().unwrap();
    let files = [("src/lib.rs", "mod a;"), ("src/a/b.rs", "// b")];
    assert_eq!(run(out.path(), &files, false).unwrap().changes.len(), 2);
    assert_eq!(contents(out.path()), generated(&files));
    let again = run(out.path(), &files, false).unwrap();
    assert_eq!((again.changes.len(), again.unchanged), (0, 2));

    let fewer = run(out.path(), &files[..1], false).unwrap();
    assert_eq!((fewer.changes.len(), fewer.unchanged), (1, 1));
    assert_eq!(contents(out.path()), generated(&files[..1]));
    assert!(!out.path().join("src/a").exists());
}

#[test]
fn an_edited_file_stops_the_run_whether_it_is_written_or_stale() {
    let out = TempDir::new().unwrap();
    fs::write(out.path().join("a.rs"), "edited // a").unwrap();
    let before = contents(out.path());
    for files in [[("a.rs", "// new")], [("b.rs", "// b")]] {
        assert_eq!(refusals(run(out.path(), &files, false).unwrap_err()), [Refusal::Edited]);
        assert_eq!(contents(out.path()), before);
    }
    run(out.path(), &[("a.rs", "// new")], true).unwrap();
    assert_eq!(contents(out.path()), generated(&[("a.rs", "// new")]));
}

#[test]
fn files_of_people_are_neither_overwritten_nor_removed() {
    let out = TempDir::new().unwrap();
    fs::write(out.path().join("notes.md"), "mine").unwrap();
    fs::write(out.path().join("a.rs"), "mine").unwrap();
    fs::create_dir(out.path().join("b.rs")).unwrap();
    let before = contents(out.path());
    let error = run(out.path(), &[("a.rs", ""), ("b.rs", "")], false).unwrap_err();
    assert!(error.to_string().contains("--force"), "{error}");
    assert_eq!(refusals(error), [Refusal::NotGenerated, Refusal::IsDirectory]);
    assert_eq!(contents(out.path()), before);

    run(out.path(), &[("a.rs", "")], true).unwrap();
    assert_eq!(fs::read(out.path().join("notes.md")).unwrap(), b"mine");
}

#[test]
fn files_outside_of_the_scope_stay_as_they_are() {
    let out = TempDir::new().unwrap();
    let files = [("a.rs", "old"), ("b.rs", "old"), ("gone.rs", "old")];
    run(out.path(), &files, false).unwrap();
    let tree = Tree::read(out.path(), origin).unwrap();
    let files = generated(&[("a.rs", "new"), ("b.rs", "new")]);
    let plan = tree.plan(files, |name| name == "a.rs").unwrap();
    let names: Vec<&str> = plan.changes.iter().map(|change| change.name.as_str()).collect();
    assert_eq!(names, ["a.rs"]);
}

#[test]
fn what_cargo_builds_is_not_looked_at() {
    let out = TempDir::new().unwrap();
    fs::create_dir(out.path().join("target")).unwrap();
    fs::write(out.path().join("target/a.rs"), "generated").unwrap();
    assert_eq!(run(out.path(), &[("a.rs", "")], false).unwrap().changes.len(), 1);
    assert!(out.path().join("target/a.rs").exists());
    // Further down it is a name as any other.
    let again = run(out.path(), &[("a.rs", ""), ("src/target/b.rs", "")], false).unwrap();
    assert_eq!(again.changes.len(), 1);
    run(out.path(), &[("a.rs", "")], false).unwrap();
    assert!(!out.path().join("src/target").exists());
}

#[test]
fn names_that_leave_the_output_are_not_written() {
    let out = TempDir::new().unwrap();
    for name in ["../a.rs", "/a.rs", "a//b.rs", ".git/a.rs", "target/a.rs", "a\\b.rs"] {
        let error = run(out.path(), &[(name, "")], true).unwrap_err();
        assert!(matches!(error, Error::Unwritable { .. }), "{name}: {error}");
    }
    assert_eq!(contents(out.path()), BTreeMap::new());
}

#[test]
fn an_output_that_is_a_file_is_an_error() {
    let directory = TempDir::new().unwrap();
    let out = directory.path().join("file");
    fs::write(&out, "mine").unwrap();
    let error = run(&out, &[("a.rs", "")], true).unwrap_err();
    assert!(matches!(error, Error::Io { .. }), "{error}");
    assert_eq!(fs::read(&out).unwrap(), b"mine");
}

#[test]
fn a_plan_tells_what_the_tree_will_be() {
    let out = TempDir::new().unwrap();
    fs::write(out.path().join("stale.rs"), "generated").unwrap();
    fs::write(out.path().join("notes.md"), "mine").unwrap();
    let tree = Tree::read(out.path(), origin).unwrap();
    let plan = tree.plan(generated(&[("a.rs", "// a")]), |_| true).unwrap();
    write(out.path(), &plan.changes).unwrap();
    let [told, there] = [tree.after(plan), Tree::read(out.path(), origin).unwrap()];
    let files = |tree: &Tree| {
        tree.generated_below("")
            .map(|(name, _)| name.to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(files(&told), ["a.rs"]);
    assert_eq!(files(&there), ["a.rs"]);
    assert_eq!(told.get("a.rs"), there.get("a.rs"));
    assert_eq!(there.of_people().count(), 1);
}

#[cfg(unix)]
#[test]
fn what_lies_behind_a_link_to_a_directory_is_not_touched() {
    use std::os::unix::fs::symlink;

    let (out, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    fs::write(elsewhere.path().join("lib.rs"), "mine").unwrap();
    fs::write(elsewhere.path().join("stale.rs"), "generated").unwrap();
    let before = contents(elsewhere.path());
    symlink(elsewhere.path(), out.path().join("src")).unwrap();
    for force in [false, true] {
        let error = run(out.path(), &[("src/lib.rs", ""), ("src/new.rs", "")], force).unwrap_err();
        assert!(!error.to_string().contains("or overwrite"), "{error}");
        assert_eq!(refusals(error), [Refusal::BehindLink; 2]);
    }
    assert_eq!(contents(elsewhere.path()), before);
    // Only what lies behind it: a name that begins alike does not.
    run(out.path(), &[("src.rs", "")], false).unwrap();
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_to_nothing_is_not_replaced_unless_told_to() {
    use std::os::unix::fs::symlink;

    let out = TempDir::new().unwrap();
    symlink("nowhere", out.path().join("a.rs")).unwrap();
    let error = run(out.path(), &[("a.rs", "")], false).unwrap_err();
    assert_eq!(refusals(error), [Refusal::NotGenerated]);
    assert!(out.path().join("a.rs").is_symlink());
    run(out.path(), &[("a.rs", "")], true).unwrap();
    assert_eq!(contents(out.path()), generated(&[("a.rs", "")]));
}
