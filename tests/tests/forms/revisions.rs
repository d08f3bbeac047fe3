//! A program that uses every public item of the crate, as a revision has it, compiles with the crate as it is now.
//!
//! `ITEMS_OF=v0.1.0` names the revision; all services are checked then. Without it the crate is checked against itself, and
//! few services: each item can be used as its signature says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::caller::{broken, program};
use crate::items::{self, Source};
use crate::program::{Message, Package};

/// Services that are checked without asking: small, with events, files, pages and shared types.
const FEW: [&str; 3] = ["bot", "contact", "im"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

/// The folder of the crate, as the revision has it.
fn crate_of(revision: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("revision");
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    let archive = folder.join("crate.tar");
    let mut git = Command::new("git");
    git.arg("-C").arg(root()).arg("archive").arg("-o").arg(&archive);
    assert!(git.args([revision, "generated/src"]).status().unwrap().success());
    let mut tar = Command::new("tar");
    tar.arg("-xf").arg(&archive).arg("-C").arg(&folder);
    assert!(tar.status().unwrap().success());
    folder.join("generated")
}

fn files(folder: &Path, below: &Path, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(below).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            self::files(folder, &path, files);
        } else {
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            files.insert(name, fs::read_to_string(&path).unwrap());
        }
    }
}

/// The programs, one module a service.
fn programs(sources: &[Source], services: &BTreeSet<&str>) -> BTreeMap<String, String> {
    let modules = services.iter().map(|service| {
        let of_service = sources.iter().filter(|source| source.module[0] == *service);
        (
            format!("items/{service}"),
            program(&of_service.collect::<Vec<_>>(), "feishu_openapi"),
        )
    });
    let mut programs: BTreeMap<String, String> = modules.collect();
    let main: String = services.iter().map(|service| format!("mod {service};\n")).collect();
    programs.insert("items/main".to_owned(), main + "fn main() {}\n");
    programs
}

#[test]
fn a_program_that_uses_every_item_of_a_revision_compiles() {
    let revision = std::env::var("ITEMS_OF").ok();
    let folder = revision.as_deref().map_or_else(|| root().join("generated"), crate_of);
    let mut all = BTreeMap::new();
    files(&folder, &folder.join("src"), &mut all);
    let sources = items::read(&all);
    let services = sources.iter().map(|source| source.module[0].as_str());
    let services: BTreeSet<&str> = services
        .filter(|service| revision.is_some() || FEW.contains(service))
        .collect();
    let programs = programs(&sources, &services);
    let features = if revision.is_some() { vec!["full"] } else { FEW.to_vec() };
    let dependency = format!(
        "feishu-openapi = {{ path = {:?}, default-features = false, features = {:?} }}\n",
        root().join("generated"),
        [features, vec!["events"]].concat()
    );
    let messages = Package::new("items", &dependency).check(&programs);
    let of = |name: &str| -> Vec<&Message> { messages.iter().filter(|message| message.program == name).collect() };
    let broken = programs
        .iter()
        .flat_map(|(name, text)| broken(of(name).into_iter(), text));
    let broken: BTreeMap<String, String> = broken.collect();
    let used = sources
        .iter()
        .filter(|source| services.contains(source.module[0].as_str()));
    let count: usize = used.map(|source| source.items.len()).sum();
    println!("{count} uses of items of {} services", services.len());
    assert!(count > 3_000, "{count}");
    assert_eq!(broken, BTreeMap::new());
}
