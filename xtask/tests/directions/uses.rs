//! A package's source in; which of its modules name which, out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{Attribute, Item, ItemMod, UseTree};

/// By using and used module: a file in which that is so, relative to the source.
pub(crate) type Uses = BTreeMap<(String, String), String>;

/// The names that lead to a module from the root, which is empty.
type ModulePath = Vec<String>;

/// The uses among the modules right below each module: by that module, as `names/types`; the root is empty.
pub(crate) fn of(source: &Path) -> BTreeMap<String, Uses> {
    let root = source.join("lib.rs");
    let mut modules = Modules::default();
    modules.read(parse(&root), source, &root, &[]);
    let mut uses: BTreeMap<String, Uses> = BTreeMap::new();
    for (from, module) in &modules.all {
        let file = module.file.strip_prefix(source).unwrap_or(&module.file).display();
        for (base, names) in &module.paths {
            let Some(to) = modules.resolve(base, names, 0) else {
                panic!(
                    "{file}: `crate::{}` is neither a module nor exported by the root",
                    names[0]
                );
            };
            let shared = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
            if let (Some(using), Some(used)) = (from.get(shared), to.get(shared)) {
                let within = uses.entry(from[..shared].join("/")).or_default();
                within.entry((using.clone(), used.clone())).or_insert(file.to_string());
            }
        }
    }
    uses
}

fn parse(file: &Path) -> Vec<Item> {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    file.items
}

/// What a module has, and what its code names.
#[derive(Default)]
struct Module {
    file: PathBuf,
    items: BTreeSet<String>,
    /// What `use` brings in, by name. Modules below can name it by `super::`.
    imports: BTreeMap<String, Vec<String>>,
    /// The paths before `::*`.
    globs: Vec<Vec<String>>,
    /// Paths that begin with `crate::` or `super::`: the module that leads to, and the names behind it.
    paths: Vec<(ModulePath, Vec<String>)>,
}

#[derive(Default)]
struct Modules {
    all: BTreeMap<ModulePath, Module>,
}

impl Modules {
    /// `folder` is where files of modules lie that `file` declares.
    fn read(&mut self, items: Vec<Item>, folder: &Path, file: &Path, path: &[String]) {
        let mut module = Module {
            file: file.to_owned(),
            ..Module::default()
        };
        for item in items {
            match &item {
                Item::Mod(inner) => {
                    self.inner(inner, folder, file, path);
                    continue;
                }
                Item::Fn(function) if is_for_tests(&function.attrs) => continue,
                Item::Use(import) if is_for_tests(&import.attrs) => continue,
                Item::Use(import) => module.import(&import.tree, &mut Vec::new()),
                Item::Macro(definition) => {
                    if let Some(name) = &definition.ident {
                        // Those that are exported stand at the root, wherever they are written.
                        let root = self.all.entry(Vec::new()).or_default();
                        root.imports.insert(name.to_string(), path.to_vec());
                    }
                }
                other => module.items.extend(name_of(other)),
            }
            module.tokens(item.into_token_stream(), path);
        }
        let exported = self.all.remove(path).unwrap_or_default().imports;
        module.imports.extend(exported);
        self.all.insert(path.to_vec(), module);
    }

    fn inner(&mut self, module: &ItemMod, folder: &Path, file: &Path, above: &[String]) {
        if is_for_tests(&module.attrs) {
            return;
        }
        let name = module.ident.to_string();
        let below = folder.join(&name);
        let path = [above, &[name]].concat();
        if let Some((_, items)) = &module.content {
            return self.read(items.clone(), &below, file, &path);
        }
        let file = Some(below.with_extension("rs")).filter(|file| file.exists());
        let file = file.unwrap_or_else(|| below.join("mod.rs"));
        self.read(parse(&file), &below, &file, &path);
    }

