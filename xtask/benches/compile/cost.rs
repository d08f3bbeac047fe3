//! The figures, and how they are shown.

use std::fmt;

use serde::Serialize;

/// How often each program is checked; the median counts.
pub(crate) const ROUNDS: usize = 3;

/// The service that stands for "one service".
pub(crate) const SERVICE: &str = "contact";

/// The library that is measured, as rustc calls it.
pub(crate) const LIBRARY: &str = "feishu_openapi";

/// Other clients of the same API: package, version, features, and how rustc calls all of their crates.
pub(crate) const PEERS: &[(&str, &str, &[&str], &[&str])] = &[
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
pub(crate) struct Cost {
    /// Seconds of CPU, user and system.
    pub(crate) cpu_seconds: f64,
    /// The most memory that one process held, in bytes.
    pub(crate) memory_bytes: u64,
}

impl Cost {
    /// Adds up the lines of a log of rustc for crates whose names begin so.
    pub(crate) fn sum(log: &str, crates: &[&str]) -> Self {
        let mut sum = Self::default();
        for line in log.lines() {
            let mut words = line.split(' ');
            let (Some(name), Some(cpu), Some(memory)) = (words.next(), words.next(), words.next()) else {
                continue;
            };
            if crates.iter().any(|start| name.starts_with(start)) {
                sum.cpu_seconds += cpu.parse::<f64>().unwrap_or_default();
                sum.memory_bytes = sum.memory_bytes.max(memory.parse().unwrap_or_default());
            }
        }
        sum
    }
}

/// What compiling the client costs, beside other clients of the same API.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CompileCost {
    /// `cargo check` of the crate with every service.
    pub(crate) check_full: Cost,
    /// The same with one.
    pub(crate) check_one_service: Cost,
    /// Size of the library that `cargo build` makes in the dev profile, with every service, in bytes.
    pub(crate) library_bytes: u64,
    /// Seconds until a program that makes one call is built again after a change of it, with every service on.
    pub(crate) rebuild_full_seconds: f64,
    /// The same with one service.
    pub(crate) rebuild_one_service_seconds: f64,
    /// `cargo check` of other clients.
    pub(crate) peers: Vec<Peer>,
}

/// What another client costs.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Peer {
    /// The name of its package on crates.io.
    pub(crate) package: &'static str,
    /// Its features that were on, beside the default ones. Not all clients are measured with all that they have.
    pub(crate) features: &'static [&'static str],
    /// `cargo check` of it.
    pub(crate) check: Cost,
}

impl fmt::Display for CompileCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = format!("{SERVICE} alone");
        writeln!(
            f,
            "cargo check, dependencies built before, incremental off, median of {ROUNDS}"
        )?;
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
