//! Companions: modules that people wrote beside the generated ones. Finds them, and checks that each is part of the crate.
//!
//! The `mod.rs` beside such a module declares it. What lies in the module's own folder, the module declares itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Error;
use crate::output::Tree;

/// The modules that people wrote, by path without the ending: `src/im/v1/content`.
#[must_use]
pub fn of(tree: &Tree) -> BTreeSet<String> {
    tree.of_people().filter_map(|(name, _)| module(name)).collect()
}

/// The module that a file of code is.
fn module(file: &str) -> Option<String> {
    let path = file.strip_suffix(".rs").filter(|path| path.starts_with("src/"))?;
    Some(path.strip_suffix("/mod").unwrap_or(path).to_owned())
}

/// Whether each file of people within `scope` is part of the crate that the generated `files` make, and none takes the
/// place of a generated module.
///
/// # Errors
/// The first file for which that is not so. One that has the name of a generated file is left to [`Tree::plan`].
pub fn check(tree: &Tree, files: &BTreeMap<String, Vec<u8>>, scope: impl Fn(&str) -> bool) -> Result<(), Error> {
    let modules = of(tree);
    let is_replaced = |file: &str| files.contains_key(file);
    for (file, _) in tree.of_people().filter(|(file, _)| scope(file) && !is_replaced(file)) {
        let Some(module) = module(file) else { continue };
        let generated = ["{}.rs", "{}/mod.rs"].map(|form| form.replace("{}", &module));
        if let Some(generated) = generated.into_iter().find(|generated| files.contains_key(generated)) {
            return Err(Error::Clash {
                file: file.to_owned(),
                generated,
            });
        }
        if !is_declared(&module, files) && !is_within(&module, &modules) {
            return Err(Error::Undeclared { file: file.to_owned() });
        }
    }
    Ok(())
}

/// Whether the generated `mod.rs` beside the module declares it.
fn is_declared(module: &str, files: &BTreeMap<String, Vec<u8>>) -> bool {
    let Some((folder, name)) = module.rsplit_once('/') else {
        return false;
    };
    let beside = files.get(&format!("{folder}/mod.rs")).map(Vec::as_slice);
    let declaration = format!("pub mod {name};");
    let mut lines = beside.unwrap_or_default().split(|byte| *byte == b'\n');
    lines.any(|line| line == declaration.as_bytes())
}

/// Whether a module is a part of another one that people wrote.
fn is_within(module: &str, modules: &BTreeSet<String>) -> bool {
    let mut above = module.match_indices('/').filter_map(|(end, _)| module.get(..end));
    above.any(|path| modules.contains(path))
}
