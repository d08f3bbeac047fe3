//! From pages to files, as the command line does it.

use feishu_openapi_codegen::Page;
use feishu_openapi_codegen::emit::rust::Manifest;
use feishu_openapi_codegen::ir::Api;
use feishu_openapi_codegen::names::Lock;
use feishu_openapi_codegen::pipeline::{self, Client};
use feishu_openapi_codegen::words::Reference;

pub(crate) struct Generated {
    pub(crate) api: Api,
    pub(crate) client: Client,
}

pub(crate) fn generate(pages: &[Page], published: &Lock) -> Generated {
    generate_with(pages, &Reference::default(), published)
}

/// With words of our own, which state facts too.
pub(crate) fn generate_with(pages: &[Page], words: &Reference, published: &Lock) -> Generated {
    let mut reading = pipeline::endpoints(pages);
    pipeline::put_words(&mut reading, words);
    let mut api = pipeline::refine(reading).api;
    pipeline::prepare_client(&mut api, &Lock::default());
    let manifest = Manifest::new("0.1.0", "1.88", "../runtime");
    let client = pipeline::client(&api, published, &manifest, |_, _| false);
    Generated { api, client }
}
