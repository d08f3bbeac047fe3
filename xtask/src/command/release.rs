//! `release`: makes ready what a release needs. A person looks at it, publishes and tags.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use feishu_openapi_codegen::diff::{self, Diff, Side, Step};
use feishu_openapi_codegen::emit::openapi;
use toml_edit::{DocumentMut, TomlError};

use super::diff::{Source, held_back, markdown, read_sides, save, schema_of_saved, summary_of};
use super::{Outcome, read_docs};
use crate::arguments::{self, Docs};
use crate::error::Error;
use crate::output::write_file;
use crate::revision;
use crate::terminal::{print, tell};
use crate::{version, workspace};

mod changelog;
mod package;
mod semver;
mod versions;

pub(super) fn run(arguments: &arguments::Release) -> Result<Outcome, Error> {
    let root = workspace::root();
    let now = versions::now(&root)?;
    let last = last(arguments, &now)?;
    let source = last.as_deref().map_or(Source::WorkingTree, Source::parse);
    let (old, new) = read_sides(&source, &Source::WorkingTree)?;
    let diff = last.as_ref().map(|_| diff::compare(&old, &new));
    let step = diff.as_ref().map(|diff| diff.step(version::major(&now)));
    let next = versions::next(&now, step);
    match (&last, &diff) {
        (Some(last), Some(diff)) => tell(format_args!("        since {last}: {}\n", summary_of(diff))),
        _ => tell(format_args!(
            "        no release is known, neither a tag v{now} nor a file of `--since`: this is the first\n"
        )),
    }
    if step == Some(Step::None) {
        tell(format_args!(
            "        the pages say nothing new to programs: a release would be of the generator and the words alone\n"
        ));
    }
    let pages = diff
        .as_ref()
        .map(|diff| markdown::for_changelog(diff, &held_back::between(&old, &new)));
    let sizes = checked(&root, &workspace::state_directory().join("release"), arguments.dry_run)?;
    let semver = semver_checked(&root, last.as_deref(), diff.as_ref())?;
    let (changed, entry) = changed(&root, &now, &next, pages.as_deref())?;
    let files = write_files(&arguments.files, &new)?;
    match arguments.dry_run {
        true => print(&entry)?,
        false => changed
            .iter()
            .try_for_each(|(path, text)| write_file(path, text.as_bytes()))?,
    }
    let would = if arguments.dry_run { "would write" } else { "wrote" };
    let changed: Vec<String> = changed.iter().map(|(path, _)| workspace::shown(path)).collect();
    tell(format_args!(
        "        version {next}: {would} {}\n{files}{sizes}{semver}",
        changed.join(", ")
    ));
    tell(format_args!("{}", rest(&next)));
    Ok(Outcome::Done)
}

/// Checks the crates before anything is written: packed as they are, since only the version will be another one. Says how
/// large they are.
fn checked(root: &Path, state: &Path, dry_run: bool) -> Result<String, Error> {
    match repository(root) {
        Err(why) if dry_run => tell(format_args!("        would be refused: {why}\n")),
        has_one => has_one?,
    }
    package::check(root, state)
}

/// Compares the crate with that of the last release, where git has it.
fn semver_checked(root: &Path, last: Option<&str>, diff: Option<&Diff>) -> Result<String, Error> {
    match (last.filter(|last| !Path::new(last).exists()), diff) {
        (Some(last), Some(diff)) => {
            let step = diff.step(1).max(Step::Patch);
            semver::check(Command::new(semver::PROGRAM), root, last, step)
        }
        _ => Ok(String::new()),
    }
}

/// The manifests and the changelog with the new version, and the entry of the changelog.
fn changed(root: &Path, now: &str, next: &str, pages: Option<&str>) -> Result<(Vec<Changed>, String), Error> {
    let mut changed = versions::set(root, now, next)?;
    let (with_entry, entry) = changelog::release(root, next, pages)?;
    changed.push(with_entry);
    Ok((changed, entry))
}

/// The last release: as the command line says, else the tag of the version that stands in the manifests.
fn last(arguments: &arguments::Release, now: &str) -> Result<Option<String>, Error> {
    if let Some(since) = &arguments.since {
        return Ok(Some(since.clone()));
    }
    let tag = format!("v{now}");
    Ok(revision::is_there(&tag)?.then_some(tag))
}

/// Fails where a crate would be published without the address of its source.
fn repository(root: &Path) -> Result<(), Error> {
    for manifest in ["runtime/Cargo.toml", "generated/Cargo.toml"].map(|name| root.join(name)) {
        let document = read_manifest(&manifest)?;
        if document
            .get("package")
            .is_none_or(|package| package.get("repository").is_none())
        {
            return Err(Error::NoRepository(manifest));
        }
    }
    Ok(())
}

