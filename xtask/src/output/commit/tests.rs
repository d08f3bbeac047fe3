use std::collections::BTreeMap;

use super::*;

fn write(name: &str, before: Option<&str>, after: Option<&str>) -> Change {
    let bytes = |text: &str| text.as_bytes().to_vec();
    Change {
        name: name.to_owned(),
        before: before.map(bytes),
        after: after.map(bytes),
    }
}

/// Every entry below the directory; a directory's content is empty.
fn contents(out: &Path) -> BTreeMap<PathBuf, String> {
    let entries = walkdir::WalkDir::new(out).into_iter().map(Result::unwrap);
    entries
        .map(|entry| {
            (
                entry.path().to_path_buf(),
                fs::read_to_string(entry.path()).unwrap_or_default(),
            )
        })
        .collect()
}

#[test]
fn a_run_that_fails_half_way_leaves_the_tree_as_it_was() {
    let out = TempDir::new().unwrap();
    fs::write(out.path().join("a.rs"), "old a").unwrap();
    fs::write(out.path().join("b.rs"), "old b").unwrap();
    // A directory with something in it cannot be replaced by a file: the last of the changes fails.
    fs::create_dir_all(out.path().join("z.rs/full")).unwrap();
    let before = contents(out.path());
    let changes = [
        write("a.rs", Some("old a"), Some("new a")),
        write("b.rs", Some("old b"), None),
        write("new/deep/c.rs", None, Some("c")),
        write("z.rs", None, Some("z")),
    ];
    let error = commit(out.path(), &changes).unwrap_err();
    assert!(matches!(error, Error::Io { action: "write", .. }), "{error}");
    assert_eq!(contents(out.path()), before);
}

#[test]
fn an_output_that_could_not_be_filled_is_not_left_behind() {
    let directory = TempDir::new().unwrap();
    let out = directory.path().join("deep/out");
    let changes = [
        write("a", None, Some("file")),
        write("a/b.rs", None, Some("below a file")),
    ];
    commit(&out, &changes).unwrap_err();
    assert!(!directory.path().join("deep").exists());
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_new_files_are_not_private() {
    use std::os::unix::fs::PermissionsExt as _;

    let out = TempDir::new().unwrap();
    let path = out.path().join("a.rs");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    write_file(&path, b"new".to_vec()).unwrap();
    fs::write(out.path().join("ordinary"), "").unwrap();
    assert_eq!(mode(&path), mode(&out.path().join("ordinary")));

    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    write_file(&path, b"newer".to_vec()).unwrap();
    assert_eq!(mode(&path), 0o640);
    assert_eq!(fs::read(&path).unwrap(), b"newer");
}

#[cfg(unix)]
#[test]
fn a_link_stays_and_the_file_that_it_leads_to_is_written() {
    use std::os::unix::fs::symlink;

    let out = TempDir::new().unwrap();
    fs::create_dir(out.path().join("elsewhere")).unwrap();
    let link = out.path().join("link");
    symlink("elsewhere/file", &link).unwrap();
    for content in ["new", "newer"] {
        write_file(&link, content.into()).unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(out.path().join("elsewhere/file")).unwrap(), content);
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_is_written_to_and_stays() {
    use std::os::unix::fs::FileTypeExt as _;
    use std::process::Command;
    use std::thread;

    let out = TempDir::new().unwrap();
    let pipe = out.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let read = thread::spawn({
        let pipe = pipe.clone();
        move || fs::read_to_string(pipe).unwrap()
    });
    write_file(&pipe, b"new".to_vec()).unwrap();
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    assert_eq!(read.join().unwrap(), "new");
}

#[test]
fn a_directory_is_not_written_to() {
    let out = TempDir::new().unwrap();
    let error = write_file(out.path(), b"new".to_vec()).unwrap_err();
    assert!(matches!(error, Error::Io { action: "write", .. }), "{error}");
}

/// An output, and changes of every kind.
fn half_way() -> (TempDir, [Change; 3]) {
    let out = TempDir::new().unwrap();
    fs::write(out.path().join("a.rs"), "old a").unwrap();
    fs::write(out.path().join("b.rs"), "old b").unwrap();
    let changes = [
        write("a.rs", Some("old a"), Some("new a")),
        write("b.rs", Some("old b"), None),
        write("new/deep/c.rs", None, Some("c")),
    ];
    (out, changes)
}

#[test]
fn what_a_killed_run_did_is_taken_back_wherever_it_was_killed() {
    for done in 0..=3 {
        let (out, changes) = half_way();
        let before = contents(out.path());
        let (staging, _) = stage_all(out.path(), &changes).unwrap();
        let staging = staging.keep();
        for (index, change) in changes.iter().enumerate().take(done) {
            apply(out.path(), change, &staging, index).unwrap();
        }
        if done < 2 {
            // The next file was backed up, and nothing more.
            back_up(
                &out.path().join(&changes[done].name),
                &journal::old_content(&staging, done),
            )
            .unwrap();
        }
        recover(out.path()).unwrap();
        assert_eq!(contents(out.path()), before, "killed after {done} changes");
    }
}

#[test]
fn what_a_killed_run_had_finished_or_only_staged_is_left_as_it_is() {
    let (out, changes) = half_way();
    let (staging, _) = stage_all(out.path(), &changes).unwrap();
    let staging = staging.keep();
    for (index, change) in changes.iter().enumerate() {
        apply(out.path(), change, &staging, index).unwrap();
    }
    journal::end(&staging).unwrap();
    recover(out.path()).unwrap();
    let names: Vec<PathBuf> = contents(out.path()).into_keys().collect();
    let expected = ["", "a.rs", "new", "new/deep", "new/deep/c.rs"].map(|name| out.path().join(name));
    assert_eq!(names, expected);
    assert_eq!(fs::read_to_string(out.path().join("a.rs")).unwrap(), "new a");

    fs::create_dir(out.path().join(".regen-x")).unwrap();
    fs::write(out.path().join(".regen-x/new-0"), "staged").unwrap();
    fs::write(out.path().join(".regen-of-somebody"), "a file").unwrap();
    recover(out.path()).unwrap();
    assert!(!out.path().join(".regen-x").exists());
    assert!(out.path().join(".regen-of-somebody").exists());
    recover(&out.path().join("missing")).unwrap();
}

#[test]
fn no_journal_leads_out_of_the_output() {
    let directory = TempDir::new().unwrap();
    let out = directory.path().join("out");
    fs::create_dir_all(out.join(".regen-x")).unwrap();
    fs::write(directory.path().join("mine"), "mine").unwrap();
    let journal = r#"{"files": [{"name": "../mine", "is_new": true}], "directories": []}"#;
    fs::write(out.join(".regen-x/journal"), journal).unwrap();
    let error = recover(&out).unwrap_err();
    assert!(matches!(error, Error::NotRecovered { .. }), "{error}");
    assert_eq!(fs::read_to_string(directory.path().join("mine")).unwrap(), "mine");
}
