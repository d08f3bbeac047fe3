//! The code of every page: as snapshots, and what holds for the code of all pages.

use std::collections::BTreeSet;

use feishu_openapi_codegen::Page;
use feishu_openapi_codegen::names::Lock;
use proptest::prelude::*;
use proptest::sample::{Index, subsequence};

use crate::generation::{Generated, generate};
use crate::{mutation, pages};

/// The modules that say something of their own: not the lists of modules.
fn modules(generated: &Generated) -> impl Iterator<Item = (&str, &str)> {
    let files = generated
        .client
        .files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    files.filter(|(path, _)| path.starts_with("src/") && !path.ends_with("/mod.rs") && *path != "src/lib.rs")
}

#[test]
fn documented_pages_become_code() {
    let generated = generate(&pages::documented_pages(), &Lock::default());
    for (path, text) in modules(&generated) {
        let name = path
            .trim_start_matches("src/")
            .trim_end_matches(".rs")
            .replace('/', ".");
        pages::assert_snapshot("code", &name, text);
    }
    pages::assert_snapshot("code", "lib", &generated.client.files["src/lib.rs"]);
    pages::assert_snapshot("code", "manifest", &generated.client.files["Cargo.toml"]);
}

#[test]
fn miniature_pages_become_code() {
    for page in pages::miniature_pages() {
        let generated = generate(std::slice::from_ref(&page), &Lock::default());
        let code: Vec<_> = modules(&generated)
            .map(|(path, text)| format!("// {path}\n{text}"))
            .collect();
        if !code.is_empty() {
            pages::assert_snapshot("code", &pages::snapshot_name(&page), &code.join("\n"));
        }
    }
}

/// Parses a file and looks for names that are there twice.
fn assert_names_are_unique(path: &str, text: &str) {
    let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path} is no Rust: {error}\n{text}"));
    let (mut types, mut values) = (BTreeSet::new(), BTreeSet::new());
    for item in &file.items {
        match item {
            syn::Item::Struct(item) => {
                assert!(
                    types.insert(item.ident.to_string()),
                    "{path}: type {} twice",
                    item.ident
                );
                let names: Vec<_> = item.fields.iter().filter_map(|field| field.ident.as_ref()).collect();
                assert_distinct(path, &item.ident, &names);
            }
            syn::Item::Enum(item) => {
                assert!(
                    types.insert(item.ident.to_string()),
                    "{path}: type {} twice",
                    item.ident
                );
                assert_distinct(
                    path,
                    &item.ident,
                    &item.variants.iter().map(|variant| &variant.ident).collect::<Vec<_>>(),
                );
            }
            syn::Item::Fn(item) => {
                assert!(
                    values.insert(item.sig.ident.to_string()),
                    "{path}: function {} twice",
                    item.sig.ident
                );
            }
            syn::Item::Impl(item) => {
                let names: Vec<_> = item
                    .items
                    .iter()
                    .filter_map(|item| match item {
                        syn::ImplItem::Fn(item) => Some(&item.sig.ident),
                        syn::ImplItem::Const(item) => Some(&item.ident),
                        _ => None,
                    })
                    .collect();
                assert_distinct(path, &"impl", &names);
            }
            _ => {}
        }
    }
}

fn assert_distinct(path: &str, of: &dyn std::fmt::Display, names: &[&syn::Ident]) {
    let distinct: BTreeSet<_> = names.iter().map(ToString::to_string).collect();
    assert_eq!(distinct.len(), names.len(), "{path}: {of} has a name twice: {names:?}");
}

fn assert_is_rust(generated: &Generated) {
    for (path, text) in &generated.client.files {
        if path.ends_with(".rs") {
            assert_names_are_unique(path, text);
        }
    }
}

#[test]
fn the_code_of_all_pages_is_rust_with_unique_names() {
    assert_is_rust(&generate(&pages::all_pages(), &Lock::default()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn the_code_of_damaged_pages_is_rust_with_unique_names(
        page in any::<Index>(),
        damages in mutation::damages(),
    ) {
        let all = pages::all_pages();
        let page = page.get(&all);
        let damaged = Page { name: "damaged.md".to_owned(), bytes: mutation::damaged(&page.bytes, &damages) };
        assert_is_rust(&generate(&[damaged, page.clone()], &Lock::default()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn neither_order_nor_run_changes_a_file(pages in Just(pages::all_pages()).prop_shuffle()) {
        let shuffled = generate(&pages, &Lock::default());
        let sorted = generate(&pages::all_pages(), &Lock::default());
        prop_assert_eq!(shuffled.client.files, sorted.client.files);
        prop_assert_eq!(shuffled.client.published, sorted.client.published);
    }

    #[test]
    fn names_that_were_published_stay_when_pages_are_added(some in subsequence(pages::all_pages(), 1..20)) {
        let before = generate(&some, &Lock::default());
        let after = generate(&pages::all_pages(), &before.client.published);
        for (id, names) in &before.client.names.endpoints {
            // A page that is superseded by a newer one gives its endpoint up.
            if let Some(now) = after.client.names.endpoints.get(id) {
                prop_assert_eq!(&now.module, &names.module);
                prop_assert_eq!(&now.function, &names.function);
                if after.api.endpoints[id].source.page == before.api.endpoints[id].source.page {
                    prop_assert_eq!(now, names);
                }
            }
        }
        for (id, names) in &before.client.names.types {
            if let Some(now) = after.client.names.types.get(id) {
                prop_assert_eq!(&now.name, &names.name);
            }
        }
    }
}
