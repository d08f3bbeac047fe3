//! A small program, and what cargo makes of it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use super::{Cost, rustc};
use crate::error::Error;

/// How often a rebuild is measured; the median counts.
const REBUILDS: usize = 5;

/// A program that makes one call.
pub(super) const ONE_CALL: &str = r#"use feishu_openapi::{Client, contact::v3::user};

fn main() {
    let client = Client::builder("cli_a", "secret").build();
    let call = client.map(|client| user::delete("ou_7dab8a3d3cdcc9da365777c7ad535d62").send(&client));
    drop(call);
}
"#;

/// A program that only has the dependency.
pub(super) const NOTHING: &str = "fn main() {}\n";

/// What a program depends on.
pub(super) enum Dependency {
    /// This repository's crate, with one feature.
    Here { path: PathBuf, feature: &'static str },
    /// A package of the registry.
    Registry {
        package: &'static str,
        version: &'static str,
        features: &'static [&'static str],
    },
}

pub(super) struct Program {
    pub(super) directory: PathBuf,
    pub(super) dependency: Dependency,
    pub(super) source: &'static str,
}

impl Program {
    pub(super) fn name(&self) -> String {
        let name = self.directory.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

    /// Shared by all programs: most of their dependencies are the same.
    fn target(&self) -> PathBuf {
        self.directory.with_file_name("target")
    }

    fn main_rs(&self) -> PathBuf {
        self.directory.join("src/main.rs")
    }

    /// Writes manifest and source.
    pub(super) fn write(&self) -> Result<(), Error> {
        let dependency = match &self.dependency {
            Dependency::Here { path, feature } => {
                format!("feishu-openapi = {{ path = {path:?}, default-features = false, features = [{feature:?}] }}")
            }
            Dependency::Registry {
                package,
                version,
                features,
            } => format!("{package} = {{ version = {version:?}, features = {features:?} }}"),
        };
        let manifest = format!(
            "[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}\n\n[workspace]\n"
        );
        let source = self.main_rs();
        let folder = self.directory.join("src");
        fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
        for (path, text) in [
            (self.directory.join("Cargo.toml"), manifest.as_str()),
            (source, self.source),
        ] {
            fs::write(&path, text).map_err(Error::io("write", &path))?;
        }
        Ok(())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command
            .args(arguments)
            .current_dir(&self.directory)
            .env("CARGO_TARGET_DIR", self.target())
            .env_remove("CARGO_INCREMENTAL")
            .env_remove("RUSTFLAGS");
        command
    }

    /// Runs cargo.
    pub(super) fn cargo(&self, arguments: &[&str]) -> Result<Output, Error> {
        succeed(&mut self.command(arguments), arguments)
    }

    /// Checks some packages again and adds up what rustc used for some crates.
    pub(super) fn check_again(&self, packages: &[&str], crates: &[&str]) -> Result<Cost, Error> {
        let mut clean = vec!["clean", "--quiet"];
        clean.extend(packages.iter().flat_map(|package| ["--package", package]));
        self.cargo(&clean)?;
        let log = self.directory.join("rustc.log");
        fs::write(&log, "").map_err(Error::io("write", &log))?;
        let stand_in = env::current_exe().map_err(Error::io("find", Path::new("the running program")))?;
        let arguments = ["check"];
        let mut command = self.command(&arguments);
        command
            .env("CARGO_INCREMENTAL", "0")
            .env("RUSTC_WRAPPER", stand_in)
            .env(rustc::LOG, &log);
        succeed(&mut command, &arguments)?;
        let text = fs::read_to_string(&log).map_err(Error::io("read", &log))?;
        Ok(rustc::sum(&text, crates))
    }

    /// The packages whose crates have names that begin so.
    pub(super) fn packages(&self, crates: &[&str]) -> Result<Vec<String>, Error> {
        let path = self.directory.join("Cargo.lock");
        let lock = fs::read_to_string(&path).map_err(Error::io("read", &path))?;
        let names = lock
            .lines()
            .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
        let wanted = names.filter(|name| crates.iter().any(|start| name.replace('-', "_").starts_with(start)));
        Ok(wanted.map(str::to_owned).collect())
    }

    /// Size of the library that was built after its package was cleaned, in bytes.
    pub(super) fn library_size(&self, library: &str) -> Result<u64, Error> {
        let folder = self.target().join("debug/deps");
        let start = format!("lib{library}-");
        let entries = fs::read_dir(&folder).map_err(Error::io("read", &folder))?;
        let mut size = 0;
        for entry in entries {
            let entry = entry.map_err(Error::io("read", &folder))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with(&start) && name.ends_with(".rlib") {
                let metadata = entry.metadata().map_err(Error::io("read", &entry.path()))?;
                size = size.max(metadata.len());
            }
        }
        Ok(size)
    }

    /// How long cargo takes to build the program again after a change of it.
    pub(super) fn rebuild(&self) -> Result<Duration, Error> {
        let path = self.main_rs();
        let mut times = Vec::new();
        for round in 0..REBUILDS {
            let text = format!("{}// Change {round}.\n", self.source);
            fs::write(&path, text).map_err(Error::io("write", &path))?;
            let start = Instant::now();
            self.cargo(&["build"])?;
            times.push(start.elapsed());
        }
        times.sort();
        Ok(times.get(REBUILDS / 2).copied().unwrap_or_default())
    }
}

fn succeed(command: &mut Command, arguments: &[&str]) -> Result<Output, Error> {
    let output = command.output().map_err(Error::io("run", Path::new("cargo")))?;
    if output.status.success() {
        return Ok(output);
    }
    Err(Error::Cargo {
        arguments: arguments.join(" "),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}
