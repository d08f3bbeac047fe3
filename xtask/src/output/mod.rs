//! What a run wants to write and what is there, in; the changes between them, out. `commit` makes them happen.

mod commit;
mod lock;
mod seal;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

pub use commit::{commit, recover, write_file};
pub use lock::lock;
pub use seal::{MARKER, Mark, inspect, seal};

use crate::error::Error;
use crate::fingerprint::digest_of_files;
use crate::pages::relative_name;

/// A file that is to become another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Relative to the output.
    pub name: String,
    /// What is there.
    pub before: Option<Vec<u8>>,
    /// What shall be there; `None` removes the file.
    pub after: Option<Vec<u8>>,
}

/// What a run changes in the output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// By name.
    pub changes: Vec<Change>,
    /// How many files are already as they should be.
    pub unchanged: usize,
    /// Files that would be lost if the run wrote or removed them, with the reason: they stay with [`OnEdited::Leave`], and
    /// are among the changes with [`OnEdited::Show`].
    pub left: Vec<(String, Refusal)>,
}

impl Plan {
    /// Adds a file that is always written, mark or no mark.
    pub fn put(&mut self, name: &str, before: Option<&[u8]>, after: Vec<u8>) {
        if before == Some(after.as_slice()) {
            self.unchanged += 1;
        } else {
            let before = before.map(<[u8]>::to_vec);
            self.changes.push(Change {
                name: name.to_owned(),
                before,
                after: Some(after),
            });
        }
    }

    /// How many files get new bytes.
    #[must_use]
    pub fn written(&self) -> usize {
        self.changes.iter().filter(|change| change.after.is_some()).count()
    }
}

/// Why a file may not be overwritten or removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It bears no mark: somebody wrote it.
    NotGenerated,
    /// It was changed after it was generated.
    Edited,
    /// A directory stands where a file should go.
    IsDirectory,
    /// A directory on the way is a link: what lies behind it may belong to somebody else.
    BehindLink,
}

impl Refusal {
    /// Whether `--force` makes the run overwrite the file.
    #[must_use]
    pub fn yields_to_force(self) -> bool {
        matches!(self, Self::NotGenerated | Self::Edited)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NotGenerated => "was not written by this command",
            Self::Edited => "was edited after it was generated",
            Self::IsDirectory => "is a directory where a file should be",
            Self::BehindLink => "lies behind a link to a directory, which this command does not follow",
        })
    }
}

/// What a person can do about files that a run refuses to overwrite or remove.
#[must_use]
pub fn remedy(refusals: impl Iterator<Item = Refusal>) -> String {
    let (files, others): (Vec<_>, Vec<_>) = refusals.partition(|refusal| refusal.yields_to_force());
    let mut lines = Vec::new();
    if !files.is_empty() {
        lines.push("  move your changes to the pages or the generator, or overwrite the files with `--force`");
    }
    if !others.is_empty() {
        lines.push("  move directories and links out of the way: `--force` overwrites files alone");
    }
    lines.join("\n")
}

/// What to do about files that people wrote or edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnEdited {
    /// Fail.
    Refuse,
    /// Overwrite them. Unmarked files that the run does not write stay all the same.
    Overwrite,
    /// Leave them as they are.
    Leave,
    /// Plan all changes, and tell of those that another run would refuse: for showing, not for doing.
    Show,
}

/// The files that lie in an output directory.
#[derive(Debug)]
pub struct Tree {
    out: PathBuf,
    /// What the files bear that the command itself wrote.
    marker: &'static str,
    files: BTreeMap<String, Vec<u8>>,
    /// Links to directories, which are not followed.
    links: Vec<String>,
}

impl Tree {
    /// Reads the directory, without what cargo builds in it and without hidden files. One that does not exist is empty.
    /// Files that bear `marker` are the command's own.
    ///
    /// # Errors
    /// When `out` is no directory, or something in it cannot be read.
    pub fn read(out: &Path, marker: &'static str) -> Result<Self, Error> {
        let (mut paths, mut links) = (Vec::new(), Vec::new());
        if out.try_exists().map_err(Error::io("read", out))? {
            fs::read_dir(out).map_err(Error::io("read", out))?;
            for entry in WalkDir::new(out)
                .into_iter()
                .filter_entry(|entry| entry.depth() == 0 || is_ours(entry))
            {
                let entry = entry.map_err(|error| {
                    let path = error.path().unwrap_or(out).to_path_buf();
                    Error::Io {
                        action: "read",
                        path,
                        source: error.into(),
                    }
                })?;
                if entry.path().is_file() {
                    paths.push(entry.into_path());
                } else if entry.depth() > 0 && entry.path_is_symlink() && entry.path().is_dir() {
                    links.push(relative_name(entry.path(), out));
                }
            }
        }
        let read = |path: PathBuf| {
            let bytes = fs::read(&path).map_err(Error::io("read", &path))?;
            Ok((relative_name(&path, out), bytes))
        };
        let files = paths.into_par_iter().map(read).collect::<Result<_, Error>>()?;
        Ok(Self {
            out: out.to_path_buf(),
            marker,
            files,
            links,
        })
    }

