//! The `SPEC` of an endpoint: what its page says, as a constant.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};

use crate::ir::{
    AppType, Endpoint, ErrorEntry, ErrorKind, Host, Method, Pagination, PaginationStyle, Quota, RateLimit, Response,
    Scope, Token,
};
use crate::vocabulary::MESSAGE;

use super::doc;
use super::print::ident;

/// `spec::Spec { …, ..spec::Spec::EMPTY }`, with what the page says and without what `EMPTY` says already.
pub(super) fn spec(endpoint: &Endpoint) -> TokenStream {
    let id = endpoint.id.to_string();
    let title = &endpoint.title;
    let method = method(endpoint.method);
    let host = host(&endpoint.host).map(|host| quote!(host: #host,));
    let path = endpoint.path.template.replace('{', ":").replace('}', "");
    let tokens = any_of(&[Token::Tenant, Token::User, Token::App], &endpoint.tokens, token_name);
    let tokens = tokens.map(|tokens| quote!(tokens: spec::#tokens,));
    let app_types = any_of(&[AppType::Custom, AppType::Isv], &endpoint.app_types, app_type);
    let app_types = app_types.map(|types| quote!(app_types: spec::#types,));
    let scopes = scopes(&endpoint.scopes).map(|table| quote!(scopes: #table,));
    let field_scopes = self::scopes(&endpoint.field_scopes).map(|table| quote!(field_scopes: #table,));
    let rate_limit = endpoint.rate_limit.as_ref().and_then(rate_limit);
    let rate_limit = rate_limit.map(|limit| quote!(rate_limit: Some(#limit),));
    let errors = errors(endpoint).map(|table| quote!(errors: #table,));
    let page = endpoint.source.address.as_ref().map(|page| quote!(page: #page,));
    let updated = endpoint.source.updated.map(Literal::i64_unsuffixed);
    let updated = updated.map(|time| quote!(updated: Some(#time),));
    let response = response(&endpoint.response).map(|response| quote!(response: #response,));
    let pagination = endpoint.pagination.as_ref().map(pagination);
    let pagination = pagination.map(|pagination| quote!(pagination: Some(#pagination),));
    let idempotency_key = endpoint
        .idempotency_key
        .as_ref()
        .map(|key| quote!(idempotency_key: Some(#key),));
    let deprecated = endpoint.deprecated.then(|| quote!(deprecated: true,));
    quote! {
        spec::Spec {
            id: #id,
            title: #title,
            method: spec::Method::#method,
            #host
            path: #path,
            #tokens
            #app_types
            #scopes
            #field_scopes
            #rate_limit
            #errors
            #page
            #updated
            #response
            #pagination
            #idempotency_key
            #deprecated
            ..spec::Spec::EMPTY
        }
    }
}

fn method(method: Method) -> Ident {
    ident(match method {
        Method::Get => "Get",
        Method::Post => "Post",
        Method::Put => "Put",
        Method::Patch => "Patch",
        Method::Delete => "Delete",
    })
}

/// Nothing for the usual one.
fn host(host: &Host) -> Option<TokenStream> {
    match host {
        Host::Open => None,
        Host::Accounts => Some(quote!(spec::Host::Accounts)),
        Host::Www => Some(quote!(spec::Host::Www)),
        Host::Other(name) => Some(quote!(spec::Host::Other(#name))),
    }
}

/// The constant of `spec` that lists those of all that are accepted, if any is.
fn any_of<T: Copy + PartialEq>(all: &[T], accepted: &[T], name: fn(T) -> &'static str) -> Option<Ident> {
    let accepted = all.iter().filter(|one| accepted.contains(one));
    let names: Vec<&str> = accepted.map(|one| name(*one)).collect();
    (!names.is_empty()).then(|| ident(&names.join("_OR_")))
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

fn scopes(scopes: &[Scope]) -> Option<Literal> {
    table(doc::current(scopes).map(|scope| row(&[&scope.name, &scope.label])))
}

/// Rows as one string literal with a line of source for each, which takes text: tokens know no lines.
fn table(rows: impl Iterator<Item = String>) -> Option<Literal> {
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return None;
    }
    let mut literal = "\"\\\n".to_owned();
    for row in &rows {
        let quoted = format!("{row:?}");
        let escaped = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        literal.push_str("            ");
        literal.push_str(escaped.unwrap_or_default());
        literal.push_str("\\n\\\n");
    }
    literal.push_str("        \"");
    Some(literal.parse().unwrap_or_else(|_| Literal::string(&rows.join("\n"))))
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

fn rate_limit(limit: &RateLimit) -> Option<TokenStream> {
    let quota = |quota: &Quota| {
        let [calls, seconds] = [quota.calls, quota.seconds].map(Literal::u32_unsuffixed);
        quote!(spec::Quota { calls: #calls, seconds: #seconds })
    };
    match limit {
        // Pages give one quota or two. The docs of the request give all there are.
        RateLimit::Quota { quotas, .. } => quotas.first().map(|first| {
            let first = quota(first);
            let second = option(quotas.get(1).map(quota));
            quote!(spec::RateLimit::Quotas(#first, #second))
        }),
        RateLimit::Special { .. } => Some(quote!(spec::RateLimit::Special)),
        RateLimit::Unparsed { .. } => None,
    }
}

fn option(value: Option<impl ToTokens>) -> TokenStream {
    value.map_or_else(|| quote!(None), |value| quote!(Some(#value)))
}

fn errors(endpoint: &Endpoint) -> Option<Literal> {
    let row = |error: &ErrorEntry| {
        let status = error.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
        let kind = error.kind.map_or("-", ErrorKind::word);
        row(&[&error.code.to_string(), &status, kind, &error.message])
    };
    table(endpoint.errors.iter().map(row))
}

/// Nothing for the usual one.
fn response(response: &Response) -> Option<TokenStream> {
    match response {
        Response::Envelope { message_key, .. } if message_key == MESSAGE => None,
        Response::Envelope { message_key, .. } => Some(quote!(spec::Response::Envelope { message_key: #message_key })),
        Response::Flat { .. } => Some(quote!(spec::Response::Flat)),
        Response::Bare { .. } => Some(quote!(spec::Response::Bare)),
        Response::Binary => Some(quote!(spec::Response::Binary)),
        Response::EventStream { .. } => Some(quote!(spec::Response::EventStream)),
        Response::Redirect => Some(quote!(spec::Response::Redirect)),
    }
}

fn pagination(pagination: &Pagination) -> TokenStream {
    let style = ident(match pagination.style {
        PaginationStyle::Token => "Token",
        PaginationStyle::Offset => "Offset",
        PaginationStyle::PageNumber => "PageNumber",
    });
    let Pagination {
        request_cursor,
        cursor_in_body,
        ..
    } = pagination;
    let request_size = option(pagination.request_size.as_ref());
    let response_cursor = option(pagination.response_cursor.as_ref());
    let has_more = option(pagination.has_more.as_ref());
    let items = option(pagination.items.as_ref());
    quote! {
        spec::Pagination {
            style: spec::PaginationStyle::#style,
            request_cursor: #request_cursor,
            cursor_in_body: #cursor_in_body,
            request_size: #request_size,
            response_cursor: #response_cursor,
            has_more: #has_more,
            items: #items,
        }
    }
}
