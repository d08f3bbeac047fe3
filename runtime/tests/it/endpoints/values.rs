//! Values of every shape, and endpoints that respond with one, in and without an envelope.

use feishu_openapi_runtime::{Endpoint, Request, spec, wire};

use super::BASE;

#[derive(Default)]
pub struct Node {
    pub id: Option<String>,
    pub revision: Option<i64>,
    pub score: Option<f64>,
    pub kind: Option<wire::Open<NodeKind>>,
    pub status: Option<wire::Open<Status>>,
    pub tags: Vec<String>,
    pub cells: Vec<Vec<i64>>,
    pub names: wire::Map<String>,
    pub extra: Option<wire::Json>,
    pub parent: Option<Box<Node>>,
    pub children: Vec<Node>,
}

impl wire::Object for Node {
    fn visit<V: wire::Visitor>(&mut self, other: &Self, with: &mut V) {
        with.field("id", &mut self.id, &other.id);
        with.field("revision", &mut self.revision, &other.revision);
        with.field("score", &mut self.score, &other.score);
        with.field("kind", &mut self.kind, &other.kind);
        with.field("status", &mut self.status, &other.status);
        with.field("tags", &mut self.tags, &other.tags);
        with.field("cells", &mut self.cells, &other.cells);
        with.field("names", &mut self.names, &other.names);
        with.field("extra", &mut self.extra, &other.extra);
        with.field("parent", &mut self.parent, &other.parent);
        with.field("children", &mut self.children, &other.children);
    }
}

wire::response!(Node);

pub enum NodeKind {
    Folder,
    File,
}

wire::values! { NodeKind: String { Folder = "folder", File = "file" } }

pub enum Status {
    Minus1,
    V0,
    V1,
}

wire::values! { Status: i64 { Minus1 = -1, V0 = 0, V1 = 1 } }

/// A call whose response has the fields beside `code`.
#[derive(Clone, Debug)]
pub struct Flat;

impl Endpoint for Flat {
    type Output = Node;

    const SPEC: spec::Spec = spec::Spec {
        id: "demo.v1.node.flat",
        path: "/open-apis/demo/v1/flat",
        response: spec::Response::Flat,
        ..BASE
    };

    fn encode(&self, _: &mut Request) {}
}

/// A call whose response has no envelope.
#[derive(Clone, Debug)]
pub struct Bare;

impl Endpoint for Bare {
    type Output = wire::Json;

    const SPEC: spec::Spec = spec::Spec {
        id: "demo.v1.node.bare",
        path: "/open-apis/demo/v1/bare",
        response: spec::Response::Bare,
        ..BASE
    };

    fn encode(&self, _: &mut Request) {}
}
