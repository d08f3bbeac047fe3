//! The version, which all packages share.

use std::path::Path;

use feishu_openapi_codegen::diff::Step;
use toml_edit::{Item, value};

use super::{Changed, read_manifest};
use crate::error::Error;
use crate::version;

/// The manifests that have the version, and where in them.
const PLACES: [(&str, &[&[&str]]); 2] = [
    (
        "Cargo.toml",
        &[
            &["workspace", "package", "version"],
            &["workspace", "dependencies", "feishu-openapi", "version"],
            &["workspace", "dependencies", "feishu-openapi-codegen", "version"],
            &["workspace", "dependencies", "feishu-openapi-runtime", "version"],
        ],
    ),
    // As `regen` will write it, which then has nothing to do.
    (
        "generated/Cargo.toml",
        &[
            &["package", "version"],
            &["dependencies", "feishu-openapi-runtime", "version"],
        ],
    ),
];

/// The version that stands in the manifests. Not the one that this program was compiled with: it may have changed since.
pub(super) fn now(root: &Path) -> Result<String, Error> {
    let path = root.join("Cargo.toml");
    let document = read_manifest(&path)?;
    let version = ["workspace", "package", "version"]
        .iter()
        .try_fold(document.as_item(), |item, key| item.get(key))
        .and_then(Item::as_str);
    version.map(ToOwned::to_owned).ok_or_else(|| Error::Manifest {
        path,
        why: "there is no `workspace.package.version`".to_owned(),
    })
}

/// The version of a release that the pages ask a step for, at least the smallest. The first one, which is compared with none,
/// has the version that there is.
pub(super) fn next(now: &str, step: Option<Step>) -> String {
    match step {
        None => now.to_owned(),
        Some(step) => version::after(now, step.max(Step::Patch)),
    }
}

/// The manifests with another version, where it is another one.
pub(super) fn set(root: &Path, now: &str, next: &str) -> Result<Vec<Changed>, Error> {
    if now == next {
        return Ok(Vec::new());
    }
    let changed = PLACES.iter().map(|(name, places)| {
        let path = root.join(name);
        let mut document = read_manifest(&path)?;
        for place in *places {
            let found = place
                .iter()
                .try_fold(document.as_item_mut(), |item, key| item.get_mut(key));
            let version = found.filter(|item| item.as_str() == Some(now));
            let version = version.ok_or_else(|| Error::Manifest {
                path: path.clone(),
                why: format!("`{}` is not {now}", place.join(".")),
            })?;
            set_text(version, next);
        }
        Ok((path, document.to_string()))
    });
    changed.collect()
}

/// Another text in the same place, with the blanks around it.
fn set_text(item: &mut Item, text: &str) {
    let decor = item.as_value().map(|value| value.decor().clone());
    *item = value(text);
    if let (Some(value), Some(decor)) = (item.as_value_mut(), decor) {
        *value.decor_mut() = decor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn the_version_follows_from_the_step() {
        let after = |step| next("0.4.7", step);
        assert_eq!(after(None), "0.4.7");
        assert_eq!(after(Some(Step::Patch)), "0.4.8");
        assert_eq!(after(Some(Step::Minor)), "0.5.0");
        assert_eq!(after(Some(Step::Major)), "1.0.0");
    }

    #[test]
    fn all_manifests_get_the_version_and_nothing_else_changes() {
        let root = workspace::root();
        let now = env!("CARGO_PKG_VERSION");
        let changed = set(&root, now, "9.8.7").unwrap();
        assert_eq!(changed.len(), PLACES.len());
        for (path, text) in changed {
            let before = std::fs::read_to_string(path).unwrap();
            let of_version = |text: &str, version: &str| text.matches(&format!("\"{version}\"")).count();
            assert_eq!(text.lines().count(), before.lines().count());
            assert!(of_version(&text, "9.8.7") >= 2 && of_version(&text, now) < of_version(&before, now));
            let differ = before.lines().zip(text.lines()).filter(|(one, other)| one != other);
            for (_, line) in differ {
                assert!(line.contains("version = \"9.8.7\""), "{line}");
            }
        }
    }

    #[test]
    fn a_manifest_with_another_version_is_an_error_that_names_the_place() {
        let error = set(&workspace::root(), "7.7.7", "9.8.7").unwrap_err().to_string();
        assert!(error.contains("`workspace.package.version` is not 7.7.7"), "{error}");
    }
}
