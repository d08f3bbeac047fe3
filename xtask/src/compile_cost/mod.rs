//! What compiling the crate costs those who use it: a small program for each question, compiled by cargo, and rustc's own
//! use of the machine.

mod program;
mod rustc;

use std::fmt;
use std::path::Path;

use serde::Serialize;

use crate::error::Error;
use program::{Dependency, Program};

pub use rustc::{LOG, stand_in};

/// The service that stands for "one service".
const SERVICE: &str = "contact";

/// The library that is measured, as rustc calls it.
const LIBRARY: &str = "feishu_openapi";

/// Other clients of the same API: package, version, features, and how rustc calls all of their crates.
const PEERS: &[(&str, &str, &[&str], &[&str])] = &[
    ("openlark", "0.21", &["full"], &["openlark", "open_lark"]),
    (
        "larksuite-oapi-sdk-rs",
        "0.3",
        // The others need `protoc`, so it is measured with less than it has. `--help` says so too.
        &["axum", "messaging"],
        &["larksuite_oapi_sdk_rs"],
    ),
];

/// What rustc used to compile some crates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Cost {
    /// Seconds of CPU, user and system.
    pub cpu_seconds: f64,
    /// The most memory that one process held, in bytes.
    pub memory_bytes: u64,
}

/// All that is measured.
#[derive(Clone, Debug, Serialize)]
pub struct CompileCost {
    /// `cargo check` of the crate with every service.
    pub check_full: Cost,
    /// The same with one.
    pub check_one_service: Cost,
    /// Size of the library that `cargo build` makes in the dev profile, with every service, in bytes.
    pub library_bytes: u64,
    /// Seconds until a program that makes one call is built again after a change of it, with every service on.
    pub rebuild_full_seconds: f64,
    /// The same with one service.
    pub rebuild_one_service_seconds: f64,
    /// `cargo check` of other clients.
    pub peers: Vec<Peer>,
}

/// What another client costs.
#[derive(Clone, Debug, Serialize)]
pub struct Peer {
    /// The package.
    pub package: &'static str,
    /// Its features that were on, beside the default ones. Not all clients are measured with all that they have.
    pub features: &'static [&'static str],
    /// `cargo check` of it.
    pub check: Cost,
}

/// Measures in `directory`, which keeps the dependencies for the next time.
///
/// # Errors
/// Something does not compile, or cargo cannot be run.
pub fn measure(directory: &Path, library: &Path, with_peers: bool, tell: impl Fn(&str)) -> Result<CompileCost, Error> {
    let with = |name, feature| Program {
        directory: directory.join(name),
        dependency: Dependency::Here {
            path: library.to_owned(),
            feature,
        },
        source: program::ONE_CALL,
    };
    let own = |program: Program| {
        tell(&format!("{}: dependencies", program.name()));
        program.write()?;
        program.cargo(&["check"])?;
        tell(&format!("{}: check", program.name()));
        let checked = program.check_again(&["feishu-openapi"], &[LIBRARY])?;
        tell(&format!("{}: build", program.name()));
        program.cargo(&["build"])?;
        let size = program.library_size(LIBRARY)?;
        Ok::<_, Error>((checked, size, program.rebuild()?.as_secs_f64()))
    };
    let (check_full, library_bytes, rebuild_full_seconds) = own(with("full", "full"))?;
    let (check_one_service, _, rebuild_one_service_seconds) = own(with("one-service", SERVICE))?;
    let peers = if with_peers { PEERS } else { &[] };
    let peers = peers.iter().map(|(package, version, features, crates)| {
        let program = Program {
            directory: directory.join(package),
            dependency: Dependency::Registry {
                package,
                version,
                features,
            },
            source: program::NOTHING,
        };
        tell(&format!("{package}: dependencies"));
        program.write()?;
        program.cargo(&["check"])?;
        tell(&format!("{package}: check"));
        let packages = program.packages(crates)?;
        let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
        Ok(Peer {
            package,
            features,
            check: program.check_again(&packages, crates)?,
        })
    });
    let peers = peers.collect::<Result<Vec<_>, Error>>()?;
    Ok(CompileCost {
        check_full,
        check_one_service,
        library_bytes,
        rebuild_full_seconds,
        rebuild_one_service_seconds,
        peers,
    })
}

impl fmt::Display for CompileCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = format!("{SERVICE} alone");
        writeln!(f, "cargo check, dependencies built before, incremental off")?;
        for (name, cost) in [("full", self.check_full), (one.as_str(), self.check_one_service)] {
            writeln!(f, "  {name:<24} {cost}")?;
        }
        for Peer {
            package,
            features,
            check,
        } in &self.peers
        {
            let ratio = self.check_full.cpu_seconds / check.cpu_seconds;
            let features = features.join(", ");
            writeln!(
                f,
                "  {package:<24} {check} with {features}; full takes {ratio:.2} of its CPU"
            )?;
        }
        let megabytes = Megabytes(self.library_bytes);
        writeln!(f, "library in the dev profile\n  full {megabytes:>28}")?;
        let ratio = self.rebuild_full_seconds / self.rebuild_one_service_seconds;
        writeln!(
            f,
            "build of a program with one call after a change of it\n  full {:>26.2} s, {ratio:.2} of {one}\n  {one} {:>17.2} s",
            self.rebuild_full_seconds, self.rebuild_one_service_seconds
        )
    }
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>6.2} s {:>10}", self.cpu_seconds, Megabytes(self.memory_bytes))
    }
}

/// A size, shown in millions of bytes.
struct Megabytes(u64);

impl fmt::Display for Megabytes {
    #[allow(clippy::cast_precision_loss)] // shown with one digit after the point
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:.1} MB", self.0 as f64 / 1e6))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_clients_are_shown_with_the_features_that_were_on() {
        let cost = Cost {
            cpu_seconds: 1.0,
            memory_bytes: 1,
        };
        let peers = PEERS.iter().map(|(package, _, features, _)| Peer {
            package,
            features,
            check: cost,
        });
        let text = CompileCost {
            check_full: cost,
            check_one_service: cost,
            library_bytes: 1,
            rebuild_full_seconds: 1.0,
            rebuild_one_service_seconds: 1.0,
            peers: peers.collect(),
        }
        .to_string();
        assert!(text.contains("with axum, messaging;"), "{text}");
        assert!(text.contains("with full;"), "{text}");
    }
}
