//! The `SPEC` of an endpoint: what its page says, as a constant.

use crate::ir::{AppType, Endpoint, Host, Method, Pagination, PaginationStyle, RateLimit, Response, Scope, Token};
use crate::pass::idempotency_key;

use super::layout::Expression;

/// `&spec::Spec { … }` without the `&`.
pub(super) fn spec(endpoint: &Endpoint) -> Expression {
    let list = |items: Vec<&str>| Expression::List(items.into_iter().map(Expression::text).collect());
    let string = |text: &str| Expression::string(text);
    Expression::Struct(
        "spec::Spec",
        vec![
            ("id", string(&endpoint.id.to_string())),
            ("title", string(&endpoint.title)),
            ("method", Expression::text(method(endpoint.method))),
            ("host", host(&endpoint.host)),
            (
                "path",
                string(&endpoint.path.template.replace('{', ":").replace('}', "")),
            ),
            (
                "tokens",
                list(endpoint.tokens.iter().map(|token| token_name(*token)).collect()),
            ),
            (
                "app_types",
                list(endpoint.app_types.iter().map(|ty| app_type(*ty)).collect()),
            ),
            ("scopes", scopes(&endpoint.scopes)),
            ("field_scopes", scopes(&endpoint.field_scopes)),
            ("rate_limit", rate_limit(endpoint.rate_limit.as_ref())),
            ("errors", errors(endpoint)),
            ("page", string(endpoint.source.address.as_deref().unwrap_or_default())),
            (
                "updated",
                Expression::option(endpoint.source.updated.map(|time| Expression::text(time.to_string()))),
            ),
            ("response", response(&endpoint.response)),
            (
                "pagination",
                Expression::option(endpoint.pagination.as_ref().map(pagination)),
            ),
            (
                "idempotency_key",
                Expression::option(idempotency_key(endpoint).map(string)),
            ),
            ("deprecated", Expression::text(endpoint.deprecated.to_string())),
        ],
    )
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Get => "spec::Method::Get",
        Method::Post => "spec::Method::Post",
        Method::Put => "spec::Method::Put",
        Method::Patch => "spec::Method::Patch",
        Method::Delete => "spec::Method::Delete",
    }
}

fn host(host: &Host) -> Expression {
    match host {
        Host::Open => Expression::text("spec::Host::Open"),
        Host::Accounts => Expression::text("spec::Host::Accounts"),
        Host::Www => Expression::text("spec::Host::Www"),
        Host::Other(name) => Expression::Call("spec::Host::Other", Box::new(Expression::string(name))),
    }
}

fn token_name(token: Token) -> &'static str {
    match token {
        Token::Tenant => "spec::Token::Tenant",
        Token::User => "spec::Token::User",
        Token::App => "spec::Token::App",
    }
}

fn app_type(ty: AppType) -> &'static str {
    match ty {
        AppType::Custom => "spec::AppType::Custom",
        AppType::Isv => "spec::AppType::Isv",
    }
}

fn scopes(scopes: &[Scope]) -> Expression {
    let scope = |scope: &Scope| {
        let fields = vec![
            ("name", Expression::string(&scope.name)),
            ("label", Expression::string(&scope.label)),
        ];
        Expression::Struct("spec::Scope", fields)
    };
    Expression::List(scopes.iter().map(scope).collect())
}

fn rate_limit(limit: Option<&RateLimit>) -> Expression {
    Expression::option(match limit {
        Some(RateLimit::Quota { quotas, .. }) => {
            let quotas = quotas.iter().map(|quota| {
                let fields = vec![
                    ("calls", Expression::text(quota.calls.to_string())),
                    ("seconds", Expression::text(quota.seconds.to_string())),
                ];
                Expression::Struct("spec::Quota", fields)
            });
            Some(Expression::Call(
                "spec::RateLimit::Quotas",
                Box::new(Expression::List(quotas.collect())),
            ))
        }
        Some(RateLimit::Special { .. }) => Some(Expression::text("spec::RateLimit::Special")),
        Some(RateLimit::Unparsed { .. }) | None => None,
    })
}

fn errors(endpoint: &Endpoint) -> Expression {
    let errors = endpoint.errors.iter().map(|error| {
        let fields = vec![
            ("code", Expression::text(error.code.to_string())),
            (
                "status",
                Expression::option(error.status.map(|status| Expression::text(status.to_string()))),
            ),
            ("message", Expression::string(&error.message)),
        ];
        Expression::Struct("spec::DocumentedError", fields)
    });
    Expression::List(errors.collect())
}

fn response(response: &Response) -> Expression {
    match response {
        Response::Envelope { message_key, .. } => Expression::Struct(
            "spec::Response::Envelope",
            vec![("message_key", Expression::string(message_key))],
        ),
        Response::Flat { .. } => Expression::text("spec::Response::Flat"),
        Response::Bare { .. } => Expression::text("spec::Response::Bare"),
        Response::Binary => Expression::text("spec::Response::Binary"),
        Response::EventStream { .. } => Expression::text("spec::Response::EventStream"),
        Response::Redirect => Expression::text("spec::Response::Redirect"),
    }
}

fn pagination(pagination: &Pagination) -> Expression {
    let name = |name: &Option<String>| Expression::option(name.as_deref().map(Expression::string));
    let style = match pagination.style {
        PaginationStyle::Token => "spec::PaginationStyle::Token",
        PaginationStyle::Offset => "spec::PaginationStyle::Offset",
        PaginationStyle::PageNumber => "spec::PaginationStyle::PageNumber",
    };
    Expression::Struct(
        "spec::Pagination",
        vec![
            ("style", Expression::text(style)),
            ("request_cursor", Expression::string(&pagination.request_cursor)),
            (
                "cursor_in_body",
                Expression::text(pagination.cursor_in_body.to_string()),
            ),
            ("request_size", name(&pagination.request_size)),
            ("response_cursor", name(&pagination.response_cursor)),
            ("has_more", name(&pagination.has_more)),
            ("items", name(&pagination.items)),
        ],
    )
}
