//! Endpoints with a body: JSON, a form, files.

use feishu_openapi_runtime::{Endpoint, File, Request, spec, wire};

use super::BASE;
use super::values::{Node, NodeKind};

/// A write that its page makes safe to repeat.
#[derive(Clone, Debug, Default)]
pub struct Create {
    pub nodes: Vec<Node>,
    pub uuid: Option<String>,
}

impl Endpoint for Create {
    type Output = ();

    const SPEC: spec::Spec = spec::Spec {
        id: "demo.v1.node.create",
        method: spec::Method::Post,
        path: "/open-apis/demo/v1/nodes",
        idempotency_key: Some("uuid"),
        ..BASE
    };

    fn encode(&self, request: &mut Request) {
        request.query("uuid", &self.uuid);
        request.json_value(&self.nodes);
    }
}

#[derive(Clone, Debug)]
pub struct Upload {
    pub file_name: String,
    pub size: i64,
    pub kind: wire::Open<NodeKind>,
    pub extra: Option<Node>,
    pub file: File,
    pub cover: Option<File>,
}

impl Endpoint for Upload {
    type Output = Node;

    const SPEC: spec::Spec = spec::Spec {
        id: "demo.v1.node.upload",
        method: spec::Method::Post,
        path: "/open-apis/demo/v1/files",
        ..BASE
    };

    fn encode(&self, request: &mut Request) {
        let form = request.multipart();
        form.field("file_name", &self.file_name);
        form.field("size", &self.size);
        form.field("kind", &self.kind);
        form.field("extra", &self.extra);
        form.file("file", &self.file);
        form.file("cover", &self.cover);
    }
}

#[derive(Clone, Debug)]
pub struct Form {
    pub grant: String,
    pub scopes: Vec<String>,
}

impl Endpoint for Form {
    type Output = ();

    const SPEC: spec::Spec = spec::Spec {
        id: "demo.v1.node.form",
        method: spec::Method::Post,
        path: "/open-apis/demo/v1/form",
        tokens: &[],
        ..BASE
    };

    fn encode(&self, request: &mut Request) {
        let form = request.form();
        form.field("grant", &self.grant);
        form.field("scopes", &self.scopes);
    }
}
