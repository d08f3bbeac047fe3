use tempfile::TempDir;

use super::*;

#[test]
fn a_run_that_fails_half_way_is_completed_by_the_next_one() {
    let out = TempDir::new().unwrap();
    fs::write(out.path().join("a.rs"), "old a").unwrap();
    fs::create_dir(out.path().join("d")).unwrap();
    fs::write(out.path().join("d/b.rs"), "old b").unwrap();
    // A directory with something in it cannot be replaced by a file.
    fs::create_dir_all(out.path().join("c.rs/full")).unwrap();
    fs::write(out.path().join(".regen-killed"), "half of a fi").unwrap();
    let changes = [
        Change::of("a.rs", Some("old a"), Some("new a")),
        Change::of("c.rs", None, Some("new c")),
        Change::of("d/b.rs", Some("old b"), None),
    ];
    let error = write(out.path(), &changes).unwrap_err();
    assert!(matches!(error, Error::Io { action: "write", .. }), "{error}");
    let content = |name: &str| fs::read_to_string(out.path().join(name)).unwrap_or_default();
    assert_eq!((content("a.rs"), content("d/b.rs")), ("new a".into(), "old b".into()));

    fs::remove_dir_all(out.path().join("c.rs")).unwrap();
    write(out.path(), &changes[1..]).unwrap();
    let names = |directory: &Path| {
        let entries = fs::read_dir(directory).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(out.path()), ["a.rs", "c.rs"]);
    assert_eq!((content("a.rs"), content("c.rs")), ("new a".into(), "new c".into()));
}

#[test]
fn of_what_somebody_calls_alike_a_directory_stays() {
    let out = TempDir::new().unwrap();
    fs::create_dir(out.path().join(".regen-notes")).unwrap();
    write(out.path(), &[Change::of("a.rs", None, Some("a"))]).unwrap();
    assert!(out.path().join(".regen-notes").exists());
}

#[cfg(unix)]
#[test]
fn permissions_stay_and_new_files_are_not_private() {
    use std::os::unix::fs::PermissionsExt as _;

    let out = TempDir::new().unwrap();
    let path = out.path().join("a.rs");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    write_file(&path, b"new").unwrap();
    fs::write(out.path().join("ordinary"), "").unwrap();
    assert_eq!(mode(&path), mode(&out.path().join("ordinary")));

    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    write_file(&path, b"newer").unwrap();
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
        write_file(&link, content.as_bytes()).unwrap();
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
    write_file(&pipe, b"new").unwrap();
    assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
    assert_eq!(read.join().unwrap(), "new");
}

#[test]
fn a_directory_is_not_written_to() {
    let out = TempDir::new().unwrap();
    let error = write_file(out.path(), b"new").unwrap_err();
    assert!(matches!(error, Error::Io { action: "write", .. }), "{error}");
}
