use std::fs;

use tempfile::TempDir;

use super::*;

fn marked(content: &str) -> Vec<u8> {
    seal("name", &format!("// {MARKER}\n{content}"), MARKER).unwrap()
}

fn sealed(files: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    files
        .iter()
        .map(|(name, content)| ((*name).to_owned(), marked(content)))
        .collect()
}

fn run(out: &Path, files: &[(&str, &str)], on_edited: OnEdited) -> Result<Plan, Error> {
    let plan = Tree::read(out, MARKER)?.plan(sealed(files), |_| true, on_edited)?;
    commit(out, &plan.changes)?;
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
        Error::Refused(files) => files.into_iter().map(|(_, refusal)| refusal).collect(),
        other => panic!("{other}"),
    }
}

#[test]
fn a_second_run_changes_nothing_and_a_stale_file_goes_with_its_directory() {
    let out = TempDir::new().unwrap();
    let files = [("src/lib.rs", "mod a;\n"), ("src/a/b.rs", "// b\n")];
    assert_eq!(run(out.path(), &files, OnEdited::Refuse).unwrap().changes.len(), 2);
    assert_eq!(contents(out.path()), sealed(&files));
    let again = run(out.path(), &files, OnEdited::Refuse).unwrap();
    assert_eq!((again.changes.len(), again.unchanged), (0, 2));

    let fewer = run(out.path(), &files[..1], OnEdited::Refuse).unwrap();
    assert_eq!((fewer.changes.len(), fewer.unchanged), (1, 1));
    assert_eq!(contents(out.path()), sealed(&files[..1]));
    assert!(!out.path().join("src/a").exists());
}

#[test]
fn an_edited_file_stops_the_run_whether_it_is_written_or_stale() {
    let out = TempDir::new().unwrap();
    let files = [("a.rs", "// a\n"), ("b.rs", "// b\n")];
    run(out.path(), &files, OnEdited::Refuse).unwrap();
    let mut edited = fs::read(out.path().join("a.rs")).unwrap();
    edited.extend_from_slice(b"// by hand\n");
    fs::write(out.path().join("a.rs"), &edited).unwrap();
    let before = contents(out.path());

    let changed = run(out.path(), &[("a.rs", "// new\n"), ("c.rs", "")], OnEdited::Refuse);
    assert_eq!(refusals(changed.unwrap_err()), [Refusal::Edited]);
    let stale = run(out.path(), &[("b.rs", "// b\n")], OnEdited::Refuse);
    assert_eq!(refusals(stale.unwrap_err()), [Refusal::Edited]);
    assert_eq!(contents(out.path()), before);

    run(out.path(), &[("a.rs", "// new\n")], OnEdited::Overwrite).unwrap();
    assert_eq!(contents(out.path()), sealed(&[("a.rs", "// new\n")]));
}

#[test]
fn files_of_people_are_neither_overwritten_nor_removed() {
    let out = TempDir::new().unwrap();
    fs::write(out.path().join("notes.md"), "mine").unwrap();
    fs::write(out.path().join("a.rs"), "mine").unwrap();
    fs::create_dir(out.path().join("b.rs")).unwrap();
    let before = contents(out.path());
    let error = run(out.path(), &[("a.rs", ""), ("b.rs", "")], OnEdited::Refuse).unwrap_err();
    assert!(error.to_string().contains("--force"), "{error}");
    assert_eq!(refusals(error), [Refusal::NotGenerated, Refusal::IsDirectory]);
    assert_eq!(contents(out.path()), before);

    run(out.path(), &[("a.rs", "")], OnEdited::Overwrite).unwrap();
    assert_eq!(fs::read(out.path().join("notes.md")).unwrap(), b"mine");
}

#[test]
fn files_outside_of_the_scope_stay_as_they_are() {
    let out = TempDir::new().unwrap();
    run(
        out.path(),
        &[("a.rs", "old"), ("b.rs", "old"), ("gone.rs", "old")],
        OnEdited::Refuse,
    )
    .unwrap();
    let tree = Tree::read(out.path(), MARKER).unwrap();
    let plan = tree
        .plan(
            sealed(&[("a.rs", "new"), ("b.rs", "new")]),
            |name| name == "a.rs",
            OnEdited::Refuse,
        )
        .unwrap();
    let names: Vec<&str> = plan.changes.iter().map(|change| change.name.as_str()).collect();
    assert_eq!(names, ["a.rs"]);
}

