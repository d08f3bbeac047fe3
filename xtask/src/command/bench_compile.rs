//! `bench-compile`: what compiling the crate costs.

use super::Outcome;
use crate::arguments::BenchCompile;
use crate::compile_cost;
use crate::error::Error;
use crate::terminal::print;
use crate::{progress, workspace};

pub(super) fn run(arguments: &BenchCompile) -> Result<Outcome, Error> {
    let spinner = progress::spinner("Compiling");
    let directory = workspace::state_directory().join("bench-compile");
    let library = workspace::root().join("generated");
    let cost = compile_cost::measure(&directory, &library, arguments.peers, |step| {
        spinner.set_message(step.to_owned());
    })?;
    spinner.finish_and_clear();
    let text = if arguments.json {
        format!("{:#}\n", serde_json::json!(cost))
    } else {
        cost.to_string()
    };
    print(&text)?;
    Ok(Outcome::Done)
}
