//! Every rule of what a change of the pages does, against the compiler: a program that uses every public item of the crate
//! before the change is checked against the crate after it.
//!
//! The clients of all rules are modules of one crate, and the programs modules of two: those that must compile, and those that
//! must not, since the compiler may leave errors out when it has found others.

#[path = "../../../codegen/src/diff/tests/event_rules.rs"]
mod event_rules;
#[path = "../../../codegen/src/diff/tests/rules.rs"]
#[allow(clippy::module_inception, dead_code, reason = "it is a module of two tests")]
mod rules;
#[path = "../../../codegen/src/diff/tests/service.rs"]
mod service;

use std::collections::BTreeMap;
use std::path::Path;

use feishu_openapi_codegen::diff::{Diff, Kind, Side, Stay, Upgrade, compare};
use feishu_openapi_codegen::emit::rust::Manifest;
use feishu_openapi_codegen::names::Lock;
use feishu_openapi_codegen::{Reading, pipeline};

use crate::caller::{bindings, broken, program};
use crate::ir::builders::api;
use crate::items::{self, Source};
use crate::program::{Message, Package, write};

use service::{Pages, pages};

fn reading(pages: Pages) -> Reading {
    let mut api = api(pages.endpoints);
    let events = pages.events.into_iter();
    api.events = events.map(|event| (event.id.clone(), event)).collect();
    Reading {
        api,
        ..Reading::default()
    }
}

/// The files of the crate that pages make.
fn client(pages: Pages, published: &Lock) -> BTreeMap<String, String> {
    let mut api = pipeline::refine(reading(pages)).api;
    pipeline::prepare_client(&mut api, published);
    let manifest = Manifest::new("0.1.0", "1.88", "../runtime");
    pipeline::client(&api, published, &manifest, |_, _| false).files
}

/// A rule with what became of the crate.
struct Case {
    module: String,
    upgrade: Upgrade,
    stay: Stay,
    after: Vec<Source>,
    diff: Diff,
}

fn case(rule: &rules::Rule, before: &Side, clients: &Path) -> Case {
    let changed = || {
        let mut now = pages();
        (rule.change)(&mut now);
        now
    };
    let after = Side::new(reading(changed()), before.published());
    let files = client(changed(), before.published());
    let module = rule.name.replace('-', "_");
    for (path, text) in &files {
        if let Some(path) = path.strip_prefix("src/") {
            let path = if path == "lib.rs" { "mod.rs" } else { path };
            let text = text.replace("crate::", &format!("crate::{module}::"));
            write(&clients.join("src").join(&module).join(path), &text);
        }
    }
    Case {
        module,
        upgrade: rule.upgrade,
        stay: rule.stay,
        after: items::read(&files),
        diff: compare(before, &after),
    }
}

/// One crate with all clients. Gives its folder's path as a dependency.
fn write_clients(folder: &Path, cases: &[Case]) -> String {
    let modules = cases.iter().map(|case| format!("pub mod {};\n", case.module));
    write(&folder.join("src/lib.rs"), &modules.collect::<String>());
    let runtime = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../runtime")
        .canonicalize()
        .unwrap();
    let manifest = format!(
        "[workspace]\n\n[package]\nname = \"clients\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
         [features]\ndefault = [\"demo\", \"events\"]\ndemo = []\nevents = []\n\n\
         [dependencies]\nfeishu-openapi-runtime = {{ path = {runtime:?}, features = [\"events\"] }}\n"
    );
    write(&folder.join("Cargo.toml"), &manifest);
    format!("clients = {{ path = {:?} }}\n", folder.display().to_string())
}

/// Checks the program against each client, in a program for those where it must compile, and in one for the others.
fn check(package: &Package, before: &[Source], cases: &[Case]) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut programs = BTreeMap::new();
    for (name, breaks) in [("compiles", false), ("breaks", true)] {
        let cases = cases
            .iter()
            .filter(|case| (case.upgrade == Upgrade::CompileError) == breaks);
        let mut main = String::new();
        for case in cases {
            let api = format!("clients::{}", case.module);
            programs.insert(
                format!("{name}/{}", case.module),
                program(&before.iter().collect::<Vec<_>>(), &api),
            );
            main.push_str(&format!("mod {};\n", case.module));
        }
        programs.insert(format!("{name}/main"), main + "fn main() {}\n");
    }
    let messages = package.check(&programs);
    let mut by_case: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (name, text) in &programs {
        let of_program = |message: &&Message| message.program == *name;
        let found = broken(messages.iter().filter(of_program), text);
        let module = name.rsplit('/').next().unwrap_or_default();
        by_case.entry(module.to_owned()).or_default().extend(found);
    }
    by_case
}

impl Case {
    /// What upgrading does, by the compiler and by what each item stands for.
    fn found(&self, before: &[Source], broken: &BTreeMap<String, String>) -> Upgrade {
        let (was, is) = (bindings(before), bindings(&self.after));
        let is_rebound = was
            .iter()
            .any(|(path, binding)| is.get(path).is_some_and(|it| it != binding));
        match () {
            () if !broken.is_empty() => Upgrade::CompileError,
            // A call that failed before may go elsewhere.
            () if is_rebound && self.stay != Stay::Fails => Upgrade::Silent,
            () if is.keys().any(|path| !was.contains_key(path)) => Upgrade::NewThings,
            // Docs are no items.
            () => self.diff.upgrade().min(Upgrade::Docs),
        }
    }
}

#[test]
fn the_compiler_says_of_each_rule_what_diff_says() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("rules_clients");
    let old = Side::new(reading(pages()), &Lock::default());
    let before = items::read(&client(pages(), old.published()));
    let all = rules::RULES.iter().chain(event_rules::RULES);
    let cases: Vec<Case> = all.map(|rule| case(rule, &old, &folder)).collect();
    let package = Package::new("rules", &write_clients(&folder, &cases));
    let said = check(&package, &before, &cases);
    let mut wrong = String::new();
    let mut breaks = String::new();
    for case in &cases {
        let broken = &said[&case.module];
        let found = case.found(&before, broken);
        if [found, case.diff.upgrade()] != [case.upgrade; 2] {
            wrong.push_str(&format!("{}: {found} for {}: {broken:?}\n", case.module, case.upgrade));
        }
        let broken = broken.iter().map(|(item, code)| format!("  {code} {item}\n"));
        let broken: String = broken.collect();
        if !broken.is_empty() {
            breaks.push_str(&format!("{}\n{broken}", case.module));
        }
    }
    assert_eq!(wrong, "");
    insta::assert_snapshot!(breaks);
}
