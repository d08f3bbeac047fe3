//! A package's source in; which of its modules name which, out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Attribute, Item, ItemMacro, ItemMod, UseTree};

/// By using and used module: a file in which that is so, relative to the source.
pub(crate) type Uses = BTreeMap<(String, String), String>;

/// The uses among the modules right below the root. A name that the root exports counts as its module.
pub(crate) fn of(source: &Path) -> Uses {
    let root = source.join("lib.rs");
    let mut walk = Walk::default();
    for item in parse(&root) {
        match item {
            Item::Mod(module) => {
                let name = module.ident.to_string();
                walk.names.insert(name.clone(), name);
                walk.module(module, source, &root, &[]);
            }
            Item::Use(exported) => {
                if let UseTree::Path(path) = &exported.tree {
                    leaves(&path.tree, &path.ident.to_string(), &mut walk.names);
                }
            }
            _ => {}
        }
    }
    let mut uses = Uses::new();
    for (using, name, file) in walk.found {
        let file = file.strip_prefix(source).unwrap_or(&file).display().to_string();
        let Some(used) = walk.names.get(&name) else {
            panic!("{file}: `crate::{name}` is neither a module nor exported by the root");
        };
        if using != *used {
            uses.entry((using, used.clone())).or_insert(file);
        }
    }
    uses
}

fn parse(file: &Path) -> Vec<Item> {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    file.items
}

/// The names that a `use` of the root brings in, with the module that they come from.
fn leaves(tree: &UseTree, module: &str, names: &mut BTreeMap<String, String>) {
    match tree {
        UseTree::Path(path) => leaves(&path.tree, module, names),
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, module, names)),
        UseTree::Name(name) => drop(names.insert(name.ident.to_string(), module.to_owned())),
        UseTree::Rename(name) => drop(names.insert(name.rename.to_string(), module.to_owned())),
        UseTree::Glob(_) => panic!("the root exports everything of `{module}`: name it"),
    }
}

#[derive(Default)]
struct Walk {
    /// What can stand behind `crate::`, and the module that it is or comes from.
    names: BTreeMap<String, String>,
    /// The using module, the name behind `crate::`, and the file.
    found: Vec<(String, String, PathBuf)>,
}

impl Walk {
    /// `folder` is where files of modules lie that `file` declares.
    fn module(&mut self, module: ItemMod, folder: &Path, file: &Path, above: &[String]) {
        if is_for_tests(&module.attrs) {
            return;
        }
        let name = module.ident.to_string();
        let below = folder.join(&name);
        let path = [above, &[name]].concat();
        let (items, file) = match module.content {
            Some((_, items)) => (items, file.to_owned()),
            None => {
                let file = Some(below.with_extension("rs")).filter(|file| file.exists());
                let file = file.unwrap_or_else(|| below.join("mod.rs"));
                (parse(&file), file)
            }
        };
        for item in items {
            match item {
                Item::Mod(module) => self.module(module, &below, &file, &path),
                Item::Fn(function) if is_for_tests(&function.attrs) => {}
                item => {
                    if let Item::Macro(ItemMacro { ident: Some(name), .. }) = &item {
                        // Those that are exported stand at the root, wherever they are written.
                        self.names.insert(name.to_string(), path[0].clone());
                    }
                    self.tokens(item.into_token_stream(), &file, &path);
                }
            }
        }
    }

    /// Finds `crate::name`, `crate::{name, name}` and the same behind as many `super::` as lead to the root. `$crate` and
    /// what is quoted are written for other packages.
    fn tokens(&mut self, tokens: TokenStream, file: &Path, path: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let is_path = |at: usize| (at..at + 2).all(|at| tokens.get(at).is_some_and(|token| token.to_string() == ":"));
        let mut supers = 0;
        for (at, token) in tokens.iter().enumerate() {
            let is_root = match token {
                TokenTree::Group(_) if follows(&tokens, at, "quote!") => false,
                TokenTree::Group(group) => {
                    self.tokens(group.stream(), file, path);
                    false
                }
                TokenTree::Ident(ident) if ident == "crate" => !follows(&tokens, at, "$"),
                TokenTree::Ident(ident) if ident == "super" => {
                    supers += 1;
                    supers == path.len()
                }
                TokenTree::Punct(_) => continue,
                _ => false,
            };
            if is_root && is_path(at + 1) {
                tokens
                    .get(at + 3)
                    .into_iter()
                    .flat_map(first_names)
                    .for_each(|name| self.found.push((path[0].clone(), name, file.to_owned())));
            }
            if !matches!(token, TokenTree::Ident(ident) if ident == "super") {
                supers = 0;
            }
        }
    }
}

/// Whether the tokens before this one end so.
fn follows(tokens: &[TokenTree], at: usize, end: &str) -> bool {
    let before = &tokens[at.saturating_sub(2)..at];
    before
        .iter()
        .map(ToString::to_string)
        .collect::<String>()
        .ends_with(end)
}

/// The name itself, or the first name of each path in braces.
fn first_names(token: &TokenTree) -> Vec<String> {
    let TokenTree::Group(group) = token else {
        return vec![token.to_string()];
    };
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let paths = tokens.split(|token| token.to_string() == ",");
    paths.filter_map(|path| path.first()).map(ToString::to_string).collect()
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    let is_test = |attribute: &Attribute| attribute.to_token_stream().to_string().replace(' ', "") == "#[cfg(test)]";
    attributes.iter().any(is_test)
}
