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
