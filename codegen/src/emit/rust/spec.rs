//! The `SPEC` of an endpoint: what its page says, as a constant.

use crate::ir::{
    AppType, Endpoint, ErrorEntry, Host, Method, Pagination, PaginationStyle, Quota, RateLimit, Response, Scope, Token,
};

use super::doc;
use super::layout::Expression;

/// `spec::Spec { …, ..spec::Spec::EMPTY }`, with what the page says and without what `EMPTY` says already.
pub(super) fn spec(endpoint: &Endpoint) -> Expression {
    let string = |text: &str| Expression::string(text);
    let optional = |value: Option<Expression>| value.map(|value| Expression::option(Some(value)));
    let not = |empty: Expression, value: Expression| (value != empty).then_some(value);
    let usual = || Expression::Struct(ENVELOPE, vec![("message_key", string("msg"))]);
    let fields = [
        ("id", Some(string(&endpoint.id.to_string()))),
        ("title", Some(string(&endpoint.title))),
        ("method", Some(Expression::text(method(endpoint.method)))),
        ("host", not(host(&Host::Open), host(&endpoint.host))),
        (
            "path",
            Some(string(&endpoint.path.template.replace('{', ":").replace('}', ""))),
        ),
        (
            "tokens",
            any_of(&[Token::Tenant, Token::User, Token::App], &endpoint.tokens, token_name),
        ),
        (
            "app_types",
            any_of(&[AppType::Custom, AppType::Isv], &endpoint.app_types, app_type),
        ),
        ("scopes", scopes(&endpoint.scopes)),
        ("field_scopes", scopes(&endpoint.field_scopes)),
        ("rate_limit", optional(rate_limit(endpoint.rate_limit.as_ref()))),
        ("errors", errors(endpoint)),
        ("page", endpoint.source.address.as_deref().map(string)),
        (
            "updated",
            optional(endpoint.source.updated.map(|time| Expression::text(time.to_string()))),
        ),
        ("response", not(usual(), response(&endpoint.response))),
        ("pagination", optional(endpoint.pagination.as_ref().map(pagination))),
        (
            "idempotency_key",
            optional(endpoint.idempotency_key.as_deref().map(string)),
        ),
        ("deprecated", endpoint.deprecated.then(|| Expression::text("true"))),
    ];
    let said = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
    Expression::Update("spec::Spec", said.collect(), "spec::Spec::EMPTY")
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
        Host::Other(name) => Expression::Call("spec::Host::Other", vec![Expression::string(name)]),
    }
}

/// The constant of `spec` that lists those of all that are accepted, if any is.
fn any_of<T: Copy + PartialEq>(all: &[T], accepted: &[T], name: fn(T) -> &'static str) -> Option<Expression> {
    let accepted = all.iter().filter(|one| accepted.contains(one));
    let names: Vec<&str> = accepted.map(|one| name(*one)).collect();
    (!names.is_empty()).then(|| Expression::text(format!("spec::{}", names.join("_OR_"))))
}

const fn token_name(token: Token) -> &'static str {
    match token {
        Token::Tenant => "TENANT",
        Token::User => "USER",
        Token::App => "APP",
    }
}

const fn app_type(ty: AppType) -> &'static str {
    match ty {
        AppType::Custom => "CUSTOM",
        AppType::Isv => "ISV",
    }
}

fn scopes(scopes: &[Scope]) -> Option<Expression> {
    let row = |scope: &Scope| row(&[&scope.name, &scope.label]);
    table(doc::current(scopes).map(row).collect())
}

fn table(rows: Vec<String>) -> Option<Expression> {
    (!rows.is_empty()).then_some(Expression::Table(rows))
}

/// Columns of a table as `spec` reads them.
fn row(columns: &[&str]) -> String {
    let words: Vec<&str> = columns
        .iter()
        .flat_map(|column| column.lines())
        .map(str::trim)
        .collect();
    words.join(" ").trim_end().to_owned()
}

fn rate_limit(limit: Option<&RateLimit>) -> Option<Expression> {
    let quota = |quota: &Quota| {
        let fields = vec![
            ("calls", Expression::text(quota.calls.to_string())),
            ("seconds", Expression::text(quota.seconds.to_string())),
        ];
        Expression::Struct("spec::Quota", fields)
    };
    match limit {
        // Pages give one quota or two. The docs of the request give all there are.
        Some(RateLimit::Quota { quotas, .. }) => quotas.first().map(|first| {
            let second = Expression::option(quotas.get(1).map(quota));
            Expression::Call("spec::RateLimit::Quotas", vec![quota(first), second])
        }),
        Some(RateLimit::Special { .. }) => Some(Expression::text("spec::RateLimit::Special")),
        Some(RateLimit::Unparsed { .. }) | None => None,
    }
}

fn errors(endpoint: &Endpoint) -> Option<Expression> {
    let row = |error: &ErrorEntry| {
        let status = error.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
        row(&[&error.code.to_string(), &status, &error.message])
    };
    table(endpoint.errors.iter().map(row).collect())
}

const ENVELOPE: &str = "spec::Response::Envelope";

fn response(response: &Response) -> Expression {
    match response {
        Response::Envelope { message_key, .. } => {
            Expression::Struct(ENVELOPE, vec![("message_key", Expression::string(message_key))])
        }
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
