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
    let api = pipeline::client_schema(pages);
    let manifest = Manifest::new("0.1.0", "1.88", "../runtime");
    let client = pipeline::client(&api, published, &manifest, |_, _| false);
    Generated { api, client }
}
