//! From pages to files, as the command line does it.

use feishu_openapi_codegen::Page;
use feishu_openapi_codegen::emit::rust::Manifest;
use feishu_openapi_codegen::ir::Api;
use feishu_openapi_codegen::names::Lock;
use feishu_openapi_codegen::pipeline::{self, Client};

pub(crate) struct Generated {
    pub(crate) api: Api,
    pub(crate) client: Client,
}

pub(crate) fn generate(pages: &[Page], published: &Lock) -> Generated {
    let mut api = pipeline::schema(pages).api;
    pipeline::prepare_client(&mut api);
    let manifest = Manifest {
        version: "0.1.0".to_owned(),
        rust_version: "1.88".to_owned(),
        runtime_path: "../runtime".to_owned(),
        runtime_version: "0.1.0".to_owned(),
        examples: Default::default(),
        companions: Default::default(),
    };
    let client = pipeline::client(&api, published, &manifest, |_, _| false);
    Generated { api, client }
}
