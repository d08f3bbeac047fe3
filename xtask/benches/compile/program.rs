//! A small program, and what cargo makes of it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use crate::cost::{Cost, ROUNDS};
use crate::rustc;

/// How often a rebuild is measured; the median counts.
const REBUILDS: usize = 5;

/// A program that makes one call.
pub(crate) const ONE_CALL: &str = r#"use feishu_openapi::{Client, contact::v3::user};

fn main() {
    let client = Client::builder("cli_a", "secret").build();
    let call = client.map(|client| user::delete("ou_7dab8a3d3cdcc9da365777c7ad535d62").send(&client));
    drop(call);
}
"#;

/// The same with a handler for one event.
pub(crate) const ONE_HANDLER: &str = r#"use feishu_openapi::contact::v3::{events::UserCreated, user};
use feishu_openapi::runtime::receive::{self, Delivered, Handlers, Webhook};
use feishu_openapi::Client;

async fn welcome(_: (), created: Delivered<UserCreated>) -> receive::Result {
    println!("{:?}", created.object);
    Ok(())
}

fn main() {
    let client = Client::builder("cli_a", "secret").build();
    let call = client.map(|client| user::delete("ou_7dab8a3d3cdcc9da365777c7ad535d62").send(&client));
    let webhook = Webhook::builder(Handlers::new(()).on(welcome)).verification_token("token").build();
    drop((call, webhook));
}
"#;

/// A program that only has the dependency.
pub(crate) const NOTHING: &str = "fn main() {}\n";

/// What a program depends on.
pub(crate) enum Dependency<'a> {
    /// This repository's crate, with some features.
    Here { path: &'a Path, features: &'a [&'a str] },
    /// A package of the registry.
    Registry {
        package: &'a str,
        version: &'a str,
        features: &'a [&'a str],
    },
}

/// A program in a directory of its own.
pub(crate) struct Program {
    directory: PathBuf,
    source: &'static str,
}

impl Program {
    /// Writes manifest and source.
    pub(crate) fn write(directory: PathBuf, dependency: &Dependency<'_>, source: &'static str) -> Self {
        let dependency = match dependency {
            Dependency::Here { path, features } => {
                format!("feishu-openapi = {{ path = {path:?}, default-features = false, features = {features:?} }}")
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
        fs::create_dir_all(directory.join("src")).unwrap();
        fs::write(directory.join("Cargo.toml"), manifest).unwrap();
        let program = Self { directory, source };
        fs::write(program.main_rs(), source).unwrap();
        program
    }

    /// Shared by all programs: most of their dependencies are the same.
    fn target(&self) -> PathBuf {
        self.directory.with_file_name("target")
    }

    fn main_rs(&self) -> PathBuf {
        self.directory.join("src/main.rs")
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
    pub(crate) fn cargo(&self, arguments: &[&str]) {
        succeed(&mut self.command(arguments));
    }

    /// Checks some packages again and adds up what rustc used for some crates.
    fn check_again(&self, packages: &[&str], crates: &[&str]) -> Cost {
        let mut clean = vec!["clean", "--quiet"];
        clean.extend(packages.iter().flat_map(|package| ["--package", package]));
        self.cargo(&clean);
        let log = self.directory.join("rustc.log");
        fs::write(&log, "").unwrap();
        let mut command = self.command(&["check"]);
        command
            .env("CARGO_INCREMENTAL", "0")
            .env("RUSTC_WRAPPER", env::current_exe().unwrap())
            .env(rustc::LOG, &log);
        succeed(&mut command);
        Cost::sum(&fs::read_to_string(&log).unwrap(), crates)
    }

    /// The packages whose crates have names that begin so.
    pub(crate) fn packages(&self, crates: &[&str]) -> Vec<String> {
        let lock = fs::read_to_string(self.directory.join("Cargo.lock")).unwrap();
        let names = lock
            .lines()
            .filter_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"'));
        let wanted = names.filter(|name| crates.iter().any(|start| name.replace('-', "_").starts_with(start)));
        wanted.map(str::to_owned).collect()
    }

    /// Size of the library that was built after its package was cleaned, in bytes.
    pub(crate) fn library_size(&self, library: &str) -> u64 {
        let start = format!("lib{library}-");
        let entries = fs::read_dir(self.target().join("debug/deps")).unwrap();
        let entries = entries.map(Result::unwrap).filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with(&start) && name.ends_with(".rlib")
        });
        let sizes = entries.map(|entry| entry.metadata().unwrap().len());
        sizes.max().unwrap_or_default()
    }

    /// How long cargo takes to build the program again after a change of it.
    pub(crate) fn rebuild(&self) -> Duration {
        let mut times: Vec<Duration> = (0..REBUILDS)
            .map(|round| {
                fs::write(self.main_rs(), format!("{}// Change {round}.\n", self.source)).unwrap();
                let start = Instant::now();
                self.cargo(&["build"]);
                start.elapsed()
            })
            .collect();
        times.sort();
        times.get(REBUILDS / 2).copied().unwrap_or_default()
    }
}

/// A program, its packages that are checked again, and what the names of the crates begin with that are measured.
pub(crate) type Checked<'a> = (&'a Program, &'a [&'a str], &'a [&'a str]);

/// The cost of a check of each program. They take turns, so that better and worse minutes of the machine are shared.
pub(crate) fn check_in_turn(checked: &[Checked<'_>], tell: impl Fn(&str)) -> Vec<Cost> {
    let mut costs = vec![Vec::new(); checked.len()];
    for round in 1..=ROUNDS {
        tell(&format!("round {round} of {ROUNDS}"));
        for ((program, packages, crates), costs) in checked.iter().zip(&mut costs) {
            costs.push(program.check_again(packages, crates));
        }
    }
    let costs = costs.iter().map(|costs| Cost {
        cpu_seconds: median(costs.iter().map(|cost| cost.cpu_seconds)),
        memory_bytes: costs.iter().map(|cost| cost.memory_bytes).max().unwrap_or_default(),
    });
    costs.collect()
}

fn succeed(command: &mut Command) {
    let output = command.output().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed:\n{error}");
}

/// The one in the middle.
fn median(figures: impl IntoIterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}