    /// What turns the tree into `files` (sealed, by name). Names outside of `scope` are neither written nor removed.
    ///
    /// # Errors
    /// When a file would be lost that this command did not write.
    pub fn plan(
        &self,
        files: BTreeMap<String, Vec<u8>>,
        scope: impl Fn(&str) -> bool,
        on_edited: OnEdited,
    ) -> Result<Plan, Error> {
        let mut plan = Plan::default();
        let mut refused = Vec::new();
        for (name, before) in &self.files {
            let stale = !files.contains_key(name) && scope(name);
            match inspect(before, self.marker) {
                Mark::Intact if stale => {}
                Mark::Edited if stale && on_edited == OnEdited::Overwrite => {}
                Mark::Edited if stale && on_edited == OnEdited::Leave => {
                    plan.left.push((name.clone(), Refusal::Edited));
                    continue;
                }
                Mark::Edited if stale && on_edited == OnEdited::Show => {
                    plan.left.push((name.clone(), Refusal::Edited));
                }
                Mark::Edited if stale => {
                    refused.push((self.out.join(name), Refusal::Edited));
                    continue;
                }
                _ => continue,
            }
            plan.changes.push(Change {
                name: name.clone(),
                before: Some(before.clone()),
                after: None,
            });
        }
        for (name, after) in files.into_iter().filter(|(name, _)| scope(name)) {
            check_name(&name)?;
            let path = self.out.join(&name);
            let before = self.files.get(&name);
            if before == Some(&after) {
                plan.unchanged += 1;
                continue;
            }
            let refusal = match before {
                None if self.is_behind_link(&name) => Some(Refusal::BehindLink),
                None if path.is_dir() => Some(Refusal::IsDirectory),
                // A link that leads to nothing, a pipe: whatever it is, this command did not put it there.
                None if path.symlink_metadata().is_ok() && on_edited != OnEdited::Overwrite => {
                    Some(Refusal::NotGenerated)
                }
                Some(bytes) if on_edited != OnEdited::Overwrite => match inspect(bytes, self.marker) {
                    Mark::Intact => None,
                    Mark::Edited => Some(Refusal::Edited),
                    Mark::Absent => Some(Refusal::NotGenerated),
                },
                _ => None,
            };
            if let Some(why) = refusal.filter(|why| on_edited == OnEdited::Leave && why.yields_to_force()) {
                plan.left.push((name, why));
                continue;
            }
            match refusal {
                Some(why) if on_edited == OnEdited::Show => plan.left.push((name.clone(), why)),
                refusal => refused.extend(refusal.map(|why| (path, why))),
            }
            plan.changes.push(Change {
                name,
                before: before.cloned(),
                after: Some(after),
            });
        }
        plan.changes.sort_by(|left, right| left.name.cmp(&right.name));
        if refused.is_empty() {
            Ok(plan)
        } else {
            Err(Error::Refused(refused))
        }
    }

    fn is_behind_link(&self, name: &str) -> bool {
        let rest = |link: &String| name.strip_prefix(link.as_str());
        self.links.iter().filter_map(rest).any(|rest| rest.starts_with('/'))
    }

    /// What a file holds.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.files.get(name).map(Vec::as_slice)
    }

    /// The files that people wrote or edited, by name.
    pub fn of_people(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let of_people = |(_, bytes): &(&String, &Vec<u8>)| inspect(bytes, self.marker) != Mark::Intact;
        let files = self.files.iter().filter(of_people);
        files.map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// Whether a generated file lies below a folder, written with a `/` at its end.
    #[must_use]
    pub fn holds(&self, folder: &str) -> bool {
        self.generated_below(folder).next().is_some()
    }

    /// The tree after the plan's changes.
    #[must_use]
    pub fn after(mut self, plan: Plan) -> Self {
        for change in plan.changes {
            match change.after {
                Some(bytes) => self.files.insert(change.name, bytes),
                None => self.files.remove(&change.name),
            };
        }
        self
    }

    /// The files below a folder that bear the mark, by name. All of them where the folder is empty.
    pub fn generated_below<'a, 'b>(
        &'a self,
        folder: &'b str,
    ) -> impl Iterator<Item = (&'a str, &'a [u8])> + use<'a, 'b> {
        let below = self.files.range(folder.to_owned()..);
        let below = below.take_while(move |(name, _)| name.starts_with(folder));
        let marked = below.filter(|(_, bytes)| inspect(bytes, self.marker) != Mark::Absent);
        marked.map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// Stands for the generated files below a folder: their names and every byte of them.
    #[must_use]
    pub fn digest_below(&self, folder: &str) -> String {
        digest_of_files(self.generated_below(folder))
    }
}

/// Cargo builds in `target` at the top; further down that is a name as any other.
fn is_ours(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    let is_build = entry.depth() == 1 && name == b"target";
    !name.starts_with(b".") && !is_build
}

/// The generator names files below the output, and none where this command does not look.
fn check_name(name: &str) -> Result<(), Error> {
    let bad = |part: &str| part.is_empty() || part.starts_with('.') || part.contains('\\');
    if name.split('/').any(bad) || name.split('/').next() == Some("target") {
        let why = "which is not a plain relative path";
        return Err(Error::UnwritableName {
            name: name.to_owned(),
            why,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
