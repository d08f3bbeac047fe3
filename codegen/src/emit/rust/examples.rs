//! Which features of the crate the programs in its `examples` need: what they name says so.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{ItemUse, Path, UseTree};

use super::plan::Count;

/// How a program names the crate.
const CRATE: &str = "feishu_openapi";

/// Modules that are always there.
const ALWAYS: [&str; 2] = ["runtime", "types"];

/// Features that are not services, by what they bring.
const BROUGHT: [(&str, &str); 6] = [
    ("LongConnection", "long-connection"),
    ("RedisClaims", "redis"),
    ("RedisTokenStore", "redis"),
    ("blocking", "blocking"),
    ("events", "events"),
    ("receive", "events"),
];

/// The features. `None` where the program names a service that the crate does not have. What is no Rust needs nothing: the
/// compiler says what is wrong with it.
pub(super) fn features(source: &str, services: &BTreeMap<&str, Count>) -> Option<BTreeSet<String>> {
    let mut named = Named::default();
    if let Ok(file) = syn::parse_file(source) {
        named.visit_file(&file);
    }
    let mut features = BTreeSet::new();
    for path in named.0 {
        match path.as_slice() {
            [first, ..] if services.contains_key(first.as_str()) => drop(features.insert(first.clone())),
            [first, _, ..] if !ALWAYS.contains(&first.as_str()) => return None,
            _ => {}
        }
        let brought = BROUGHT
            .iter()
            .filter(|(name, _)| path.iter().skip(1).any(|part| part == name));
        features.extend(brought.map(|(_, feature)| (*feature).to_owned()));
    }
    Some(features)
}

/// The paths below the crate that a program names.
#[derive(Default)]
struct Named(Vec<Vec<String>>);

impl Named {
    fn tree(&mut self, tree: &UseTree, above: &[String]) {
        let with = |name: &syn::Ident| [above, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.tree(&path.tree, &with(&path.ident)),
            UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(item, above)),
            UseTree::Name(name) => self.add(with(&name.ident)),
            UseTree::Rename(renamed) => self.add(with(&renamed.ident)),
            UseTree::Glob(_) => self.add(above.to_vec()),
        }
    }

    fn add(&mut self, path: Vec<String>) {
        if let Some((CRATE, below)) = path.split_first().map(|(first, below)| (first.as_str(), below)) {
            self.0.push(below.to_vec());
        }
    }
}

impl<'a> Visit<'a> for Named {
    fn visit_item_use(&mut self, item: &'a ItemUse) {
        self.tree(&item.tree, &[]);
    }

    fn visit_path(&mut self, path: &'a Path) {
        self.add(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(source: &str) -> Option<Vec<String>> {
        let services = ["im", "event"].map(|service| (service, Count::default()));
        features(source, &services.into()).map(|features| features.into_iter().collect())
    }

    #[test]
    fn what_a_program_names_says_what_it_needs() {
        let source = "
            use feishu_openapi::runtime::receive::{self, LongConnection};
            use feishu_openapi::{Client, or_missing, im::v1::events::MessageReceive};
            fn main() { feishu_openapi::event::v1::outbound_ip::list(); }
        ";
        assert_eq!(of(source).unwrap(), ["event", "events", "im", "long-connection"]);
        assert!(
            of("use feishu_openapi::{types::Status, runtime::Options}; use std::fmt;")
                .unwrap()
                .is_empty()
        );
    }

    #[test]
    fn a_program_for_a_service_that_is_not_there_is_left_out() {
        assert_eq!(of("use feishu_openapi::wiki::v2::space;"), None);
        assert_eq!(of("this is no Rust"), Some(Vec::new()));
    }
}
