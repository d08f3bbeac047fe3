//! `stats`: counts of everything.

use super::{Outcome, read_docs};
use crate::arguments::Stats;
use crate::error::Error;
use crate::statistics::Statistics;
use crate::summary::Summary;
use crate::terminal::print;

pub(super) fn run(arguments: &Stats) -> Result<Outcome, Error> {
    let (_, reading) = read_docs(&arguments.docs)?;
    let statistics = Statistics::of(&reading.api, Summary::of(&reading));
    let text = if arguments.json {
        format!("{:#}\n", serde_json::json!(statistics))
    } else {
        statistics.to_string()
    };
    print(&text)?;
    Ok(Outcome::Done)
}
