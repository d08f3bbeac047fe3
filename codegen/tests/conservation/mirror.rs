//! The mirror, read once for all tests, and counts that need no reader.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use feishu_openapi_codegen::diagnostic::Code;
use feishu_openapi_codegen::ir::{Endpoint, Field, Visit};
use feishu_openapi_codegen::page::RawPage;
use feishu_openapi_codegen::{Page, Reading, pipeline, read_raw};

/// The mirror's pages, what each endpoint's page says, by page, and what they give.
pub(crate) type Mirror = (Vec<Page>, BTreeMap<String, RawPage>, Reading);

/// The mirror, read once for all tests; `None`, said aloud, without one.
pub(crate) fn mirror() -> Option<&'static Mirror> {
    static MIRROR: OnceLock<Option<Mirror>> = OnceLock::new();
    let mirror = MIRROR.get_or_init(|| {
        let root = std::env::var_os("FEISHU_DOCS_MIRROR").map(PathBuf::from)?;
        let mut pages = Vec::new();
        collect(&root, &root, &mut pages);
        let said = |page: &Page| Some((page.name.clone(), read_raw(page)?));
        let raw = pages.iter().filter_map(said).collect();
        let reading = pipeline::endpoints(&pages);
        Some((pages, raw, reading))
    });
    if mirror.is_none() {
        println!("skipped: FEISHU_DOCS_MIRROR names no mirror");
    }
    mirror.as_ref()
}

fn collect(root: &Path, folder: &Path, pages: &mut Vec<Page>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, pages);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            pages.push(Page {
                name,
                bytes: std::fs::read(&path).unwrap(),
            });
        }
    }
}

/// What stands in a text outside of comments and samples, counted without the reader.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let marks = [
        ("<!--", "-->"),
        ("<md-code-json>", "</md-code-json>"),
        ("\n```", "\n```"),
    ];
    while let Some((at, open, close)) = marks
        .iter()
        .filter_map(|(open, close)| rest.find(open).map(|at| (at, *open, *close)))
        .min()
    {
        out.push_str(&rest[..at]);
        rest = &rest[at + open.len()..];
        rest = rest.find(close).map_or("", |end| &rest[end + close.len()..]);
    }
    out + rest
}

pub(crate) fn of_page(reading: &Reading, code: Code) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in reading.diagnostics.iter().filter(|diagnostic| diagnostic.code == code) {
        *counts.entry(diagnostic.page.as_str()).or_default() += 1;
    }
    counts
}

/// Every field of an endpoint, nested ones too.
pub(crate) fn each_field<'a>(endpoint: &'a Endpoint, visit: &mut dyn FnMut(&'a Field)) {
    struct Each<'v, 'a>(&'v mut dyn FnMut(&'a Field));
    impl<'a> Visit<'a> for Each<'_, 'a> {
        fn field(&mut self, field: &'a Field) {
            self.0(field);
            self.ty(&field.ty);
        }
    }
    endpoint.visit(&mut Each(visit));
}