#[test]
fn what_cargo_builds_is_not_looked_at() {
    let out = TempDir::new().unwrap();
    fs::create_dir(out.path().join("target")).unwrap();
    fs::write(out.path().join("target/a.rs"), marked("")).unwrap();
    assert_eq!(
        run(out.path(), &[("a.rs", "")], OnEdited::Refuse)
            .unwrap()
            .changes
            .len(),
        1
    );
    assert!(out.path().join("target/a.rs").exists());
    // Further down it is a name as any other.
    let again = run(out.path(), &[("a.rs", ""), ("src/target/b.rs", "")], OnEdited::Refuse).unwrap();
    assert_eq!(again.changes.len(), 1);
    run(out.path(), &[("a.rs", "")], OnEdited::Refuse).unwrap();
    assert!(!out.path().join("src/target").exists());
}

#[test]
fn names_that_leave_the_output_are_not_written() {
    let out = TempDir::new().unwrap();
    for name in ["../a.rs", "/a.rs", "a//b.rs", ".git/a.rs", "target/a.rs", "a\\b.rs"] {
        let error = run(out.path(), &[(name, "")], OnEdited::Overwrite).unwrap_err();
        assert!(matches!(error, Error::UnwritableName { .. }), "{name}: {error}");
    }
    assert_eq!(contents(out.path()), BTreeMap::new());
}

#[test]
fn an_output_that_is_a_file_is_an_error() {
    let directory = TempDir::new().unwrap();
    let out = directory.path().join("file");
    fs::write(&out, "mine").unwrap();
    let error = run(&out, &[("a.rs", "")], OnEdited::Overwrite).unwrap_err();
    assert!(matches!(error, Error::Io { .. }), "{error}");
    assert_eq!(fs::read(&out).unwrap(), b"mine");
}

#[test]
fn the_digest_stands_for_generated_files_alone() {
    let out = TempDir::new().unwrap();
    let files = [("a.rs", "// a\n")];
    let tree = Tree::read(out.path(), MARKER).unwrap();
    let plan = tree.plan(sealed(&files), |_| true, OnEdited::Refuse).unwrap();
    commit(out.path(), &plan.changes).unwrap();
    let expected = tree.after(plan).digest_below("");
    assert_eq!(Tree::read(out.path(), MARKER).unwrap().digest_below(""), expected);
    fs::write(out.path().join("Cargo.lock"), "").unwrap();
    assert_eq!(Tree::read(out.path(), MARKER).unwrap().digest_below(""), expected);
    fs::write(out.path().join("a.rs"), marked("// b\n")).unwrap();
    assert_ne!(Tree::read(out.path(), MARKER).unwrap().digest_below(""), expected);
}

#[cfg(unix)]
#[test]
fn what_lies_behind_a_link_to_a_directory_is_not_touched() {
    use std::os::unix::fs::symlink;

    let (out, elsewhere) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    fs::write(elsewhere.path().join("lib.rs"), "mine").unwrap();
    fs::write(elsewhere.path().join("stale.rs"), marked("")).unwrap();
    let before = contents(elsewhere.path());
    symlink(elsewhere.path(), out.path().join("src")).unwrap();
    for on_edited in [OnEdited::Refuse, OnEdited::Overwrite, OnEdited::Leave] {
        let error = run(out.path(), &[("src/lib.rs", ""), ("src/new.rs", "")], on_edited).unwrap_err();
        assert!(!error.to_string().contains("or overwrite"), "{error}");
        assert_eq!(refusals(error), [Refusal::BehindLink; 2]);
    }
    assert_eq!(contents(elsewhere.path()), before);
    // Only what lies behind it: a name that begins alike does not.
    run(out.path(), &[("src.rs", "")], OnEdited::Refuse).unwrap();
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_to_nothing_is_not_replaced_unless_told_to() {
    use std::os::unix::fs::symlink;

    let out = TempDir::new().unwrap();
    symlink("nowhere", out.path().join("a.rs")).unwrap();
    let error = run(out.path(), &[("a.rs", "")], OnEdited::Refuse).unwrap_err();
    assert_eq!(refusals(error), [Refusal::NotGenerated]);
    assert!(out.path().join("a.rs").is_symlink());
    run(out.path(), &[("a.rs", "")], OnEdited::Overwrite).unwrap();
    assert_eq!(contents(out.path()), sealed(&[("a.rs", "")]));
}
