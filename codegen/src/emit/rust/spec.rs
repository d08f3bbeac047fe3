//! The `SPEC` of an endpoint: what its page says, as a constant.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::ir::{
    AppType, Endpoint, ErrorEntry, ErrorKind, Host, Method, Pagination, PaginationStyle, Quota, RateLimit, Response,
    Scope, Source, Token,
};
use crate::vocabulary::MESSAGE;

use super::doc;
use super::print::ident;

/// `spec::Spec::new(…)`, and what is unusual behind it.
pub(super) fn spec(endpoint: &Endpoint) -> TokenStream {
    let id = endpoint.id.to_string();
    let method = method(endpoint.method);
    let path = endpoint.path.template.replace('{', ":").replace('}', "");
    let tokens = tokens(&endpoint.tokens);
    let limit = endpoint.rate_limit.as_ref().and_then(rate_limit).unwrap_or_default();
    let facts = Facts {
        title: &endpoint.title,
        app_types: &endpoint.app_types,
        source: &endpoint.source,
        is_deprecated: endpoint.deprecated,
        scopes: &endpoint.scopes,
        field_scopes: &endpoint.field_scopes,
        errors: &endpoint.errors,
    };
    let facts = facts.text();
    let host = host(&endpoint.host).map(|host| quote!(.host(spec::Host::#host)));
    let response = response(&endpoint.response).map(|response| quote!(.response(spec::Response::#response)));
    let pagination = endpoint.pagination.as_ref().map(pagination);
    let pagination = pagination.map(|pagination| quote!(.paged(#pagination)));
    let idempotency_key = endpoint
        .idempotency_key
        .as_ref()
        .map(|key| quote!(.idempotency_key(#key)));
    quote! {
        spec::Spec::new(#id, spec::Method::#method, #path, #tokens, #limit, #facts)
            #host
            #response
            #pagination
            #idempotency_key
    }
}

/// What a page says that neither calling nor receiving needs.
pub(super) struct Facts<'a> {
    pub(super) title: &'a str,
    pub(super) app_types: &'a [AppType],
    pub(super) source: &'a Source,
    pub(super) is_deprecated: bool,
    pub(super) scopes: &'a [Scope],
    pub(super) field_scopes: &'a [Scope],
    pub(super) errors: &'a [ErrorEntry],
}

impl Facts<'_> {
    /// A text, which `spec::Spec` explains.
    pub(super) fn text(&self) -> Literal {
        let app_types: Vec<&str> = [(AppType::Custom, "custom"), (AppType::Isv, "isv")]
            .into_iter()
            .filter_map(|(ty, word)| self.app_types.contains(&ty).then_some(word))
            .collect();
        let facts = [
            Some(line("title", self.title)),
            (!app_types.is_empty()).then(|| line("app_types", app_types.join(" "))),
            self.source.address.as_ref().map(|page| line("page", page)),
            self.source.updated.map(|time| line("updated", time.to_string())),
            self.is_deprecated.then(|| "deprecated".to_owned()),
        ];
        let mut lines: Vec<String> = facts.into_iter().flatten().collect();
        for (name, rows) in [
            ("scopes", scope_rows(self.scopes)),
            ("field_scopes", scope_rows(self.field_scopes)),
            ("errors", self.errors.iter().map(error).collect()),
        ] {
            if !rows.is_empty() {
                lines.push(name.to_owned());
                lines.extend(rows);
                lines.push(String::new());
            }
        }
        literal(&lines)
    }
}

fn scope_rows(scopes: &[Scope]) -> Vec<String> {
    doc::current(scopes)
        .map(|scope| row(&[&scope.name, &scope.label]))
        .collect()
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
        literal.push_str("            ");
        literal.push_str(escaped.unwrap_or_default());
        literal.push_str("\\n\\\n");
    }
    literal.push_str("        \"");
    literal.parse().unwrap_or_else(|_| Literal::string(&lines.join("\n")))
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
        Host::Accounts => Some(quote!(Accounts)),
        Host::Www => Some(quote!(Www)),
        Host::Other(name) => Some(quote!(Other(#name))),
    }
}

/// The constant of `spec` that lists those that are accepted.
fn tokens(accepted: &[Token]) -> TokenStream {
    let all = [(Token::Tenant, "TENANT"), (Token::User, "USER"), (Token::App, "APP")];
    let names: Vec<&str> = all
        .into_iter()
        .filter_map(|(token, name)| accepted.contains(&token).then_some(name))
        .collect();
    if names.is_empty() {
        return quote!(&[]);
    }
    let name = ident(&names.join("_OR_"));
    quote!(spec::#name)
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
fn response(response: &Response) -> Option<TokenStream> {
    match response {
        Response::Envelope { message_key, .. } if message_key == MESSAGE => None,
        Response::Envelope { message_key, .. } => Some(quote!(Envelope { message_key: #message_key })),
        Response::Flat { .. } => Some(quote!(Flat)),
        Response::Bare { .. } => Some(quote!(Bare)),
        Response::Binary => Some(quote!(Binary)),
        Response::EventStream { .. } => Some(quote!(EventStream)),
        Response::Redirect => Some(quote!(Redirect)),
    }
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
    let kind = if pagination.cursor_is_number { "int" } else { "string" };
    row(&[
        style,
        kind,
        place,
        &pagination.request_cursor,
        &size,
        &cursor,
        &has_more,
        &items,
    ])
}
