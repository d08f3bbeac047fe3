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
    let mut api = pipeline::schema(&[page]).api;
    pipeline::prepare_client(&mut api);
    let manifest = Manifest {
        version: "0.1.0".to_owned(),
        rust_version: "1.88".to_owned(),
        runtime_path: "../runtime".to_owned(),
        runtime_version: "0.1.0".to_owned(),
        examples: Default::default(),
        companions: Default::default(),
    };
    let _ = pipeline::client(&api, &Lock::default(), &manifest, |_, _| false);
});
