//! `--only SERVICE`: which files a run may touch.

use std::collections::BTreeSet;

use feishu_openapi_codegen::ir::Api;

use crate::error::Error;

/// The files that a run writes and removes.
#[derive(Debug)]
pub enum Scope {
    /// All of them.
    Whole,
    /// Those of one service, and those that belong to no service.
    Only {
        /// `src/contact`
        stem: String,
    },
}

impl Scope {
    /// The files of `service`.
    ///
    /// # Errors
    /// When no endpoint belongs to it.
    pub fn only(service: &str, api: &Api) -> Result<Self, Error> {
        let known: BTreeSet<&str> = api.endpoints.keys().map(|id| id.project.as_str()).collect();
        if known.contains(service) {
            return Ok(Self::Only {
                stem: format!("src/{service}"),
            });
        }
        let known = known.into_iter().collect::<Vec<_>>().join(", ");
        Err(Error::UnknownService {
            service: service.to_owned(),
            known,
        })
    }

    /// Whether a file may be touched.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        match self {
            Self::Whole => true,
            Self::Only { stem } => !name.starts_with("src/") || name == "src/lib.rs" || stem_of(name) == *stem,
        }
    }
}

/// `src/contact` for `src/contact.rs` and for all below `src/contact/`.
fn stem_of(name: &str) -> &str {
    let below = name
        .match_indices('/')
        .nth(1)
        .map_or(name, |(end, _)| name.get(..end).unwrap_or(name));
    below.strip_suffix(".rs").unwrap_or(below)
}
