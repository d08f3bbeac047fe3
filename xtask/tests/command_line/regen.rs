//! What `regen` writes, leaves alone and says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;

use serde_json::Value;

use crate::{Workplace, assert_code, assert_says, code, collect, page, put, stderr};

/// The summary without its last line, which tells the time.
fn without_time(output: &std::process::Output) -> String {
    let text = stderr(output);
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains("files")).collect();
    lines.join("\n")
}

#[test]
fn a_second_run_says_the_same_and_writes_nothing() {
    let workplace = Workplace::with_two_services();
    let first = workplace.regen(&[]);
    assert_code(&first, 0);
    assert_says(&first, &["2 pages read", "2 endpoints", "0 unchanged, 0 removed"]);
    let written = workplace.output();
    let second = workplace.regen(&[]);
    assert_code(&second, 0);
    assert_says(
        &second,
        &[&format!("0 files written, {} unchanged, 0 removed", written.len())],
    );
    assert_eq!(without_time(&second), without_time(&first));
    assert_eq!(workplace.output(), written);
}

#[test]
fn a_run_with_nothing_new_to_say_repeats_what_the_last_one_said() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.regen(&[]), 0);
    let remember = || {
        let kept = workplace.kept("json");
        let text = fs::read_to_string(&kept).unwrap();
        let mut memory: Value = serde_json::from_str(&text).unwrap();
        memory["diagnostics"] = "from the memory\n".into();
        fs::write(&kept, memory.to_string()).unwrap();
    };
    remember();
    // The first run published the names. What it makes of published names, it has not said.
    assert!(!stderr(&workplace.regen(&[])).contains("from the memory"));
    remember();
    for arguments in [[].as_slice(), &["--check"]] {
        assert_says(&workplace.regen(arguments), &["from the memory"]);
    }
    workplace.page("notes.md", "# New");
    assert!(!stderr(&workplace.regen(&[])).contains("from the memory"));
}

#[test]
fn a_run_without_a_memory_writes_nothing_either() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.regen(&[]), 0);
    let written = workplace.output();
    fs::remove_dir_all(workplace.path("state")).unwrap();
    let second = workplace.regen(&[]);
    assert_says(
        &second,
        &[&format!("0 files written, {} unchanged, 0 removed", written.len())],
    );
    assert_eq!(workplace.output(), written);
}

#[test]
fn a_run_that_builds_on_the_last_one_makes_what_one_without_a_memory_makes() {
    let workplace = Workplace::with_two_services();
    workplace.page("search/user.md", page("GET", "/open-apis/search/v1/user", "2024-01-02"));
    assert_code(&workplace.regen(&[]), 0);
    let before = workplace.output();

    let original = page("GET", "/open-apis/task/v2/tasks/:task_id", "2024-01-02");
    workplace.page("task/get.md", original.replace("Language", "Tongue"));
    let changed = workplace.regen(&[]);
    assert_code(&changed, 0);
    assert_says(&changed, &["1 file written", "0 removed", "3 endpoints"]);
    let after = workplace.output();
    let differing: Vec<_> = after
        .iter()
        .filter(|(name, text)| before.get(*name) != Some(*text) && !name.ends_with("names.lock"))
        .collect();
    assert_eq!(differing.len(), 1);
    assert!(
        differing[0].0.ends_with("src/task/v2/task/get.rs"),
        "{:?}",
        differing[0].0
    );

    fs::remove_dir_all(workplace.path("state")).unwrap();
    assert_says(&workplace.regen(&[]), &["0 files written"]);
    assert_eq!(workplace.output(), after);

    // What somebody did to a file of another version is noticed, though no page of that changed.
    workplace.page("task/get.md", original);
    let edited = workplace.generated("v3/user/mod.rs");
    fs::write(&edited, "mine").unwrap();
    assert_code(&workplace.regen(&[]), 4);
    fs::remove_file(&edited).unwrap();
    assert_code(&workplace.regen(&[]), 0);
    assert_eq!(workplace.output(), before);
}

#[test]
fn what_was_kept_of_pages_is_of_no_use_when_it_is_damaged() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.regen(&[]), 0);
    let before = workplace.output();
    let kept = workplace.kept("pages");
    for damage in ["cut", "garbage"] {
        let text = fs::read(&kept).unwrap();
        let text = if damage == "cut" {
            text[..text.len() - 40].to_vec()
        } else {
            [&text[..200], &[0xff; 99]].concat()
        };
        fs::write(&kept, text).unwrap();
        workplace.page("notes.md", format!("# {damage}"));
        assert_says(&workplace.regen(&[]), &["0 files written", "2 endpoints"]);
        assert_eq!(workplace.output(), before);
    }
}

