//! The program itself, run on directories of pages: good ones, bad ones, and outputs that people touched.

// What fails here fails a test.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod bad_input;
mod breaking;
mod companions;
mod diff;
mod edited_sheets;
mod import;
mod inspection;
mod lint;
mod mirrors;
mod regen;
mod words;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A directory with pages in `docs`, a place for the crate in `out`, and a memory of its own.
struct Workplace {
    directory: TempDir,
}

impl Workplace {
    fn new() -> Self {
        let directory = TempDir::new().unwrap();
        fs::create_dir(directory.path().join("docs")).unwrap();
        Self { directory }
    }

    /// Two services with an endpoint each.
    fn with_two_services() -> Self {
        let workplace = Self::new();
        workplace.page(
            "contact/delete.md",
            page("DELETE", "/open-apis/contact/v3/users/:user_id", "2024-01-02"),
        );
        workplace.page(
            "task/get.md",
            page("GET", "/open-apis/task/v2/tasks/:task_id", "2024-01-02"),
        );
        workplace
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn page(&self, name: &str, content: impl AsRef<[u8]>) {
        put(&self.path("docs").join(name), content);
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command
            .current_dir(self.directory.path())
            .env("CARGO_TARGET_DIR", self.path("state"))
            .args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn regen(&self, more: &[&str]) -> Output {
        self.run(&[["regen", "--docs", "docs", "--out", "out"].as_slice(), more].concat())
    }

    /// Every file of the output with its content.
    fn output(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        collect(&self.path("out"), &mut files);
        files
    }

    /// The file with this ending in which runs keep something for the next one.
    fn kept(&self, ending: &str) -> PathBuf {
        let entries = fs::read_dir(self.path("state/xtask")).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let found: Vec<PathBuf> = paths
            .filter(|path| path.extension().is_some_and(|it| it == ending))
            .collect();
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].clone()
    }

    /// The one generated file whose path has this in it.
    fn generated(&self, part: &str) -> PathBuf {
        let found: Vec<PathBuf> = self
            .output()
            .into_keys()
            .filter(|path| path.to_string_lossy().contains(part))
            .collect();
        assert_eq!(found.len(), 1, "{found:?}");
        found[0].clone()
    }
}

/// Writes a file, and the directories above it.
fn put(path: &Path, content: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn collect(directory: &Path, files: &mut BTreeMap<PathBuf, Vec<u8>>) {
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            let content = fs::read(&path).unwrap();
            files.insert(path, content);
        }
    }
}

/// A small endpoint page.
fn page(method: &str, path: &str, updated: &str) -> String {
    let resource = path.split('/').nth(4).unwrap();
    format!(
        "---\ntitle: \"{resource}\"\nlast_remote_update: {updated}\n---\n\n# {resource}\n\n## 请求\n\n\
         基本 | \n--- | ---\nHTTP URL | https://open.feishu.cn{path}\nHTTP Method | {method}\n\n\
         ### 查询参数\n\n名称 | 类型 | 必填 | 描述\n--- | --- | --- | ---\n\
         lang | string | 否 | Language  \n**示例值**：\"zh_cn\"\n\n\
         ## 响应\n\n### 响应体\n\n名称 | 类型 | 描述\n--- | --- | ---\ncode | int | 错误码\nmsg | string | 错误描述\n\n\
         ### 响应体示例\n\n```json\n{{\"code\": 0, \"msg\": \"success\"}}\n```\n\n\
         ## 错误码\n\nHTTP状态码 | 错误码 | 描述 | 排查建议\n--- | --- | --- | ---\n400 | 40001 | param error | Look\n"
    )
}

/// A page of an event.
fn event_page(updated: &str) -> String {
    format!(
        "---\ntitle: \"Gate opened\"\nlast_remote_update: {updated}\n---\n\n# Gate opened\n\nSome words.\n\n## 事件\n\n\
         | 项目 | 值 |\n| --- | --- |\n| 事件类型 | gates.gate.opened_v1 |\n\n### 事件体\n\n\
         | 名称 | 类型 | 描述 |\n| --- | --- | --- |\n| `header` | `event_header` | header |\n\
         | `event` | `-` | - |\n| &nbsp;&nbsp;└ `gate_id` | `string` | gate of {updated} |\n"
    )
}

fn code(output: &Output) -> i32 {
    output
        .status
        .code()
        .unwrap_or_else(|| panic!("ended by a signal: {}", stderr(output)))
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[track_caller]
fn assert_code(output: &Output, expected: i32) {
    assert_eq!(code(output), expected, "{}{}", stdout(output), stderr(output));
}

#[track_caller]
fn assert_says(output: &Output, words: &[&str]) {
    let text = stderr(output);
    for word in words {
        assert!(text.contains(word), "`{word}` is missing in:\n{text}");
    }
}