    /// The module that names lead to from a module: through modules and what they import, to where an item stands.
    fn resolve(&self, base: &[String], names: &[String], steps: usize) -> Option<ModulePath> {
        let Some((name, rest)) = names.split_first() else {
            return Some(base.to_vec());
        };
        let below = [base, std::slice::from_ref(name)].concat();
        if self.all.contains_key(&below) {
            return self.resolve(&below, rest, steps);
        }
        let module = self.all.get(base)?;
        if let Some(import) = module.imports.get(name).filter(|_| steps < 9) {
            let (base, names) = rooted(base, import);
            return self.resolve(base, names, steps + 1);
        }
        let mut globs = module.globs.iter().filter(|_| steps < 9).map(|glob| {
            let (base, names) = rooted(base, glob);
            self.resolve(base, names, steps + 1)
        });
        let has_it = |path: &ModulePath| self.all.get(path).is_some_and(|module| module.items.contains(name));
        let found = globs.find_map(|path| path.filter(has_it));
        // Macros make items that no list has; but all that the root has stands in it.
        let is_here = module.items.contains(name) || !base.is_empty();
        found.or_else(|| is_here.then(|| base.to_vec()))
    }
}

/// The module at which a path of a `use` begins, and the names behind it. Of other crates, there is no module of that name.
fn rooted<'a>(base: &'a [String], path: &'a [String]) -> (&'a [String], &'a [String]) {
    let (mut base, mut names) = (base, path);
    while let Some((first, rest)) = names.split_first() {
        base = match first.as_str() {
            "crate" => &[],
            "self" => base,
            "super" => &base[..base.len() - 1],
            _ => break,
        };
        names = rest;
    }
    (base, names)
}

impl Module {
    fn import(&mut self, tree: &UseTree, path: &mut Vec<String>) {
        let mut insert = |name: String, path: Vec<String>| drop(self.imports.insert(name, path));
        match tree {
            UseTree::Path(step) => {
                path.push(step.ident.to_string());
                self.import(&step.tree, path);
                path.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, path)),
            UseTree::Name(name) if name.ident == "self" => {
                insert(path.last().cloned().unwrap_or_default(), path.clone())
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                insert(name.clone(), [path.as_slice(), &[name]].concat());
            }
            UseTree::Rename(name) => insert(
                name.rename.to_string(),
                [path.as_slice(), &[name.ident.to_string()]].concat(),
            ),
            UseTree::Glob(_) => self.globs.push(path.clone()),
        }
    }

    /// Finds paths that begin with `crate::` or `super::`. `$crate` and what is quoted are written for other packages.
    fn tokens(&mut self, tokens: TokenStream, path: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(_) if follows(&tokens, at, "quote!") => {}
                TokenTree::Group(group) => self.tokens(group.stream(), path),
                TokenTree::Ident(ident) if ident == "crate" && follows(&tokens, at, "$") => {}
                TokenTree::Ident(ident) if (ident == "crate" || ident == "super") && !follows(&tokens, at, "::") => {
                    let paths = paths(&tokens[at..]).into_iter().filter(|names| names.len() > 1);
                    self.paths.extend(paths.map(|names| {
                        let (base, names) = rooted(path, &names);
                        (base.to_vec(), names.to_vec())
                    }));
                }
                _ => {}
            }
        }
        self.paths.retain(|(_, names)| !names.is_empty());
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

/// The path that the tokens begin with; several, where it ends in braces. A `self` or `*` at the end is left out.
fn paths(tokens: &[TokenTree]) -> Vec<Vec<String>> {
    match tokens {
        [TokenTree::Ident(name), rest @ ..] => {
            let behind = match rest {
                [TokenTree::Punct(one), TokenTree::Punct(two), rest @ ..]
                    if one.as_char() == ':' && two.as_char() == ':' =>
                {
                    paths(rest)
                }
                _ => Vec::new(),
            };
            let name = name.to_string();
            if behind.is_empty() {
                return vec![if name == "self" { Vec::new() } else { vec![name] }];
            }
            let whole = |path: Vec<String>| [vec![name.clone()], path].concat();
            behind.into_iter().map(whole).collect()
        }
        [TokenTree::Group(group), ..] => {
            let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
            let members = tokens.split(|token| token.to_string() == ",");
            members.flat_map(paths).collect()
        }
        [TokenTree::Punct(star), ..] if star.as_char() == '*' => vec![Vec::new()],
        _ => Vec::new(),
    }
}

fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    let is_test = |attribute: &Attribute| attribute.to_token_stream().to_string().replace(' ', "") == "#[cfg(test)]";
    attributes.iter().any(is_test)
}
