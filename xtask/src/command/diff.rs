//! `diff`: two states of the pages in, what changed and what it does to programs out.

use std::mem;

use feishu_openapi_codegen::diff::{self, Upgrade};

use super::Outcome;
use crate::arguments::{self, FailOn};
use crate::error::Error;
use crate::terminal::{print, tell};
use crate::{progress, revision, workspace};

mod accepted;
mod crawl;
mod group;
pub(super) mod held_back;
mod json;
pub(super) mod markdown;
mod side;
mod text;

use accepted::Accepted;
pub(super) use side::{Source, read as read_sides, save, schema_of_saved};
pub(super) use text::{brief, line as summary_of};

pub(super) fn run(arguments: &arguments::Diff) -> Result<Outcome, Error> {
    let old = arguments
        .old
        .as_deref()
        .map_or(Source::Revision("HEAD".to_owned()), Source::parse);
    let new = arguments.new.as_deref().map_or(Source::WorkingTree, Source::parse);
    let accepted = match &arguments.accepted {
        Some(path) => Accepted::read(path)?,
        None => Accepted::default(),
    };
    if crawl::are_of_two_formats(&old, &new)? {
        tell(format_args!("        {}\n", crawl::NOTE));
    }
    let spinner = progress::spinner("Comparing");
    let (before, after) = read_sides(&old, &new)?;
    let mut diff = diff::compare(&before, &after);
    accepted.mark(&mut diff.changes);
    let held_back = held_back::between(&before, &after);
    spinner.finish_and_clear();
    if let Some(path) = &arguments.save {
        save(&after, path)?;
        tell(format_args!("        wrote {}\n", workspace::shown(path)));
    }
    // The program ends soon: to free this piece by piece takes longer than all that is left to do.
    mem::forget((before, after));
    let text = match (arguments.json, arguments.markdown) {
        (true, _) => json::of(&diff, &held_back)?,
        (_, true) => markdown::of(&diff, &held_back),
        _ => text::of(&diff, &held_back, arguments.all),
    };
    print(&text)?;
    accepted.check(&diff)?;
    Ok(match arguments.fail_on.map(least) {
        Some(least)
            if diff
                .changes
                .iter()
                .any(|change| change.upgrade >= least && change.accepted.is_none()) =>
        {
            tell(format_args!(
                "        there are changes that `--fail-on` names and nobody accepted\n"
            ));
            Outcome::Objection
        }
        _ => Outcome::Done,
    })
}

/// One line about what the pages, as they lie in the workspace, say else than those of `HEAD`.
pub(super) fn summary() -> Result<String, Error> {
    if !revision::is_changed()? {
        return Ok("no page differs from HEAD".to_owned());
    }
    let (old, new) = read_sides(&Source::Revision("HEAD".to_owned()), &Source::WorkingTree)?;
    Ok(format!("since HEAD: {}", summary_of(&diff::compare(&old, &new))))
}

fn least(fail_on: FailOn) -> Upgrade {
    match fail_on {
        FailOn::Silent => Upgrade::Silent,
        FailOn::Breaking => Upgrade::CompileError,
        FailOn::New => Upgrade::NewThings,
    }
}
