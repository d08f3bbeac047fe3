//! The public items of a generated crate, read from its files: each with a line of code that uses it, and with what it
//! stands for on the wire.
//!
//! The files are what the compiler gets, so this does not trust the model that `diff` compares.

mod binding;
mod usage;

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::visit::Visit;
use syn::{Attribute, ImplItem, Item, ItemEnum, ItemFn, ItemImpl, ItemStruct, UseTree, Visibility};

use binding::{Specs, Values};

/// An item that a program can name.
pub(crate) struct Public {
    /// As a program writes it: `im::v1::message::Create::uuid`.
    pub(crate) path: String,
    /// A statement that uses it.
    pub(crate) usage: String,
    /// What it stands for on the wire, if anything.
    pub(crate) binding: String,
}

/// A file of the crate: a module, or a part of one.
pub(crate) struct Source {
    /// The public module in which its items are.
    pub(crate) module: Vec<String>,
    /// What its signatures name, as paths from the crate.
    pub(crate) names: BTreeSet<String>,
    pub(crate) items: Vec<Public>,
    /// What it exports again, with where that is.
    pub(crate) exports: Vec<(String, String)>,
}

type Files = BTreeMap<String, String>;

/// Reads all generated files of a crate, by path. Of what people wrote, the names alone count.
pub(crate) fn read(files: &Files) -> Vec<Source> {
    let parsed = files.iter().filter_map(|(path, text)| {
        let module = path.strip_prefix("src/")?.strip_suffix(".rs")?;
        let module = module.strip_suffix("/mod").unwrap_or(module);
        let module: Vec<String> = module.split('/').map(str::to_owned).collect();
        let is_generated = text.starts_with("// @generated");
        Some((module, (syn::parse_file(text).unwrap(), is_generated)))
    });
    let parsed: BTreeMap<Vec<String>, (syn::File, bool)> = parsed.collect();
    let root = vec!["lib".to_owned()];
    let is_public = |module: &[String]| {
        let around = match module {
            [_] => &root,
            [around @ .., _] => &around.to_vec(),
            [] => return false,
        };
        let declared = parsed.get(around).into_iter().flat_map(|(file, _)| &file.items);
        let mut declared = declared.filter_map(|item| match item {
            Item::Mod(item) if Some(&item.ident.to_string()) == module.last() => Some(&item.vis),
            _ => None,
        });
        matches!(declared.next(), Some(Visibility::Public(_)))
    };
    let public = |module: &[String]| -> Vec<String> {
        let steps = (1..=module.len()).filter(|end| is_public(&module[..*end]));
        steps.map(|end| module[end - 1].clone()).collect()
    };
    let sources = parsed
        .iter()
        .filter(|(module, _)| !["lib", "missing"].contains(&module[0].as_str()));
    sources
        .map(|(module, (file, is_generated))| source(module, file, *is_generated, public))
        .collect()
}

fn source(
    module: &[String],
    file: &syn::File,
    is_generated: bool,
    public: impl Fn(&[String]) -> Vec<String>,
) -> Source {
    let mut reader = Reader {
        module: public(module),
        values: Values::default(),
        specs: Specs::default(),
        required: BTreeMap::new(),
        source: Source {
            module: public(module),
            names: BTreeSet::new(),
            items: Vec::new(),
            exports: Vec::new(),
        },
    };
    reader.values.visit_file(file);
    reader.specs.visit_file(file);
    for item in &file.items {
        if let Item::Impl(item) = item {
            reader.requirements(item);
        }
    }
    for item in &file.items {
        match item {
            Item::Use(item) if !is_for_docs(&item.attrs) => {
                let is_export = matches!(item.vis, Visibility::Public(_));
                if is_export || is_generated {
                    reader.imports(&item.tree, module, &public, is_export);
                }
            }
            item if is_generated => reader.item(item),
            item => reader.name_alone(item),
        }
    }
    reader.source
}

fn is_for_docs(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .any(|it| it.path().is_ident("cfg") && it.to_token_stream().to_string().contains("doc"))
}

struct Reader {
    module: Vec<String>,
    values: Values,
    specs: Specs,
    /// The methods that make a type complete.
    required: BTreeMap<String, Vec<String>>,
    source: Source,
}

impl Reader {
    fn add(&mut self, name: &str, usage: String, binding: String) {
        let path = self.path(name);
        self.source.items.push(Public { path, usage, binding });
    }

    fn path(&self, name: &str) -> String {
        format!("{}::{name}", self.module.join("::"))
    }

    /// What the file imports from its crate. What it exports again is an item of its own.
    fn imports(
        &mut self,
        tree: &UseTree,
        module: &[String],
        public: &impl Fn(&[String]) -> Vec<String>,
        is_export: bool,
    ) {
        let mut paths = Vec::new();
        leaves(tree, &mut Vec::new(), &mut paths);
        for mut path in paths {
            let mut from = module.to_vec();
            match path.first().map(String::as_str) {
                Some("crate") => from.clear(),
                Some("super") => {}
                _ => continue,
            }
            while path.first().is_some_and(|step| step == "super") {
                path.remove(0);
                from.pop();
            }
            path.retain(|step| step != "crate");
            let Some(name) = path.pop() else { continue };
            from.extend(path);
            if name == "*" {
                continue;
            }
            let from = [public(&from), vec![name.clone()]].concat().join("::");
            if is_export {
                let path = self.path(&name);
                self.add(&name, format!("use $crate::{path} as _"), String::new());
                self.source.exports.push((path, from));
            } else {
                self.source.names.insert(from);
            }
        }
    }

