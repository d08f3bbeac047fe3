//! Small programs against a generated crate, and what the compiler says of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// A package of programs in a folder of its own.
pub(crate) struct Package {
    folder: PathBuf,
}

/// What the compiler says of a place in a program.
pub(crate) struct Message {
    /// The program.
    pub(crate) program: String,
    pub(crate) line: usize,
    pub(crate) level: String,
    /// As `E0277`; nothing where the compiler has none.
    pub(crate) code: String,
    pub(crate) text: String,
}

impl Package {
    /// With these dependencies, lines of its manifest.
    pub(crate) fn new(name: &str, dependencies: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let manifest = format!(
            "[workspace]\n\n[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
        );
        write(&folder.join("Cargo.toml"), &manifest);
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        Self { folder }
    }

    /// Checks these programs, by name. What the compiler says of their own lines.
    pub(crate) fn check(&self, programs: &BTreeMap<String, String>) -> Vec<Message> {
        for (name, text) in programs {
            write(&self.folder.join(format!("src/bin/{name}.rs")), text);
            // Of what is fresh, cargo repeats warnings and not errors: each run must see all.
            let file = fs::File::options()
                .append(true)
                .open(self.folder.join(format!("src/bin/{name}.rs")));
            file.unwrap().set_modified(std::time::SystemTime::now()).unwrap();
        }
        let output = Command::new(env!("CARGO"))
            .args(["check", "--bins", "--keep-going", "--message-format", "json"])
            .current_dir(&self.folder)
            .env(
                "CARGO_TARGET_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("target"),
            )
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap();
        let lines = String::from_utf8(output.stdout).unwrap();
        let values = lines.lines().map(|line| serde_json::from_str(line).unwrap());
        let messages: Vec<Value> = values.collect();
        let finished: Vec<_> = messages
            .iter()
            .filter(|message| message["reason"] == "compiler-message" && message["target"]["kind"][0] == "lib")
            .filter(|message| message["message"]["level"] == "error")
            .collect();
        assert!(finished.is_empty(), "the generated crate is broken: {finished:?}");
        assert!(!messages.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        messages.iter().filter_map(message).collect()
    }
}

fn message(value: &Value) -> Option<Message> {
    let message = &value["message"];
    let spans = message["spans"].as_array()?;
    let span = spans.iter().find(|span| span["is_primary"] == true)?;
    let program = span["file_name"]
        .as_str()?
        .strip_prefix("src/bin/")?
        .strip_suffix(".rs")?;
    Some(Message {
        program: program.to_owned(),
        line: usize::try_from(span["line_start"].as_u64()?).ok()?,
        level: message["level"].as_str()?.to_owned(),
        code: message["code"]["code"].as_str().unwrap_or_default().to_owned(),
        // Of crates of one name, the compiler says where each type stands.
        text: message["message"]
            .as_str()?
            .split('`')
            .map(without_path)
            .collect::<Vec<_>>()
            .join("`"),
    })
}

fn without_path(name: &str) -> &str {
    let is_path = !name.contains(' ');
    name.rsplit("::").next().filter(|_| is_path).unwrap_or(name)
}

/// Leaves a file alone whose text is the same, so that cargo need not build again.
pub(crate) fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
