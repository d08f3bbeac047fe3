//! Any bytes, as a page: nothing may panic or hang, from reading to the code.
//!
//! `cargo +nightly fuzz run pages corpus/pages ../tests/pages ../../docs-src -- -max_len=20000`, in `codegen/fuzz`.

#![no_main]

use feishu_openapi_codegen::emit::rust::{Manifest, emit};
use feishu_openapi_codegen::names::{self, Lock};
use feishu_openapi_codegen::{Page, pass, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let page = Page {
        name: "page.md".to_owned(),
        bytes: bytes.to_vec(),
    };
    let mut api = read(&[page]).api;
    pass::find_pagination(&mut api);
    pass::share_types(&mut api);
    pass::unite_answers(&mut api);
    let boxed = pass::find_recursion(&api);
    let (names, _) = names::assign(&api, &Lock::default());
    let manifest = Manifest {
        version: "0.1.0".to_owned(),
        rust_version: "1.88".to_owned(),
        runtime_path: "../runtime".to_owned(),
        runtime_version: "0.1.0".to_owned(),
        examples: Default::default(),
    };
    let _ = emit(&api, &names, &boxed, &manifest);
});
