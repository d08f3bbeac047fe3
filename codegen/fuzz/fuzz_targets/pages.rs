//! Any bytes, as a page: nothing may panic or hang, from reading to the code.
//!
//! `cargo +nightly fuzz run pages corpus/pages ../tests/pages ../../docs-src -- -max_len=20000`, in `codegen/fuzz`.

#![no_main]

use feishu_openapi_codegen::emit::rust::Manifest;
use feishu_openapi_codegen::names::Lock;
use feishu_openapi_codegen::{Page, pipeline};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let page = Page {
        name: "page.md".to_owned(),
        bytes: bytes.to_vec(),
    };
    let api = pipeline::client_schema(&[page]);
    let manifest = Manifest::new("0.1.0", "1.88", "../runtime");
    let _ = pipeline::client(&api, &Lock::default(), &manifest, |_, _| false);
});
