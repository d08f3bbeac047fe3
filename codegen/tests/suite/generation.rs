//! From pages to files, as the command line does it.

use std::collections::BTreeMap;

use feishu_openapi_codegen::emit::rust::{Manifest, emit};
use feishu_openapi_codegen::ir::Api;
use feishu_openapi_codegen::names::{self, Lock, Names};
use feishu_openapi_codegen::{Page, pass, read};

pub(crate) struct Generated {
    pub(crate) api: Api,
    pub(crate) names: Names,
    pub(crate) published: Lock,
    /// By path below the crate.
    pub(crate) files: BTreeMap<String, String>,
}

pub(crate) fn generate(pages: &[Page], published: &Lock) -> Generated {
    let mut api = read(pages).api;
    pass::find_pagination(&mut api);
    pass::share_types(&mut api);
    pass::unite_answers(&mut api);
    let boxed = pass::find_recursion(&api);
    let (names, published) = names::assign(&api, published);
    let manifest = Manifest {
        version: "0.1.0".to_owned(),
        rust_version: "1.88".to_owned(),
        runtime_path: "../runtime".to_owned(),
        runtime_version: "0.1.0".to_owned(),
        examples: Default::default(),
    };
    let files = emit(&api, &names, &boxed, &manifest);
    Generated {
        api,
        names,
        published,
        files,
    }
}
