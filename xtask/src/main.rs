//! `cargo xtask`: see `cargo xtask --help`.

use std::process::ExitCode;

use clap::Parser as _;
use xtask::arguments::Arguments;
use xtask::command;

fn main() -> ExitCode {
    match command::run(&Arguments::parse()) {
        Ok(outcome) => outcome.into(),
        Err(error) => {
            eprintln!("error: {error}");
            error.exit_code()
        }
    }
}
