//! What receiving adds to the cost of compiling the crate.

use std::fmt;
use std::path::Path;

use serde::Serialize;

use crate::cost::{Cost, LIBRARY, ROUNDS, SERVICE};
use crate::program::{self, Dependency, ONE_CALL, ONE_HANDLER, Program};

/// The packages whose code `events` turns on. The names of their crates begin with [`LIBRARY`].
const PACKAGES: &[&str] = &["feishu-openapi", "feishu-openapi-runtime"];

/// What the feature `events` costs, and a program that has a handler.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct EventsCost {
    /// `cargo check` of the crate and its runtime with every service, without events.
    check_off: Cost,
    /// The same with them.
    check_on: Cost,
    /// Seconds until a program that makes one call is built again after a change of it, with one service.
    rebuild_call_seconds: f64,
    /// The same for a program that also has a handler for one event, with the feature on.
    rebuild_handler_seconds: f64,
}

impl EventsCost {
    /// Measures in `directory`, which keeps the dependencies for the next time.
    pub(crate) fn measure(directory: &Path, tell: impl Fn(&str, &str)) -> Self {
        let path = crate::library();
        let write = |name: &str, features: &[&str], source| {
            let dependency = Dependency::Here { path: &path, features };
            Program::write(directory.join(name), &dependency, source)
        };
        let programs = [
            write("events-off", &["full"], ONE_CALL),
            write("events-on", &["full", "events"], ONE_CALL),
        ];
        for program in &programs {
            tell("events", "dependencies");
            program.cargo(&["check"]);
        }
        let [off, on] = &programs;
        let checked = [off, on].map(|program| (program, PACKAGES, &[LIBRARY][..]));
        let mut checks = program::check_in_turn(&checked, |round| tell("events", round)).into_iter();
        let rebuild = |program: Program| {
            program.cargo(&["build"]);
            program.rebuild().as_secs_f64()
        };
        tell("events", "builds of programs");
        Self {
            check_off: checks.next().unwrap(),
            check_on: checks.next().unwrap(),
            rebuild_call_seconds: rebuild(write("call", &[SERVICE], ONE_CALL)),
            rebuild_handler_seconds: rebuild(write("handler", &[SERVICE, "events"], ONE_HANDLER)),
        }
    }
}

impl fmt::Display for EventsCost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "cargo check of the crate and its runtime, full, dependencies built before, incremental off, median of {ROUNDS}"
        )?;
        writeln!(f, "  {:<24} {}", "events off", self.check_off)?;
        let more = (self.check_on.cpu_seconds / self.check_off.cpu_seconds - 1.0) * 100.0;
        writeln!(f, "  {:<24} {}, {more:+.1} % CPU", "events on", self.check_on)?;
        writeln!(f, "build of a program after a change of it, {SERVICE} alone")?;
        writeln!(f, "  {:<24} {:>6.2} s", "one call", self.rebuild_call_seconds)?;
        let more = self.rebuild_handler_seconds - self.rebuild_call_seconds;
        writeln!(
            f,
            "  {:<24} {:>6.2} s, {more:+.2} s",
            "one call and one handler", self.rebuild_handler_seconds
        )
    }
}
