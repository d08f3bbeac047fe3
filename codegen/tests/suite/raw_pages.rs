//! What the pages say: every page of docs-src and every miniature page, read as strings, and what was reported.

use feishu_openapi_codegen::diagnostic::Diagnostics;
use feishu_openapi_codegen::{markup, page};

use crate::{pages, render};

#[test]
fn pages_are_read_as_they_are() {
    for input in pages::all_pages() {
        let text = pages::text(&input);
        let mut diagnostics = Diagnostics::new(&input.name);
        let document = markup::read(&text, &mut diagnostics);
        let raw = page::read(&input.name, &document, &mut diagnostics);
        let said = raw.as_ref().map_or_else(|| "Guide\n".to_owned(), render::raw_page);
        let found = render::diagnostics(&diagnostics.into_sorted(), &text);
        pages::assert_snapshot("raw", &pages::snapshot_name(&input), &render::joined(&[said, found]));
    }
}
