//! Any bytes, as a page: nothing may panic or hang.
//!
//! `cargo +nightly fuzz run pages corpus ../tests/pages ../../docs-src -- -max_len=20000`, in `codegen/fuzz`.

#![no_main]

use feishu_openapi_codegen::diagnostic::Diagnostics;
use feishu_openapi_codegen::{markup, page};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut diagnostics = Diagnostics::new("page.md");
    let document = markup::read(&text, &mut diagnostics);
    let _ = page::read("page.md", &document, &mut diagnostics);
});