/// Writes the state of the pages, to compare the next release with, its JSON Schema, and the OpenAPI document.
fn write_files(directory: &Path, side: &Side) -> Result<String, Error> {
    fs::create_dir_all(directory).map_err(Error::io("create", directory))?;
    let [state, schema, document] = ["api.json", "api.schema.json", "openapi.json"].map(|name| directory.join(name));
    save(side, &state)?;
    write_file(&schema, schema_of_saved().as_bytes())?;
    let (_, reading) = read_docs(&Docs { roots: Vec::new() })?;
    write_file(&document, format!("{:#}\n", openapi::emit(&reading.api)).as_bytes())?;
    let shown = [state, schema, document].map(|path| workspace::shown(&path));
    Ok(format!("        files of the release: {}\n", shown.join(", ")))
}

/// What is left to do by hand.
fn rest(next: &str) -> String {
    format!(
        "        nothing is published or tagged; what is left:
          cargo xtask regen && .ci/run
          git commit -am \"Version {next}\" && git tag v{next}
          cargo publish -p feishu-openapi-runtime -p feishu-openapi\n"
    )
}

/// A file with its new text.
type Changed = (PathBuf, String);

fn read(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(Error::io("read", path))
}

fn read_manifest(path: &Path) -> Result<DocumentMut, Error> {
    read(path)?.parse().map_err(|why: TomlError| Error::Manifest {
        path: path.to_path_buf(),
        why: why.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_without_the_address_of_its_source_is_refused() {
        let root = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            fs::create_dir_all(root.path().join(name)).unwrap();
            fs::write(root.path().join(name).join("Cargo.toml"), text).unwrap();
        };
        write("runtime", "[package]\nrepository.workspace = true\n");
        write("generated", "[package]\nname = \"x\"\n");
        let error = repository(root.path()).unwrap_err().to_string();
        assert!(
            error.contains("generated") && error.contains("`[workspace.package]`"),
            "{error}"
        );
        write("generated", "[package]\nrepository = \"https://example.org\"\n");
        repository(root.path()).unwrap();
    }

    /// A workspace of two small crates in a repository of its own, at a version that this program does not have.
    fn small_workspace() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let write = |name: &str, text: String| {
            let path = root.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let dependency =
            |name: &str, folder: &str| format!("{name} = {{ path = \"{folder}\", version = \"0.0.7\" }}\n");
        let dependencies = [
            dependency("feishu-openapi", "generated"),
            dependency("feishu-openapi-codegen", "codegen"),
            dependency("feishu-openapi-runtime", "runtime"),
        ];
        write(
            "Cargo.toml",
            format!(
                "[workspace]\nresolver = \"3\"\nmembers = [\"runtime\", \"generated\"]\n\n[workspace.package]\nversion = \"0.0.7\"\n\n\
                 [workspace.dependencies]\n{}",
                dependencies.concat()
            ),
        );
        let package = |name: &str, version: &str| {
            format!(
                "[package]\nname = \"{name}\"\n{version}\nedition = \"2024\"\nlicense = \"MIT\"\ndescription = \"Small\"\n\
                 repository = \"https://example.org\"\n"
            )
        };
        write(
            "runtime/Cargo.toml",
            package("feishu-openapi-runtime", "version.workspace = true"),
        );
        let generated = package("feishu-openapi", "version = \"0.0.7\"");
        let runtime = dependency("feishu-openapi-runtime", "../runtime");
        write("generated/Cargo.toml", format!("{generated}[dependencies]\n{runtime}"));
        write("runtime/src/lib.rs", String::new());
        write("generated/src/lib.rs", String::new());
        write(".cargo/config.toml", "[net]\noffline = true\n".to_owned());
        write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n".to_owned());
        let identity = ["-c", "user.name=x", "-c", "user.email=x@example.org"];
        let commit = [identity.as_slice(), &["commit", "-q", "-m", "x"]].concat();
        for arguments in [["init", "-q"].as_slice(), &["add", "."], &commit] {
            let mut git = std::process::Command::new("git");
            assert!(git.current_dir(root.path()).args(arguments).status().unwrap().success());
        }
        root
    }

    #[test]
    fn a_second_release_measures_the_crates_that_cargo_made() {
        let root = small_workspace();
        let root = root.path();
        let now = versions::now(root).unwrap();
        assert_ne!(now, env!("CARGO_PKG_VERSION"));
        let state = root.join("target/release");
        for next in ["0.0.8", "0.1.0"] {
            let now = versions::now(root).unwrap();
            let sizes = checked(root, &state, false).unwrap();
            assert!(
                sizes.contains("feishu-openapi-runtime: ") && sizes.contains(" bytes"),
                "{sizes}"
            );
            assert!(state.join(format!("package/feishu-openapi-{now}.crate")).is_file());
            let (changed, _) = changed(root, &now, next, None).unwrap();
            for (path, text) in changed {
                fs::write(path, text).unwrap();
            }
        }
        assert_eq!(versions::now(root).unwrap(), "0.1.0");
    }
}
