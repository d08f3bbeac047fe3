//! An endpoint of the documentation, with every kind of parameter.

use feishu_openapi_runtime::{Client, Endpoint, Fits, Given, Request, Result, spec, wire};

#[must_use = "a request does nothing until it is sent"]
pub struct Delete(wire::Draft);

pub fn delete(user_id: impl Fits<String>) -> Delete {
    Delete(wire::Draft::json().path("user_id", user_id))
}

impl Delete {
    pub fn user_id_type(self, value: impl Fits<wire::Open<UserIdType>>) -> Self {
        Self(self.0.query("user_id_type", value))
    }

    pub fn docs_acceptor_user_id(self, value: impl Fits<String>) -> Self {
        Self(self.0.field("docs_acceptor_user_id", value))
    }

    pub fn email_acceptor(self, value: impl Fits<ResourceAcceptor>) -> Self {
        Self(self.0.field("email_acceptor", value))
    }

    pub fn send<'a>(&'a self, client: &'a Client) -> impl Future<Output = Result<()>> + Send + 'a {
        client.send(self)
    }
}

impl Endpoint for Delete {
    type Output = ();

    const SPEC: spec::Spec = spec::Spec {
        id: "contact.v3.user.delete",
        method: spec::Method::Delete,
        host: spec::Host::Open,
        path: "/open-apis/contact/v3/users/:user_id",
        tokens: &[spec::Token::Tenant],
        rate_limit: Some(spec::RateLimit::Quotas(
            spec::Quota {
                calls: 1000,
                seconds: 60,
            },
            Some(spec::Quota { calls: 50, seconds: 1 }),
        )),
        facts: "\
            title 删除用户\n\
            app_types custom\n\
            page https://open.feishu.cn/document/server-docs/contact-v3/user/delete\n\
            updated 1732204800000\n\
            scopes\n\
            contact:contact 更新通讯录\n\
            \n\
            field_scopes\n\
            contact:user.employee_id:readonly 获取用户 user ID\n\
            \n\
            errors\n\
            41050 400 permission no user authority error\n\
        ",
        ..spec::Spec::EMPTY
    };

    fn encode(&self, request: &mut Request) {
        self.0.encode(request);
    }
}

wire::request!(Delete);

#[allow(clippy::enum_variant_names)] // as the values are named
pub enum UserIdType {
    OpenId,
    UnionId,
    UserId,
}

wire::values! { UserIdType: String { OpenId = "open_id", UnionId = "union_id", UserId = "user_id" } }

pub enum MissingProcessingType {}

#[must_use]
pub struct ResourceAcceptor<HasProcessingType = Given>(wire::Draft<(HasProcessingType,)>);

#[allow(clippy::new_without_default)]
impl ResourceAcceptor<MissingProcessingType> {
    pub fn new() -> Self {
        Self(wire::Draft::new())
    }
}

impl<HasProcessingType> ResourceAcceptor<HasProcessingType> {
    pub fn processing_type(self, value: impl Fits<wire::Open<ProcessingType>>) -> ResourceAcceptor<Given> {
        ResourceAcceptor(self.0.field("processing_type", value).given())
    }
}

wire::input!(ResourceAcceptor<HasProcessingType = "processing_type">);

pub enum ProcessingType {
    V1,
    V2,
    V3,
}

wire::values! { ProcessingType: String { V1 = "1", V2 = "2", V3 = "3" } }
