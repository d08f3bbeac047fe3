//! Endpoints that respond with something other than JSON: a file, events, a redirect.

use feishu_openapi_runtime::{Client, Download, Endpoint, EventStream, Redirect, Request, Result, spec};

use super::BASE;
use super::values::Node;

#[derive(Clone, Debug)]
pub struct Fetch {
    pub id: String,
}

impl Fetch {
    pub fn send<'a>(&'a self, client: &'a Client) -> impl Future<Output = Result<Download>> + Send + 'a {
        client.download(self)
    }
}

impl Endpoint for Fetch {
    type Output = Download;

    const SPEC: spec::Spec = spec::Spec {
        id: "demo.v1.node.download",
        path: "/open-apis/demo/v1/files/:id",
        response: spec::Response::Binary,
        ..BASE
    };

    fn encode(&self, request: &mut Request) {
        request.path("id", &self.id);
    }
}

#[derive(Clone, Debug)]
pub struct Watch;

impl Endpoint for Watch {
    type Output = EventStream<Node>;

    const SPEC: spec::Spec = spec::Spec {
        id: "demo.v1.node.watch",
        method: spec::Method::Post,
        path: "/open-apis/demo/v1/watch",
        response: spec::Response::EventStream,
        ..BASE
    };

    fn encode(&self, _: &mut Request) {}
}

#[derive(Clone, Debug)]
pub struct Login {
    pub state: String,
}

impl Endpoint for Login {
    type Output = Redirect;

    const SPEC: spec::Spec = spec::Spec {
        id: "demo.v1.node.login",
        path: "/open-apis/demo/v1/login",
        response: spec::Response::Redirect,
        tokens: &[],
        ..BASE
    };

    fn encode(&self, request: &mut Request) {
        request.query("state", &self.state);
    }
}
