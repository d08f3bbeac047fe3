//! A program that uses every public item of a crate, one a line.

use std::collections::BTreeMap;

use crate::items::Source;
use crate::program::Message;

/// What files of the crate find in its private prelude.
const PRELUDE: &str = "#[allow(unused)]
mod prelude {
    pub(crate) use $crate::runtime::{
        receive, spec, wire, Call, Client, Download, Endpoint, EventStream, File, Given, Items, Pages, Redirect,
    };
    pub(crate) fn any<T>() -> T { loop {} }
}
";

/// The program. `api` is the path of the crate.
pub(crate) fn program(sources: &[&Source], api: &str) -> String {
    let mut text = PRELUDE.replace("$crate", api);
    for (number, source) in sources.iter().enumerate() {
        text.push_str(&format!(
            "#[allow(unused, deprecated)]\nmod m{number} {{\n    use super::prelude::*;\n"
        ));
        if source.items.iter().any(|item| item.usage.contains("types ::")) {
            text.push_str(&format!("    use {api}::types; // types\n"));
        }
        for name in &source.names {
            text.push_str(&format!("    use {api}::{name}; // {name}\n"));
        }
        for (number, item) in source.items.iter().enumerate() {
            let usage = item.usage.replace("$crate", api);
            text.push_str(&format!("    fn f{number}() {{ {usage}; }} // {}\n", item.path));
        }
        text.push_str("}\n");
    }
    text
}

/// The item that a line of a program uses.
pub(crate) fn item(program: &str, line: usize) -> &str {
    let line = program.lines().nth(line - 1).unwrap_or_default();
    line.rsplit_once("// ").map_or(line, |(_, item)| item)
}

/// What the compiler says against a program: the code of its error, by item. The first of each item.
pub(crate) fn broken<'m>(messages: impl Iterator<Item = &'m Message>, program: &str) -> BTreeMap<String, String> {
    let mut broken = BTreeMap::new();
    for message in messages.filter(|message| message.level == "error") {
        let item = item(program, message.line).to_owned();
        broken.entry(item).or_insert_with(|| message.code.clone());
    }
    broken
}

/// What each item stands for on the wire; of what is exported again, too.
pub(crate) fn bindings(sources: &[Source]) -> BTreeMap<String, &str> {
    let items = sources.iter().flat_map(|source| &source.items);
    let mut bindings: BTreeMap<String, &str> = items.map(|item| (item.path.clone(), item.binding.as_str())).collect();
    // Events export what resources export.
    let exports = || sources.iter().flat_map(|source| &source.exports);
    for (path, from) in exports().chain(exports()) {
        let members = format!("{from}::");
        let found = bindings
            .range(members.clone()..)
            .take_while(|(item, _)| item.starts_with(&members));
        let found = found.map(|(item, binding)| (item.replacen(from, path, 1), *binding));
        let found: Vec<_> = found.collect();
        bindings.extend(found);
    }
    bindings
}
