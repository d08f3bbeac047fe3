//! `cargo xtask`: see `cargo xtask --help`.

// They panic when nobody reads; `terminal` does not.
#![warn(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;

use clap::Parser as _;
use xtask::arguments::Arguments;
use xtask::{command, terminal};

fn main() -> ExitCode {
    match command::run(&Arguments::parse()) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            terminal::tell(format_args!("error: {error}\n"));
            error.exit_code()
        }
    }
}
