//! The `SPEC` of an endpoint: what its page says, as a constant.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::{
    AppType, Endpoint, ErrorEntry, ErrorKind, Host, Method, Pagination, PaginationStyle, Quota, RateLimit, Response,
    Scope, Token,
};
use crate::vocabulary::MESSAGE;

use super::doc;

/// `spec::Spec::of_page("…")`, with what the page says. The runtime documents the text.
pub(super) fn spec(endpoint: &Endpoint) -> TokenStream {
    let text = literal(&lines(endpoint));
    quote!(spec::Spec::of_page(#text))
}

fn lines(endpoint: &Endpoint) -> Vec<String> {
    let path = endpoint.path.template.replace('{', ":").replace('}', "");
    let facts = [
        Some(line("id", endpoint.id.to_string())),
        Some(line("title", &endpoint.title)),
        Some(line(method(endpoint.method), path)),
        host(&endpoint.host).map(|host| line("host", host)),
        any_of(&[Token::Tenant, Token::User, Token::App], &endpoint.tokens, token).map(|any| line("tokens", any)),
        any_of(&[AppType::Custom, AppType::Isv], &endpoint.app_types, app_type).map(|any| line("app_types", any)),
        endpoint
            .rate_limit
            .as_ref()
            .and_then(rate_limit)
            .map(|limit| line("rate_limit", limit)),
        endpoint.source.address.as_ref().map(|page| line("page", page)),
        endpoint.source.updated.map(|time| line("updated", time.to_string())),
        response(&endpoint.response).map(|response| line("response", response)),
        endpoint
            .pagination
            .as_ref()
            .map(|pages| line("pagination", pagination(pages))),
        endpoint
            .idempotency_key
            .as_ref()
            .map(|key| line("idempotency_key", key)),
        endpoint.deprecated.then(|| "deprecated".to_owned()),
    ];
    let mut lines: Vec<String> = facts.into_iter().flatten().collect();
    for (name, scopes) in [("scopes", &endpoint.scopes), ("field_scopes", &endpoint.field_scopes)] {
        if !scopes.is_empty() {
            lines.push(name.to_owned());
            lines.extend(doc::current(scopes).map(|scope: &Scope| row(&[&scope.name, &scope.label])));
            lines.push(String::new());
        }
    }
    if !endpoint.errors.is_empty() {
        lines.push("errors".to_owned());
        lines.extend(endpoint.errors.iter().map(error));
    }
    lines
}

fn line(label: &str, value: impl AsRef<str>) -> String {
    row(&[label, value.as_ref()])
}

/// Columns as a line of text.
fn row(columns: &[&str]) -> String {
    let words: Vec<&str> = columns
        .iter()
        .flat_map(|column| column.lines())
        .map(str::trim)
        .collect();
    words.join(" ").trim_end().to_owned()
}

/// Lines as one string literal with a line of source for each, which takes text: tokens know no lines.
fn literal(lines: &[String]) -> Literal {
    let mut literal = "\"\\\n".to_owned();
    for line in lines {
        let quoted = format!("{line:?}");
        let escaped = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        literal.push_str("        ");
        literal.push_str(escaped.unwrap_or_default());
        literal.push_str("\\n\\\n");
    }
    literal.push_str("    \"");
    literal.parse().unwrap_or_else(|_| Literal::string(&lines.join("\n")))
}

const fn method(method: Method) -> &'static str {
    match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Put => "PUT",
        Method::Patch => "PATCH",
        Method::Delete => "DELETE",
    }
}

/// Nothing for the usual one.
fn host(host: &Host) -> Option<&str> {
    match host {
        Host::Open => None,
        Host::Accounts => Some("accounts"),
        Host::Www => Some("www"),
        Host::Other(name) => Some(name),
    }
}

/// Those of all that are accepted, if any is.
fn any_of<T: Copy + PartialEq>(all: &[T], accepted: &[T], word: fn(T) -> &'static str) -> Option<String> {
    let accepted = all.iter().filter(|one| accepted.contains(one));
    let words: Vec<&str> = accepted.map(|one| word(*one)).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

const fn token(token: Token) -> &'static str {
    match token {
        Token::Tenant => "tenant",
        Token::User => "user",
        Token::App => "app",
    }
}

const fn app_type(ty: AppType) -> &'static str {
    match ty {
        AppType::Custom => "custom",
        AppType::Isv => "isv",
    }
}

fn rate_limit(limit: &RateLimit) -> Option<String> {
    match limit {
        // Pages give one quota or two. The docs of the request give all there are.
        RateLimit::Quota { quotas, .. } => {
            let quotas = quotas.iter().take(2);
            let quotas: Vec<String> = quotas
                .map(|Quota { calls, seconds, .. }| format!("{calls}/{seconds}"))
                .collect();
            (!quotas.is_empty()).then(|| quotas.join(" "))
        }
        RateLimit::Special { .. } => Some("special".to_owned()),
        RateLimit::Unparsed { .. } => None,
    }
}

fn error(error: &ErrorEntry) -> String {
    let status = error.status.map_or_else(|| "-".to_owned(), |status| status.to_string());
    let kind = error.kind.map_or("-", ErrorKind::word);
    row(&[&error.code.to_string(), &status, kind, &error.message])
}

/// Nothing for the usual one.
fn response(response: &Response) -> Option<String> {
    let shape = match response {
        Response::Envelope { message_key, .. } if message_key == MESSAGE => return None,
        Response::Envelope { message_key, .. } => return Some(line("envelope", message_key)),
        Response::Flat { .. } => "flat",
        Response::Bare { .. } => "bare",
        Response::Binary => "binary",
        Response::EventStream { .. } => "event_stream",
        Response::Redirect => "redirect",
    };
    Some(shape.to_owned())
}

fn pagination(pagination: &Pagination) -> String {
    let style = match pagination.style {
        PaginationStyle::Token => "token",
        PaginationStyle::Offset => "offset",
        PaginationStyle::PageNumber => "page_number",
    };
    let place = if pagination.cursor_in_body { "body" } else { "query" };
    let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "-".to_owned());
    let [size, cursor, has_more, items] = [
        name(&pagination.request_size),
        name(&pagination.response_cursor),
        name(&pagination.has_more),
        name(&pagination.items),
    ];
    row(&[
        style,
        place,
        &pagination.request_cursor,
        &size,
        &cursor,
        &has_more,
        &items,
    ])
}
