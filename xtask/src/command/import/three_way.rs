//! Shows sheets that people edited and whose pages have changed since: what people changed, and what the page changed.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use feishu_openapi_codegen::emit::fact_sheet;
use feishu_openapi_codegen::{Page, known, pipeline};
use similar::TextDiff;

use super::events;
use super::follow::{self, Conflict, Stated};
use crate::arguments::Import;
use crate::output::{Origin, Tree};
use crate::sheets::Digests;

/// How many older states of a sheet are looked at.
const COMMITS: &str = "100";

/// The conflicts, each with both differences.
pub(super) fn show(conflicts: &[Conflict], tree: &Tree, digests: &Digests, out: &Path, arguments: &Import) -> String {
    let mut text = String::new();
    for conflict in conflicts {
        let name = &conflict.name;
        let edited = String::from_utf8_lossy(tree.get(name).unwrap_or_default()).into_owned();
        let _ = writeln!(
            text,
            "\n{name}: people edited this sheet, and its page has changed since"
        );
        match written(name, digests, out) {
            Some(base) => {
                let page = as_page_is_now(conflict, &base, true, arguments);
                text.push_str(&difference(&base, &edited, "as it was written", "as people edited it"));
                text.push_str(&difference(&base, &page, "as it was written", "as the page is now"));
            }
            // Without the sheet as it was, both are in one difference.
            None => {
                let page = as_page_is_now(conflict, &edited, false, arguments);
                text.push_str(&difference(&edited, &page, "as people edited it", "as the page is now"));
            }
        }
        text.push_str("bring the changes of the page into the sheet by hand, or replace it with `--overwrite`\n");
    }
    text
}

/// The sheet that the page would give after this one, which has what its dialect cannot say. What the page says no longer, only
/// a sheet knows that was written from it: an edited one has the words of people.
fn as_page_is_now(conflict: &Conflict, sheet: &str, is_written: bool, arguments: &Import) -> String {
    let sheet = Page {
        name: conflict.name.clone(),
        bytes: sheet.as_bytes().to_vec(),
    };
    let sheet = pipeline::endpoints(&[sheet]).api;
    match &conflict.page {
        Stated::Endpoint(page) => {
            let mut page = (**page).clone();
            for sheet in sheet.endpoints.values() {
                match is_written {
                    true => known::follow(&mut page, sheet, conflict.shows_depths),
                    false => known::keep(&mut page, sheet, conflict.shows_depths),
                };
            }
            fact_sheet::emit(&follow::stated(page, arguments))
        }
        Stated::Event(page) => {
            let mut page = (**page).clone();
            for sheet in sheet.events.values() {
                match is_written {
                    true => known::follow_event(&mut page, sheet),
                    false => known::keep_event(&mut page, sheet),
                };
            }
            fact_sheet::emit_event(&events::stated(page, arguments))
        }
    }
}

fn difference(before: &str, after: &str, old: &str, new: &str) -> String {
    let difference = TextDiff::from_lines(before, after);
    difference.unified_diff().context_radius(0).header(old, new).to_string()
}

/// The sheet as `import` wrote it: the state in git's history that has its digest.
fn written(name: &str, digests: &Digests, out: &Path) -> Option<String> {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").arg("-C").arg(out).args(arguments).output().ok()?;
        output.status.success().then_some(output.stdout)
    };
    let commits = git(&["log", "--format=%H", "-n", COMMITS, "--", name])?;
    let commits = String::from_utf8(commits).ok()?;
    let states = commits
        .lines()
        .filter_map(|commit| git(&["show", &format!("{commit}:./{name}")]));
    let written = states
        .into_iter()
        .find(|bytes| digests.origin(name, bytes) == Origin::Command)?;
    String::from_utf8(written).ok()
}
