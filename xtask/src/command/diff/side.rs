//! The two states that are compared, each read from where the command line says.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use feishu_openapi_codegen::diff::Side;
use feishu_openapi_codegen::ir::{Api, Endpoint, Event};
use feishu_openapi_codegen::names::Lock;
use feishu_openapi_codegen::{Page, ReadPage, Reading, pipeline, read_page};
use rayon::join;
use rayon::prelude::*;
use schemars::{JsonSchema, schema_for};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::reuse::KeptPages;
use crate::{fingerprint, output, pages, published, revision, workspace};

/// Where a state is read from.
pub(in crate::command) enum Source {
    /// The pages and the published names of the workspace as they lie there.
    WorkingTree,
    /// A directory of pages, or one page.
    Pages(PathBuf),
    /// A file of `--save`.
    Saved(PathBuf),
    /// A git revision.
    Revision(String),
}

impl Source {
    /// What the command line names: a file or directory that is there, else a revision.
    pub(in crate::command) fn parse(text: &str) -> Self {
        let path = PathBuf::from(text);
        let is_saved = path.extension().is_some_and(|ending| ending == "json");
        match (path.exists(), is_saved) {
            (true, true) => Self::Saved(path),
            (true, false) => Self::Pages(path),
            (false, _) => Self::Revision(text.to_owned()),
        }
    }

    fn load(&self) -> Result<Input, Error> {
        let root = workspace::root();
        match self {
            Self::WorkingTree => Ok(Input {
                names: Some(published::names(&root)?),
                ..Input::of(pages::read(&[root.join("docs-src")])?)
            }),
            Self::Pages(path) => Ok(Input::of(pages::read(std::slice::from_ref(path))?)),
            Self::Saved(path) => Saved::read(path),
            Self::Revision(name) => {
                let revision = revision::read(name)?;
                let names = Lock::parse(&revision.names).map_err(|why| Error::Names {
                    path: Path::new(name).join("names.lock"),
                    why,
                })?;
                Ok(Input {
                    names: Some(names),
                    ..Input::of(revision.pages)
                })
            }
        }
    }
}

/// Reads the pages of both states; a page that both have is read once, and what `regen` read of pages is not read again.
fn read_pages(old: &[Page], new: &[Page]) -> (Vec<ReadPage>, Vec<ReadPage>) {
    let generated = workspace::root().join("generated");
    let bytes = fs::read(workspace::state_file(&generated, "pages")).unwrap_or_default();
    let program = fingerprint::of_program();
    let kept = program.map_or_else(KeptPages::default, |program| KeptPages::of(&bytes, &program));
    let read = |(page, digest): (&Page, &String)| kept.get(digest).unwrap_or_else(|| read_page(page));
    let digests = fingerprint::of_pages(old);
    let before: Vec<ReadPage> = old.par_iter().zip(&digests).map(read).collect();
    let known: HashMap<&String, &ReadPage> = digests.iter().zip(&before).collect();
    let digests = fingerprint::of_pages(new);
    let of_both = |(page, digest): (&Page, &String)| match known.get(digest) {
        Some(read) => (*read).clone(),
        None => read((page, digest)),
    };
    let after = new.par_iter().zip(&digests).map(of_both).collect();
    (before, after)
}

/// What was read of a state: pages, or endpoints and events that were saved.
#[derive(Default)]
struct Input {
    pages: Vec<Page>,
    saved: Api,
    names: Option<Lock>,
}

impl Input {
    fn of(pages: Vec<Page>) -> Self {
        Self {
            pages,
            ..Self::default()
        }
    }

    /// Whether both are of the same pages, with the same names.
    fn is_same_as(&self, other: &Self) -> bool {
        let has_both = !self.pages.is_empty() && self.names.is_some();
        has_both && self.pages == other.pages && self.names == other.names
    }

    /// Understands pages that were read, or what was saved.
    fn understand(self, read: Vec<ReadPage>) -> Reading {
        if self.pages.is_empty() {
            return Reading {
                api: self.saved,
                ..Reading::default()
            };
        }
        // Nobody needs their bytes any more.
        drop(self);
        pipeline::assemble(read)
    }
}

