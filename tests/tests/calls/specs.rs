//! What the generator writes of a page is what the runtime reads.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs;
use std::path::{Path, PathBuf};

use feishu_openapi::runtime::spec::{self, Host, Method, PaginationStyle, RateLimit, Response, Spec};
use feishu_openapi_codegen::ir::{self, Endpoint};
use feishu_openapi_codegen::pipeline;
use syn::{Expr, ExprLit, Lit};

#[test]
fn every_spec_says_what_its_page_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let pages = xtask::pages::read(&[root.join("docs-src")]).unwrap();
    let mut specs = BTreeMap::new();
    collect(&root.join("generated/src"), &mut specs);
    let api = pipeline::schema(&pages).api;
    assert!(api.endpoints.len() > 1500, "{} endpoints", api.endpoints.len());
    for endpoint in api.endpoints.values() {
        let id = endpoint.id.to_string();
        let spec = specs.remove(id.as_str()).unwrap_or_else(|| panic!("{id} has no SPEC"));
        assert_eq!(read(&spec), written(endpoint), "{id}");
    }
    assert!(specs.is_empty(), "endpoints of no page: {:?}", specs.keys());
}

fn collect(directory: &Path, specs: &mut BTreeMap<&'static str, Spec>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, specs);
            continue;
        }
        let code = fs::read_to_string(&path).unwrap();
        let Some((_, rest)) = code.split_once("const SPEC: spec::Spec = ") else {
            continue;
        };
        let (expression, _) = rest.split_once("fn encode(").unwrap();
        let (expression, _) = expression.rsplit_once(';').unwrap();
        let spec = spec(syn::parse_str(expression).unwrap());
        specs.insert(spec.id, spec);
    }
}

/// What an expression of the generator says: `spec::Spec::new(…)`, and calls behind it.
fn spec(expression: Expr) -> Spec {
    match expression {
        Expr::Call(call) => {
            let arguments = Vec::from_iter(call.args);
            let [id, method, path, tokens, limit, facts] = arguments.as_slice() else {
                panic!("{} arguments", arguments.len());
            };
            let method = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete]
                .into_iter()
                .find(|one| format!("{one:?}") == last(method));
            let tokens = match last(tokens).as_str() {
                "TENANT" => spec::TENANT,
                "USER" => spec::USER,
                "APP" => spec::APP,
                "TENANT_OR_USER" => spec::TENANT_OR_USER,
                "TENANT_OR_APP" => spec::TENANT_OR_APP,
                "USER_OR_APP" => spec::USER_OR_APP,
                "TENANT_OR_USER_OR_APP" => spec::TENANT_OR_USER_OR_APP,
                _ => &[],
            };
            Spec::new(text(id), method.unwrap(), text(path), tokens, text(limit), text(facts))
        }
        Expr::MethodCall(call) => {
            let argument = call.args.first().unwrap();
            let spec = spec(*call.receiver);
            match call.method.to_string().as_str() {
                "paged" => spec.paged(text(argument)),
                "idempotency_key" => spec.idempotency_key(text(argument)),
                "host" => spec.host(match last(argument).as_str() {
                    "Accounts" => Host::Accounts,
                    "Www" => Host::Www,
                    host => panic!("{host}"),
                }),
                "response" => spec.response(match last(argument).as_str() {
                    "Flat" => Response::Flat,
                    "Bare" => Response::Bare,
                    "Binary" => Response::Binary,
                    "EventStream" => Response::EventStream,
                    "Redirect" => Response::Redirect,
                    "Envelope" => Response::Envelope { message_key: "message" },
                    response => panic!("{response}"),
                }),
                method => panic!("{method}"),
            }
        }
        _ => panic!("a SPEC is a call"),
    }
}

fn text(expression: &Expr) -> &'static str {
    match expression {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text), ..
        }) => Box::leak(text.value().into_boxed_str()),
        _ => panic!("no text"),
    }
}

/// The last word of a path; nothing of another expression.
fn last(expression: &Expr) -> String {
    let path = match expression {
        Expr::Path(path) => &path.path,
        Expr::Struct(of) => &of.path,
        _ => return String::new(),
    };
    path.segments.last().unwrap().ident.to_string()
}

