//! What a run changes in an output.

use std::collections::BTreeMap;
use std::path::Path;

use super::tree::File;
use super::{Origin, Tree};
use crate::error::{Error, Refusal, Refused};

/// A change of one file: new, changed or removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Relative to the output.
    pub name: String,
    /// What the file holds; `None` where there is none yet.
    pub before: Option<Vec<u8>>,
    /// What shall be there; `None` removes the file.
    pub after: Option<Vec<u8>>,
    /// Why the change may not be made, if so: something would be lost.
    pub refusal: Option<Refusal>,
}

#[cfg(test)]
impl Change {
    /// A change of texts that may be made.
    pub(crate) fn of(name: &str, before: Option<&str>, after: Option<&str>) -> Self {
        let bytes = |text: &str| text.as_bytes().to_vec();
        Self {
            name: name.to_owned(),
            before: before.map(bytes),
            after: after.map(bytes),
            refusal: None,
        }
    }
}

/// All that a run changes in an output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// In the order of their names.
    pub changes: Vec<Change>,
    /// How many files are already as they should be.
    pub unchanged: usize,
}

impl Plan {
    /// How many files get new bytes.
    #[must_use]
    pub fn written(&self) -> usize {
        self.changes.iter().filter(|change| change.after.is_some()).count()
    }

    /// The changes that may not be made, with the reason.
    pub fn refusals(&self) -> impl Iterator<Item = (&str, Refusal)> {
        let changes = self.changes.iter();
        changes.filter_map(|change| Some((change.name.as_str(), change.refusal?)))
    }

    /// Whether all changes may be made below `out`. With `force` files are replaced whoever wrote them.
    ///
    /// # Errors
    /// The files that would be lost.
    pub fn allow(&self, out: &Path, force: bool) -> Result<(), Error> {
        let refused = self
            .refusals()
            .filter(|(_, refusal)| !(force && refusal.yields_to_force()));
        let refused: Vec<_> = refused.map(|(name, refusal)| (name.to_owned(), refusal)).collect();
        if refused.is_empty() {
            return Ok(());
        }
        Err(Error::Refused {
            out: out.to_path_buf(),
            files: Refused(refused),
        })
    }
}

impl Tree {
    /// The tree after the plan's changes.
    #[must_use]
    pub fn after(mut self, plan: Plan) -> Self {
        for change in plan.changes {
            match change.after {
                Some(bytes) => {
                    let origin = Origin::Command;
                    self.files.insert(change.name, File { bytes, origin })
                }
                None => self.files.remove(&change.name),
            };
        }
        self
    }

    /// What turns the tree into `files`, by name. Names outside of `scope` are neither written nor removed, and files
    /// of people are not removed.
    ///
    /// # Errors
    /// When a file could not be seen again by the next run, because of its name.
    pub fn plan(&self, files: BTreeMap<String, Vec<u8>>, scope: impl Fn(&str) -> bool) -> Result<Plan, Error> {
        let mut plan = Plan::default();
        for (name, file) in &self.files {
            if file.origin != Origin::Person && !files.contains_key(name) && scope(name) {
                plan.changes.push(Change {
                    name: name.clone(),
                    before: Some(file.bytes.clone()),
                    after: None,
                    refusal: self.refusal(name),
                });
            }
        }
        for (name, after) in files.into_iter().filter(|(name, _)| scope(name)) {
            check_name(&name)?;
            let before = self.get(&name);
            if before == Some(after.as_slice()) {
                plan.unchanged += 1;
                continue;
            }
            plan.changes.push(Change {
                before: before.map(<[u8]>::to_vec),
                after: Some(after),
                refusal: self.refusal(&name),
                name,
            });
        }
        plan.changes.sort_by(|left, right| left.name.cmp(&right.name));
        Ok(plan)
    }

    /// Why a file may not be written or removed, if so.
    fn refusal(&self, name: &str) -> Option<Refusal> {
        let path = self.out.join(name);
        match self.files.get(name).map(|file| file.origin) {
            Some(Origin::Command) => None,
            Some(Origin::Edited) => Some(Refusal::Edited),
            Some(Origin::Person) => Some(Refusal::NotGenerated),
            None if self.is_behind_link(name) => Some(Refusal::BehindLink),
            None if path.is_dir() => Some(Refusal::IsDirectory),
            // A link that leads to nothing, a pipe: whatever it is, this command did not put it there.
            None => path.symlink_metadata().is_ok().then_some(Refusal::NotGenerated),
        }
    }

    fn is_behind_link(&self, name: &str) -> bool {
        let rest = |link: &String| name.strip_prefix(link.as_str());
        self.links.iter().filter_map(rest).any(|rest| rest.starts_with('/'))
    }
}

/// Names lead to files below the output, and to none where [`Tree::read`] does not look.
fn check_name(name: &str) -> Result<(), Error> {
    let bad = |part: &str| part.is_empty() || part.starts_with('.') || part.contains('\\');
    if name.split('/').any(bad) || name.split('/').next() == Some("target") {
        return Err(Error::Unwritable {
            name: name.to_owned(),
            why: "which is not a plain relative path",
        });
    }
    Ok(())
}