    /// An item of a module that people wrote.
    fn name_alone(&mut self, item: &Item) {
        let (visibility, name) = match item {
            Item::Fn(item) => (&item.vis, &item.sig.ident),
            Item::Struct(item) => (&item.vis, &item.ident),
            Item::Enum(item) => (&item.vis, &item.ident),
            Item::Const(item) => (&item.vis, &item.ident),
            Item::Trait(item) => (&item.vis, &item.ident),
            Item::Type(item) => (&item.vis, &item.ident),
            _ => return,
        };
        if matches!(visibility, Visibility::Public(_)) {
            let name = name.to_string();
            self.add(&name, format!("use $crate::{} as _", self.path(&name)), String::new());
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Fn(item) if matches!(item.vis, Visibility::Public(_)) => self.function(item),
            Item::Struct(item) => self.structure(item),
            Item::Enum(item) => self.set(item),
            Item::Impl(item) => self.implementation(item),
            Item::Const(item) => {
                let name = item.ident.to_string();
                let usage = format!("match 0 {{ $crate::{} => {{}} _ => {{}} }}", self.path(&name));
                self.add(&name, usage, item.expr.to_token_stream().to_string());
            }
            _ => {}
        }
    }

    fn function(&mut self, item: &ItemFn) {
        let name = item.sig.ident.to_string();
        self.source.names.insert(self.path(&name));
        let Some(request) = usage::returned(&item.sig) else {
            return;
        };
        let required = self.required.get(&request).map(Vec::as_slice).unwrap_or_default();
        let calls = required.concat();
        let usage = format!("let _: {request} = {name}({}){calls}", usage::arguments(&item.sig));
        let binding = self.specs.function(&request, item);
        self.add(&name, usage, binding);
    }

    fn structure(&mut self, item: &ItemStruct) {
        let name = item.ident.to_string();
        self.source.names.insert(self.path(&name));
        let given = vec!["Given"; item.generics.params.len()].join(", ");
        self.add(&name, format!("let _: Option<{name}<{given}>> = None"), String::new());
        for field in &item.fields {
            let (Some(ident), Visibility::Public(_)) = (&field.ident, &field.vis) else {
                continue;
            };
            let ty = field.ty.to_token_stream();
            let usage = format!("let _: {ty} = any::<{name}>().{ident}");
            let binding = self.values.of(&name, &ident.to_string());
            self.add(&format!("{name}::{ident}"), usage, binding);
        }
    }

    fn set(&mut self, item: &ItemEnum) {
        let name = item.ident.to_string();
        self.source.names.insert(self.path(&name));
        self.add(&name, format!("let _: Option<{name}> = None"), String::new());
        for (number, variant) in item.variants.iter().enumerate() {
            let variant = &variant.ident;
            // Programs may use a variant as a number, which is its place among the others.
            let usage = format!(
                "match any::<{name}>() {{ {name}::{variant} => {{}} _ => {{}} }} \
                 let _: [(); {number}] = [(); {name}::{variant} as usize]"
            );
            let binding = self.values.of(&name, &variant.to_string());
            self.add(&format!("{name}::{variant}"), usage, binding);
        }
    }

    fn requirements(&mut self, item: &ItemImpl) {
        let (None, Some(name)) = (&item.trait_, usage::name(&item.self_ty)) else {
            return;
        };
        for method in methods(item) {
            if usage::completes(&method.sig, &name) {
                let call = format!(".{}({})", method.sig.ident, usage::arguments(&method.sig));
                self.required.entry(name.clone()).or_default().push(call);
            }
        }
    }

    fn implementation(&mut self, item: &ItemImpl) {
        let Some(name) = usage::name(&item.self_ty) else { return };
        if let Some((of, _)) = &item.trait_ {
            let of = of.to_token_stream().to_string();
            for (path, usage) in usage::of_trait(&of, &name, item) {
                self.add(&path, usage, String::new());
            }
            return;
        }
        for method in methods(item) {
            let ident = &method.sig.ident;
            let returned = usage::returned_text(&method.sig, &name);
            let arguments = usage::arguments(&method.sig);
            let usage = match method.sig.receiver() {
                Some(_) => format!("let _: {returned} = any::<{name}>().{ident}({arguments})"),
                None => {
                    let required = self.required.get(&name).map(Vec::as_slice).unwrap_or_default();
                    format!("let _: {name} = {name}::{ident}({arguments}){}", required.concat())
                }
            };
            let binding = binding::of_method(method);
            self.add(&format!("{name}::{ident}"), usage, binding.clone());
            for (at, literal) in usage::literals(&method.sig).into_iter().enumerate() {
                let usage = format!("let _: {returned} = any::<{name}>().{ident}({literal})");
                self.add(&format!("{name}::{ident} {at}"), usage, binding.clone());
            }
        }
    }
}

fn methods(item: &ItemImpl) -> impl Iterator<Item = &syn::ImplItemFn> {
    item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(method) if matches!(method.vis, Visibility::Public(_)) => Some(method),
        _ => None,
    })
}

fn leaves(tree: &UseTree, before: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    let mut leaf = |name: String| paths.push([before.clone(), vec![name]].concat());
    match tree {
        UseTree::Name(name) => leaf(name.ident.to_string()),
        UseTree::Glob(_) => leaf("*".to_owned()),
        UseTree::Rename(name) => leaf(name.ident.to_string()),
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            leaves(&path.tree, before, paths);
            before.pop();
        }
        UseTree::Group(group) => group.items.iter().for_each(|tree| leaves(tree, before, paths)),
    }
}
