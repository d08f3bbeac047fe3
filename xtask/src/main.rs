//! `cargo xtask`: see `cargo xtask --help`.

// They panic when nobody reads; `terminal` does not.
#![warn(clippy::print_stdout, clippy::print_stderr)]

use std::env;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;
use xtask::arguments::Arguments;
use xtask::{command, compile_cost, terminal};

fn main() -> ExitCode {
    if let Some(log) = env::var_os(compile_cost::LOG) {
        return compile_cost::stand_in(Path::new(&log), env::args_os().skip(1));
    }
    match command::run(&Arguments::parse()) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            terminal::tell(format_args!("error: {error}\n"));
            error.exit_code()
        }
    }
}