/// The facts of an endpoint, in words that both sides have.
type Facts = Vec<(&'static str, String)>;

fn read(spec: &Spec) -> Facts {
    let names = |tokens: Vec<String>| tokens.join(" ");
    let quotas = spec.rate_limit.map(|limit| match limit {
        RateLimit::Special => "special".to_owned(),
        limit @ RateLimit::Quotas(..) => names(limit.quotas().map(|quota| format!("{quota:?}")).collect()),
    });
    let pagination = spec.pagination.map(|pages| {
        let style = match pages.style {
            PaginationStyle::Token => "Token",
            PaginationStyle::Offset => "Offset",
            PaginationStyle::PageNumber => "PageNumber",
        };
        let names = [pages.request_size, pages.response_cursor, pages.has_more, pages.items];
        let (number, body) = (pages.cursor_is_number, pages.cursor_in_body);
        format!("{style} {} {number} {body} {names:?}", pages.request_cursor)
    });
    vec![
        ("title", spec.title().to_owned()),
        ("method", spec.method.as_str().to_owned()),
        (
            "host",
            match spec.host {
                Host::Other(name) => name.to_owned(),
                host => format!("{host:?}"),
            },
        ),
        ("path", spec.path.to_owned()),
        (
            "tokens",
            names(spec.tokens.iter().map(|token| format!("{token:?}")).collect()),
        ),
        (
            "app types",
            names(spec.app_types().iter().map(|app| format!("{app:?}")).collect()),
        ),
        ("rate limit", quotas.unwrap_or_default()),
        ("page", spec.page().to_owned()),
        ("updated", format!("{:?}", spec.updated())),
        (
            "response",
            match spec.response {
                Response::Envelope { message_key } => format!("Envelope {message_key}"),
                response => format!("{response:?}"),
            },
        ),
        ("pagination", pagination.unwrap_or_default()),
        ("idempotency key", spec.idempotency_key.unwrap_or_default().to_owned()),
        ("deprecated", spec.is_deprecated().to_string()),
        (
            "scopes",
            names(spec.scopes().map(|scope| scope.name.to_owned()).collect()),
        ),
        (
            "field scopes",
            names(spec.field_scopes().map(|scope| scope.name.to_owned()).collect()),
        ),
        (
            "errors",
            names(spec.errors().map(|e| format!("{} {:?}", e.code, e.status)).collect()),
        ),
    ]
}

fn written(endpoint: &Endpoint) -> Facts {
    let host = match &endpoint.host {
        ir::Host::Other(name) => name.clone(),
        host => format!("{host:?}"),
    };
    let errors = endpoint.errors.iter().map(|e| format!("{} {:?}", e.code, e.status));
    vec![
        ("title", endpoint.title.clone()),
        ("method", format!("{:?}", endpoint.method).to_uppercase()),
        ("host", host),
        ("path", endpoint.path.template.replace('{', ":").replace('}', "")),
        ("tokens", in_order(&["Tenant", "User", "App"], &endpoint.tokens)),
        ("app types", in_order(&["Custom", "Isv"], &endpoint.app_types)),
        ("rate limit", written_limit(endpoint)),
        ("page", endpoint.source.address.clone().unwrap_or_default()),
        ("updated", format!("{:?}", endpoint.source.updated)),
        ("response", written_response(endpoint)),
        ("pagination", written_pagination(endpoint)),
        ("idempotency key", endpoint.idempotency_key.clone().unwrap_or_default()),
        ("deprecated", endpoint.deprecated.to_string()),
        ("scopes", written_scopes(&endpoint.scopes)),
        ("field scopes", written_scopes(&endpoint.field_scopes)),
        ("errors", errors.collect::<Vec<_>>().join(" ")),
    ]
}

fn in_order<T: Debug>(known: &[&str], listed: &[T]) -> String {
    let listed: Vec<String> = listed.iter().map(|one| format!("{one:?}")).collect();
    let known = known.iter().filter(|name| listed.iter().any(|one| one == *name));
    known.copied().collect::<Vec<_>>().join(" ")
}

fn written_limit(endpoint: &Endpoint) -> String {
    match &endpoint.rate_limit {
        Some(ir::RateLimit::Quota { quotas, .. }) => {
            let quotas = quotas.iter().take(2);
            let quotas = quotas.map(|q| format!("Quota {{ calls: {}, seconds: {} }}", q.calls, q.seconds));
            quotas.collect::<Vec<_>>().join(" ")
        }
        Some(ir::RateLimit::Special { .. }) => "special".to_owned(),
        Some(ir::RateLimit::Unparsed { .. }) | None => String::new(),
    }
}

fn written_response(endpoint: &Endpoint) -> String {
    match &endpoint.response {
        ir::Response::Envelope { message_key, .. } => format!("Envelope {message_key}"),
        ir::Response::Flat { .. } => "Flat".to_owned(),
        ir::Response::Bare { .. } => "Bare".to_owned(),
        ir::Response::EventStream { .. } => "EventStream".to_owned(),
        response => format!("{response:?}"),
    }
}

fn written_pagination(endpoint: &Endpoint) -> String {
    let Some(pages) = &endpoint.pagination else {
        return String::new();
    };
    let names = [
        &pages.request_size,
        &pages.response_cursor,
        &pages.has_more,
        &pages.items,
    ];
    let names = names.map(Option::as_deref);
    format!(
        "{:?} {} {} {} {names:?}",
        pages.style, pages.request_cursor, pages.cursor_is_number, pages.cursor_in_body
    )
}

fn written_scopes(scopes: &[ir::Scope]) -> String {
    let all = scopes.iter().all(|scope| scope.offline);
    let current = scopes.iter().filter(|scope| all || !scope.offline);
    current.map(|scope| scope.name.trim()).collect::<Vec<_>>().join(" ")
}
