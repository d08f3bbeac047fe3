//! An endpoint of the documentation, with every kind of parameter.

use feishu_openapi_runtime::{Client, Endpoint, Request, Result, spec, wire};

#[derive(Clone)]
pub struct Delete {
    pub user_id: String,
    pub user_id_type: Option<wire::Open<UserIdType>>,
    pub docs_acceptor_user_id: Option<String>,
    pub email_acceptor: Option<ResourceAcceptor>,
}

pub fn delete(user_id: impl Into<String>) -> Delete {
    Delete {
        user_id: user_id.into(),
        user_id_type: None,
        docs_acceptor_user_id: None,
        email_acceptor: None,
    }
}

impl Delete {
    pub fn user_id_type(mut self, value: impl Into<wire::Open<UserIdType>>) -> Self {
        self.user_id_type = Some(value.into());
        self
    }

    pub fn docs_acceptor_user_id(mut self, value: impl Into<String>) -> Self {
        self.docs_acceptor_user_id = Some(value.into());
        self
    }

    pub fn email_acceptor(mut self, value: ResourceAcceptor) -> Self {
        self.email_acceptor = Some(value);
        self
    }

    pub fn send<'a>(&'a self, client: &'a Client) -> impl Future<Output = Result<()>> + Send + 'a {
        client.send(self)
    }
}

impl Endpoint for Delete {
    type Output = ();

    const SPEC: spec::Spec = spec::Spec {
        id: "contact.v3.user.delete",
        title: "删除用户",
        method: spec::Method::Delete,
        host: spec::Host::Open,
        path: "/open-apis/contact/v3/users/:user_id",
        tokens: &[spec::Token::Tenant],
        app_types: &[spec::AppType::Custom],
        scopes: "contact:contact 更新通讯录",
        field_scopes: "contact:user.employee_id:readonly 获取用户 user ID",
        rate_limit: Some(spec::RateLimit::Quotas(
            spec::Quota {
                calls: 1000,
                seconds: 60,
            },
            Some(spec::Quota { calls: 50, seconds: 1 }),
        )),
        errors: "41050 400 permission no user authority error",
        page: "https://open.feishu.cn/document/server-docs/contact-v3/user/delete",
        updated: Some(1_732_204_800_000),
        ..spec::Spec::EMPTY
    };

    fn encode(&self, request: &mut Request) {
        request.path("user_id", &self.user_id);
        request.query("user_id_type", &self.user_id_type);
        let body = request.json();
        body.field("docs_acceptor_user_id", &self.docs_acceptor_user_id);
        body.field("email_acceptor", &self.email_acceptor);
    }
}

wire::request!(Delete);

#[allow(clippy::enum_variant_names)] // as the values are named
#[derive(Clone, Copy)]
pub enum UserIdType {
    OpenId,
    UnionId,
    UserId,
}

wire::string_enum! { UserIdType { OpenId = "open_id", UnionId = "union_id", UserId = "user_id" } }

#[derive(Clone, Debug, PartialEq)]
pub struct ResourceAcceptor {
    pub processing_type: wire::Open<ProcessingType>,
    pub acceptor_user_id: Option<String>,
}

impl wire::Fields for ResourceAcceptor {
    fn write<S: wire::Sink>(&self, sink: &mut S) {
        sink.field("processing_type", &self.processing_type);
        sink.field("acceptor_user_id", &self.acceptor_user_id);
    }
}

#[derive(Clone, Copy)]
pub enum ProcessingType {
    V1,
    V2,
    V3,
}

wire::string_enum! { ProcessingType { V1 = "1", V2 = "2", V3 = "3" } }
