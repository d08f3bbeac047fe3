//! Endpoints with a rate limit.

use feishu_openapi_runtime::{Endpoint, Request, spec};

use super::BASE;

/// A call that may be made ten times a second.
#[derive(Clone, Debug)]
pub struct Limited;

impl Endpoint for Limited {
    type Output = ();

    const SPEC: spec::Spec = spec::Spec {
        id: "demo.v1.node.limited",
        path: "/open-apis/demo/v1/limited",
        rate_limit: Some(spec::RateLimit::Quotas(spec::Quota { calls: 10, seconds: 1 }, None)),
        ..BASE
    };

    fn encode(&self, _: &mut Request) {}
}

/// A call that may be made a thousand times a second.
#[derive(Clone, Debug)]
pub struct Busy;

impl Endpoint for Busy {
    type Output = ();

    const SPEC: spec::Spec = spec::Spec {
        id: "demo.v1.node.busy",
        path: "/open-apis/demo/v1/busy",
        rate_limit: Some(spec::RateLimit::Quotas(
            spec::Quota {
                calls: 1000,
                seconds: 1,
            },
            None,
        )),
        ..BASE
    };

    fn encode(&self, _: &mut Request) {}
}
