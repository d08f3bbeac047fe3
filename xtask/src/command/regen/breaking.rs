//! `regen --breaking`: sheets let go of what their pages say no longer.

use std::collections::BTreeMap;
use std::path::Path;

use feishu_openapi_codegen::diff::{self, Side};
use feishu_openapi_codegen::emit::fact_sheet;
use feishu_openapi_codegen::ir::{Endpoint, Event, let_go_lines};
use feishu_openapi_codegen::names::Lock;
use feishu_openapi_codegen::{Page, Reading, pipeline};

use crate::arguments::Regen;
use crate::command::diff::markdown;
use crate::error::Error;
use crate::output::{self, Origin, Tree};
use crate::pages;
use crate::sheets::Digests;
use crate::terminal;

/// What a run lets go of.
pub(super) struct LetGo {
    /// What the sheets said no longer, a line each.
    told: Vec<String>,
    /// The sheets as they were.
    before: Reading,
}

/// Lets all sheets go, if the run is to break programs; see [`below`].
pub(super) fn let_go(arguments: &Regen) -> Result<Option<LetGo>, Error> {
    if !arguments.breaking {
        return Ok(None);
    }
    let roots = super::roots(&arguments.docs);
    let before = pipeline::endpoints(&pages::read(&roots)?);
    let told: Vec<Vec<String>> = roots.iter().map(|root| below(root)).collect::<Result<_, _>>()?;
    let told = told.concat();
    Ok(Some(LetGo { told, before }))
}

impl LetGo {
    /// Prints what was let go, the lines of names that are gone with it, and what that does to programs: what they used and what
    /// they use now, though the pages may say the same as before. `published` is of the crate before.
    pub(super) fn print(self, lost: &[String], pages: &[Page], published: Lock) -> Result<(), Error> {
        let before = Side::new(self.before, &published);
        let after = Side::new(pipeline::endpoints(pages), &published.without_forms());
        let broken = markdown::broken_items(&diff::compare(&before, &after));
        let lost = lost.iter().map(|line| format!("`{line}`")).collect();
        let sections = [
            ("Let go", self.told),
            ("Names that are gone", lost),
            ("What programs have to change", broken),
        ];
        let section = |(title, lines): (&str, Vec<String>)| {
            let lines: String = lines.iter().map(|line| format!("- {line}\n")).collect();
            format!("### {title}\n\n{lines}")
        };
        terminal::print(&sections.map(section).join("\n"))
    }
}

/// Takes the marks out of all sheets below a directory, and removes those that no page describes any more. What was let go, a
/// line each.
fn below(root: &Path) -> Result<Vec<String>, Error> {
    let _lock = output::lock(root)?;
    let mut digests = Digests::read(root)?;
    let tree = Tree::read(root, |name, bytes| digests.origin(name, bytes))?;
    let api = pipeline::endpoints(&pages::read(&[root.to_path_buf()])?).api;
    let endpoints = api.endpoints.into_values().map(|mut endpoint: Endpoint| {
        let let_go = endpoint.let_go();
        let sheet = endpoint.gone.is_none().then(|| fact_sheet::emit(&endpoint));
        (endpoint.id, endpoint.source.page, endpoint.gone, let_go, sheet)
    });
    let events = api.events.into_values().map(|mut event: Event| {
        let let_go = event.let_go();
        let sheet = event.gone.is_none().then(|| fact_sheet::emit_event(&event));
        (event.id, event.source.page, event.gone, let_go, sheet)
    });
    let (mut told, mut written, mut removed) = (Vec::new(), BTreeMap::new(), Vec::new());
    for (id, page, gone, let_go, sheet) in endpoints.chain(events) {
        told.extend(let_go_lines(&id, gone, &let_go));
        match sheet {
            Some(sheet) if !let_go.is_empty() => drop(written.insert(page, sheet.into_bytes())),
            Some(_) => {}
            None => removed.push(page),
        }
    }
    // The digest of a sheet that somebody edited stays another one.
    let is_ours = |name: &str| digests.origin(name, tree.get(name).unwrap_or_default()) == Origin::Command;
    let ours = Digests::of(&written).only(is_ours);
    for (name, bytes) in &written {
        output::write_file(&root.join(name), bytes)?;
    }
    for name in &removed {
        let path = root.join(name);
        std::fs::remove_file(&path).map_err(Error::io("remove", &path))?;
    }
    digests = digests.only(|name| !removed.iter().any(|removed| removed == name));
    digests.replaced_by(ours).write(root)?;
    Ok(told)
}
