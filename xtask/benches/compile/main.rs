//! What compiling the crate costs those who use it: a small program for each question, compiled by cargo, and rustc's own
//! use of the machine.
//!
//! `cargo bench -p xtask --bench compile -- --help` says more.

// A measurement that cannot be taken ends here.
#![allow(clippy::unwrap_used)]

mod cost;
mod events;
mod program;
mod rustc;

use std::env;
use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use cost::{CompileCost, LIBRARY, PEERS, Peer, SERVICE};
use events::EventsCost;
use program::{Checked, Dependency, Program};
use serde::Serialize;
use xtask::{progress, workspace};

/// Measures what compiling the crate costs: CPU, memory, size, time to build a program again.
///
/// Compiles programs of its own under target/xtask/bench-compile, outside of this workspace. Nothing else should run
/// meanwhile: cargo works on all cores, and what is measured is CPU time and the memory of the largest process.
#[derive(Parser)]
struct Arguments {
    /// Measure other clients of the same API too, from the registry: openlark with its feature `full`,
    /// larksuite-oapi-sdk-rs with `axum` and `messaging` only, since its others need `protoc`
    #[arg(long)]
    peers: bool,
    /// Measure in place of all this what receiving adds: the crate with its feature `events` and without, a program with
    /// a handler and one without
    #[arg(long, conflicts_with = "peers")]
    events: bool,
    /// Print the figures as JSON
    #[arg(long)]
    json: bool,
    /// Given by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    if let Some(log) = env::var_os(rustc::LOG) {
        return rustc::stand_in(Path::new(&log), env::args_os().skip(1));
    }
    let arguments = Arguments::parse();
    if !arguments.bench {
        println!("run by `cargo bench`, and not by `cargo test`");
        return ExitCode::SUCCESS;
    }
    // It keeps the dependencies for the next time.
    let directory = workspace::state_directory().join("bench-compile");
    let spinner = progress::spinner("Compiling");
    let tell = |program: &str, step: &str| spinner.set_message(format!("{program}: {step}"));
    let (text, json) = if arguments.events {
        shown(&EventsCost::measure(&directory, tell))
    } else {
        shown(&measure(&directory, arguments.peers, tell))
    };
    spinner.finish_and_clear();
    match arguments.json {
        true => println!("{json:#}"),
        false => print!("{text}"),
    }
    ExitCode::SUCCESS
}

fn shown(cost: &(impl Display + Serialize)) -> (String, serde_json::Value) {
    (cost.to_string(), serde_json::json!(cost))
}

/// The crate of this repository.
fn library() -> PathBuf {
    workspace::root().join("generated")
}

/// Measures the crate, and other clients too.
fn measure(directory: &Path, with_peers: bool, tell: impl Fn(&str, &str)) -> CompileCost {
    let own = |name: &str, feature| {
        let (path, features) = (&library(), &[feature]);
        Program::write(
            directory.join(name),
            &Dependency::Here { path, features },
            program::ONE_CALL,
        )
    };
    let (full, one_service) = (own("full", "full"), own("one-service", SERVICE));
    let peers = if with_peers { PEERS } else { &[] };
    let programs = peers.iter().map(|(package, version, features, _)| {
        let dependency = Dependency::Registry {
            package,
            version,
            features,
        };
        Program::write(directory.join(package), &dependency, program::NOTHING)
    });
    let programs: Vec<Program> = programs.collect();
    for program in [&full, &one_service].into_iter().chain(&programs) {
        tell("check", "dependencies");
        program.cargo(&["check"]);
    }
    let packages: Vec<_> = programs
        .iter()
        .zip(peers)
        .map(|(program, (.., crates))| program.packages(crates))
        .collect();
    let packages: Vec<Vec<&str>> = packages
        .iter()
        .map(|names| names.iter().map(String::as_str).collect())
        .collect();
    let mut checked: Vec<Checked<'_>> = vec![
        (&full, &["feishu-openapi"], &[LIBRARY]),
        (&one_service, &["feishu-openapi"], &[LIBRARY]),
    ];
    let of_peers = programs.iter().zip(&packages).zip(peers);
    checked.extend(of_peers.map(|((program, packages), (.., crates))| (program, packages.as_slice(), *crates)));
    let mut checks = program::check_in_turn(&checked, |round| tell("check", round)).into_iter();
    let mut check = || checks.next().unwrap();
    tell("full", "build");
    full.cargo(&["build"]);
    tell(SERVICE, "build");
    one_service.cargo(&["build"]);
    CompileCost {
        check_full: check(),
        check_one_service: check(),
        library_bytes: full.library_size(LIBRARY),
        rebuild_full_seconds: full.rebuild().as_secs_f64(),
        rebuild_one_service_seconds: one_service.rebuild().as_secs_f64(),
        peers: peers
            .iter()
            .map(|(package, _, features, _)| Peer {
                package,
                features,
                check: check(),
            })
            .collect(),
    }
}