#[test]
fn what_was_lost_or_put_back_is_noticed() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.regen(&[]), 0);
    let written = workplace.output();
    fs::remove_file(workplace.generated("lib.rs")).unwrap();
    assert_code(&workplace.regen(&["--check"]), 1);
    assert_says(&workplace.regen(&[]), &["1 file written"]);
    assert_eq!(workplace.output(), written);
}

#[test]
fn check_shows_the_difference_and_writes_nothing() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.regen(&["--check"]), 1);
    assert!(!workplace.path("out").exists());
    assert_code(&workplace.regen(&[]), 0);
    assert_code(&workplace.regen(&["--check"]), 0);

    let before = workplace.output();
    let changed = page("GET", "/open-apis/task/v2/tasks/:task_id", "2024-01-02").replace("Language", "Tongue");
    workplace.page("task/get.md", changed);
    let check = workplace.regen(&["--check"]);
    assert_code(&check, 1);
    assert_says(
        &check,
        &[
            "differs src/task",
            "+",
            "Tongue",
            "cargo xtask regen",
            "would be written",
        ],
    );
    assert_eq!(workplace.output(), before);
    assert_code(&workplace.regen(&[]), 0);
    assert_code(&workplace.regen(&["--check"]), 0);
}

#[test]
fn what_no_page_describes_any_more_is_removed() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.regen(&[]), 0);
    fs::write(workplace.path("out/src/notes.md"), "mine").unwrap();
    fs::remove_file(workplace.path("docs/task/get.md")).unwrap();
    assert_code(&workplace.regen(&[]), 0);
    let names: Vec<String> = workplace
        .output()
        .into_keys()
        .map(|path| path.display().to_string())
        .collect();
    assert!(!names.iter().any(|name| name.contains("task")), "{names:?}");
    assert!(names.iter().any(|name| name.contains("contact")), "{names:?}");
    assert!(names.iter().any(|name| name.ends_with("notes.md")), "{names:?}");
}

#[test]
fn only_one_service_is_written_and_the_others_stay() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.regen(&[]), 0);
    let before = workplace.output();
    for (name, path) in [
        ("task/get.md", "/open-apis/task/v2/tasks/:task_id"),
        ("contact/delete.md", "/open-apis/contact/v3/users/:user_id"),
    ] {
        workplace.page(name, page("GET", path, "2024-01-02").replace("Language", "Tongue"));
    }
    assert_code(&workplace.regen(&["--only", "task"]), 0);
    let after = workplace.output();
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let changed: Vec<String> = after
        .iter()
        .filter(|(path, content)| before.get(*path) != Some(content))
        .map(|(path, _)| path.display().to_string())
        .collect();
    let code: Vec<&String> = changed.iter().filter(|path| !path.ends_with("names.lock")).collect();
    assert!(
        !code.is_empty() && code.iter().all(|path| path.contains("/src/task/")),
        "{changed:?}"
    );
}

#[test]
fn strict_writes_nothing_when_there_are_warnings() {
    let workplace = Workplace::with_two_services();
    let mut bytes = page("GET", "/open-apis/im/v1/chats/:chat_id", "2024-01-02").into_bytes();
    bytes.extend_from_slice(&[0xff, b'\n']);
    workplace.page("im.md", bytes);
    let output = workplace.regen(&["--strict"]);
    assert_code(&output, 3);
    assert_says(&output, &["invalid-utf8", "--strict"]);
    assert!(!workplace.path("out").exists());
    assert_code(&workplace.regen(&[]), 0);
    assert_code(&workplace.regen(&["--strict"]), 3);
}

#[test]
fn two_runs_at_once_do_not_disturb_each_other() {
    let workplace = Workplace::with_two_services();
    thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| workplace.regen(&[]))).collect();
        for run in runs {
            let output = run.join().unwrap();
            assert_eq!(code(&output), 0, "{}", stderr(&output));
        }
    });
    assert_code(&workplace.regen(&["--check"]), 0);
}

#[test]
fn a_page_may_be_given_by_itself_and_roots_may_be_several() {
    let workplace = Workplace::with_two_services();
    let one = workplace.run(&["regen", "--docs", "docs/task/get.md", "--out", "out"]);
    assert_code(&one, 0);
    assert_says(&one, &["1 page read", "1 endpoint"]);
    let both = workplace.run(&[
        "regen",
        "--docs",
        "docs/task",
        "--docs",
        "docs/contact/delete.md",
        "--out",
        "out",
    ]);
    assert_code(&both, 0);
    assert_says(&both, &["2 pages read", "2 endpoints"]);
}

#[test]
fn only_one_service_in_an_empty_output_is_a_crate_of_that_service() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.regen(&["--only", "task"]), 0);
    let library = fs::read_to_string(workplace.generated("lib.rs")).unwrap();
    assert!(
        library.contains("pub mod task;") && !library.contains("pub mod contact;"),
        "{library}"
    );
    assert_code(&workplace.regen(&["--only", "contact"]), 0);
    let library = fs::read_to_string(workplace.generated("lib.rs")).unwrap();
    assert!(
        library.contains("pub mod task;") && library.contains("pub mod contact;"),
        "{library}"
    );
    assert_code(&workplace.regen(&["--check"]), 0);
}