/// Reads and understands both states. Names of pages that lie somewhere are those that `regen` would give them: the old ones
/// by what the workspace has published, the new ones by what was published with the old ones. Where both states are the same,
/// both sides are one.
pub(in crate::command) fn read(old: &Source, new: &Source) -> Result<(Arc<Side>, Arc<Side>), Error> {
    let (old, new) = join(|| old.load(), || new.load());
    let (mut old, mut new) = (old?, new?);
    let is_one = old.is_same_as(&new);
    let start = match old.names.take() {
        Some(names) => names,
        None => published::names(&workspace::root())?,
    };
    if is_one {
        drop(new);
        let (read, _) = read_pages(&old.pages, &[]);
        let side = Arc::new(Side::new(old.understand(read), &start));
        return Ok((Arc::clone(&side), side));
    }
    let (one, other) = read_pages(&old.pages, &new.pages);
    let names = new.names.take();
    let (before, after) = join(|| old.understand(one), || new.understand(other));
    let (old, new) = match names {
        Some(names) => join(|| Side::new(before, &start), || Side::new(after, &names)),
        None => {
            let old = Side::new(before, &start);
            let new = Side::new(after, old.published());
            (old, new)
        }
    };
    Ok((Arc::new(old), Arc::new(new)))
}

/// What the pages of a release say, without the pages: api.json, which a later state can be compared with.
#[derive(Serialize, Deserialize, JsonSchema)]
#[schemars(title = "api.json", extend("$id" = "https://schemas.invalid/feishu-openapi/api/2"))]
struct Saved {
    /// Of this form.
    #[schemars(extend("const" = FORMAT))]
    format: u32,
    /// The operations, by id.
    endpoints: Vec<Endpoint>,
    /// The events and callbacks, by id.
    events: Vec<Event>,
    /// The text of `names.lock`.
    names: String,
}

/// The form that is written, and the only one that is read.
const FORMAT: u32 = 2;

impl Saved {
    fn read(path: &Path) -> Result<Input, Error> {
        let bytes = fs::read(path).map_err(Error::io("read", path))?;
        let path = path.to_path_buf();
        let unreadable = |why: String| Error::Saved {
            path: path.clone(),
            why,
        };
        let saved: Self = serde_json::from_slice(&bytes).map_err(|why| unreadable(why.to_string()))?;
        if saved.format != FORMAT {
            return Err(unreadable(format!("its format is {}, not {FORMAT}", saved.format)));
        }
        let names = Lock::parse(&saved.names).map_err(|why| unreadable(why.to_string()))?;
        let endpoints = saved
            .endpoints
            .into_iter()
            .map(|endpoint| (endpoint.id.clone(), endpoint));
        let events = saved.events.into_iter().map(|event| (event.id.clone(), event));
        Ok(Input {
            saved: Api {
                endpoints: endpoints.collect(),
                events: events.collect(),
                ..Api::default()
            },
            names: Some(names),
            ..Input::default()
        })
    }
}

/// The JSON Schema of what [`save`] writes, as `xtask/schema/api.json` has it.
pub(in crate::command) fn schema_of_saved() -> String {
    let mut schema = schema_for!(Saved).to_value();
    // Whether serde_json keeps an order of its own depends on what else is built.
    schema.sort_all_objects();
    format!("{schema:#}\n")
}

/// Keeps a state for later comparisons.
pub(in crate::command) fn save(side: &Side, path: &Path) -> Result<(), Error> {
    let saved = Saved {
        format: FORMAT,
        endpoints: side.endpoints().cloned().collect(),
        events: side.events().cloned().collect(),
        names: side.published().to_string(),
    };
    let mut text = serde_json::to_vec(&saved).map_err(|why| Error::io("write", path)(why.into()))?;
    text.push(b'\n');
    output::write_file(path, &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_of_saved_states_is_committed() {
        let path = workspace::root().join("xtask/schema/api.json");
        if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
            fs::write(&path, schema_of_saved()).unwrap();
        }
        assert!(
            fs::read_to_string(&path).is_ok_and(|committed| committed == schema_of_saved()),
            "write it: INSTA_UPDATE=always cargo test -p xtask schema_of_saved"
        );
    }
}
