//! The packages as cargo makes them, and the limits of the registry.

use std::fs;
use std::path::Path;
use std::process::Command;

use feishu_openapi_codegen::diagnostic::counted;

use super::{read_manifest, versions};
use crate::error::Error;

const PACKAGES: [&str; 2] = ["feishu-openapi-runtime", "feishu-openapi"];
/// The largest upload that crates.io takes, in bytes.
const LARGEST: u64 = 10 * 1024 * 1024;
/// The most features that it takes.
const MOST_FEATURES: usize = 300;

/// Packs both crates below the directory, and says how large they are. What the registry would refuse is an error.
pub(super) fn check(root: &Path, directory: &Path) -> Result<String, Error> {
    let version = versions::now(root)?;
    let target = directory.display().to_string();
    let of_both: Vec<&str> = PACKAGES.iter().flat_map(|name| ["-p", name]).collect();
    let pack = [
        "package",
        "--no-verify",
        "--allow-dirty",
        "--target-dir",
        target.as_str(),
    ];
    cargo(root, &[&pack, of_both.as_slice()].concat())?;
    let mut told = String::new();
    for name in PACKAGES {
        let listed = cargo(root, &["package", "--list", "--allow-dirty", "-p", name])?;
        let path = directory.join(format!("package/{name}-{version}.crate"));
        let size = fs::metadata(&path).map_err(Error::io("read", &path))?.len();
        within(&format!("the bytes of {name}"), size, LARGEST)?;
        told.push_str(&format!(
            "        {name}: {}, {size} bytes, {} % of what the registry takes\n",
            counted(listed.lines().count(), "file"),
            size * 100 / LARGEST
        ));
    }
    let features = features(root)?;
    within("the features", features as u64, MOST_FEATURES as u64)?;
    Ok(format!(
        "{told}        {}, of {MOST_FEATURES}\n",
        counted(features, "feature")
    ))
}

/// Runs cargo in the workspace.
fn cargo(root: &Path, arguments: &[&str]) -> Result<String, Error> {
    let output = Command::new("cargo").current_dir(root).args(arguments).output();
    let output = output.map_err(Error::io("run", Path::new("cargo")))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(Error::Package {
            why: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        }),
    }
}

fn features(root: &Path) -> Result<usize, Error> {
    let document = read_manifest(&root.join("generated/Cargo.toml"))?;
    let features = document.get("features").and_then(|item| item.as_table());
    Ok(features.map_or(0, |features| features.len()))
}

fn within(what: &str, size: u64, most: u64) -> Result<(), Error> {
    match size <= most {
        true => Ok(()),
        false => Err(Error::Package {
            why: format!("{what} are {size}, and the registry takes {most}"),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn what_the_registry_would_refuse_is_an_error() {
        assert!(within("the features", 300, 300).is_ok());
        let error = within("the features", 301, 300).unwrap_err().to_string();
        assert!(
            error.contains("the features are 301, and the registry takes 300"),
            "{error}"
        );
    }

    #[test]
    fn the_crate_has_fewer_features_than_the_registry_takes() {
        let features = features(&workspace::root()).unwrap();
        assert!((60..MOST_FEATURES).contains(&features), "{features}");
    }
}