#[test]
fn names_that_cannot_be_read_are_an_error_that_names_the_line() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.regen(&[]), 0);
    let names = workplace.generated("names.lock");
    fs::write(&names, fs::read_to_string(&names).unwrap() + "<<<<<<< mine\n").unwrap();
    let before = workplace.output();
    let output = workplace.regen(&[]);
    assert_code(&output, 4);
    assert_says(&output, &["names.lock: line", "<<<<<<< mine"]);
    assert_eq!(workplace.output(), before);
}

#[test]
fn a_run_does_its_work_though_nobody_reads_what_it_says() {
    let workplace = Workplace::with_two_services();
    workplace.page("broken.md", b"\xff");
    for arguments in [
        ["regen", "--docs", "docs", "--out", "out"].as_slice(),
        &["regen", "--docs", "docs", "--out", "out"],
        &["import", "docs", "--out", "sheets"],
        &["openapi", "--docs", "docs", "-o", "api.json"],
    ] {
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let mut command = workplace.command(&[arguments, &["--show", "all", "--level", "note"]].concat());
        assert_code(&command.stderr(Stdio::from(writer)).output().unwrap(), 0);
    }
    assert!(workplace.generated("src/lib.rs").exists());
    assert!(workplace.path("sheets/contact/v3/user/delete.md").exists());
    assert!(workplace.path("api.json").exists());
}

#[test]
fn an_edited_file_is_shown_by_check_and_written_again() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.regen(&[]), 0);
    let intact = workplace.output();
    let edited = workplace.generated("v3/user/delete.rs");
    fs::write(&edited, fs::read_to_string(&edited).unwrap() + "// by hand\n").unwrap();
    let check = workplace.regen(&["--check"]);
    assert_code(&check, 1);
    assert_says(&check, &["delete.rs (+0 -1)", "-// by hand", "with the same arguments"]);
    assert_says(&workplace.regen(&[]), &["1 file written"]);
    assert_eq!(workplace.output(), intact);
}

#[test]
fn a_killed_run_is_healed_by_the_next_one_wherever_it_was_killed() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.regen(&[]), 0);
    let before = workplace.output();
    fs::rename(workplace.path("state"), workplace.path("state-before")).unwrap();
    workplace.page(
        "contact/delete.md",
        page("GET", "/open-apis/im/v1/chats/:id", "2024-01-02"),
    );
    workplace.page(
        "task/get.md",
        page("PUT", "/open-apis/task/v2/tasks/:task_id", "2024-01-02"),
    );
    assert_code(&workplace.regen(&["--breaking"]), 0);
    let after = workplace.output();
    let names: BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let names: Vec<_> = names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name))
        .collect();
    assert!(names.len() > 4, "{names:?}");
    for done in 0..=names.len() {
        fs::remove_dir_all(workplace.path("out")).unwrap();
        fs::remove_dir_all(workplace.path("state")).unwrap();
        copy(&workplace.path("state-before"), &workplace.path("state"));
        let is_done = |name: &PathBuf| names[..done].contains(&name);
        for name in before.keys().chain(after.keys()) {
            let bytes = if is_done(name) {
                after.get(name)
            } else {
                before.get(name)
            };
            if let Some(bytes) = bytes {
                put(name, bytes);
            }
        }
        fs::write(workplace.path("out/.regen-killed"), "half of a file").unwrap();
        assert_code(&workplace.regen(&["--breaking"]), 0);
        assert!(workplace.output() == after, "killed after {done} changes");
    }
}

fn copy(from: &Path, to: &Path) {
    let mut files = BTreeMap::new();
    collect(from, &mut files);
    for (name, bytes) in files {
        put(&to.join(name.strip_prefix(from).unwrap()), bytes);
    }
}

#[test]
fn examples_of_people_stand_in_the_manifest_and_stay_as_they_are() {
    let workplace = Workplace::with_two_services();
    assert_code(&workplace.regen(&[]), 0);
    let example = workplace.path("out/examples/list_users.rs");
    fs::create_dir(example.parent().unwrap()).unwrap();
    let source = "use feishu_openapi::{contact::v3::user, runtime::receive::Handlers};\nfn main() {}\n";
    fs::write(&example, source).unwrap();
    assert_says(&workplace.regen(&[]), &["1 file written"]);
    let manifest = fs::read_to_string(workplace.path("out/Cargo.toml")).unwrap();
    let entry = "[[example]]\nname = \"list_users\"\nrequired-features = [\"contact\", \"events\"]\n";
    assert!(manifest.contains(entry), "{manifest}");
    assert_eq!(fs::read_to_string(&example).unwrap(), source);
    assert_code(&workplace.regen(&["--check"]), 0);
}
