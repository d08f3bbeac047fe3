//! Requests: a struct of all that can be sent, the function that makes it, what it sends and what comes back.

use crate::ir::{Body, Constraints, Endpoint, Field, Presence, Response, Type};
use crate::names::EndpointNames;

use super::doc;
use super::layout::{STEP, call, method_call, pad};
use super::object::{Constructor, Member, answered, declare, setters};
use super::paging::Paging;
use super::spec::spec;
use super::types::{Context, Site, Uses};

/// All code of one endpoint.
pub(super) fn endpoint(
    context: Context<'_>,
    endpoint: &Endpoint,
    names: &EndpointNames,
    out: &mut String,
    uses: &mut Uses,
) {
    let whole = whole_body(&endpoint.body);
    let parts = Parts::new(context, endpoint, whole.as_slice(), names, uses);
    let constructor = Constructor {
        function: &names.function,
        of: &names.request,
        result: &names.request,
        required: &names.required,
        indent: 0,
    };
    doc::write(out, 0, &doc::endpoint(endpoint));
    out.push_str("#[derive(Clone, Debug)]\n#[must_use = \"a request does nothing until it is sent\"]\n");
    out.push_str("#[non_exhaustive]\n");
    declare(&names.request, &parts.members, out);
    out.push('\n');
    constructor.declare_required(&parts.members, out);
    doc::write(out, 0, &[doc::title(endpoint), format!("See [`{}`].", names.request)]);
    if endpoint.deprecated {
        out.push_str("#[deprecated = \"replaced or not recommended, says its page\"]\n");
    }
    constructor.write(context, &parts.members, out, uses);
    out.push('\n');
    let answer = Answer::of(context, endpoint, names, uses);
    uses.runtime("Client");
    uses.runtime("Call");
    out.push_str(&format!("impl {} {{\n", names.request));
    error_codes(endpoint, names, out);
    setters(context, &parts.members, out, uses);
    send(&answer, out);
    let paging = Paging::of(context, endpoint, names, &parts.members, uses);
    if let Some(paging) = &paging {
        paging.methods(out, uses);
    }
    out.push_str("}\n\n");
    encode(endpoint, names, &parts, &answer, out, uses);
    if let Some(paging) = &paging {
        paging.implementation(&names.request, &answer.ty, out, uses);
    }
    if !answer.members.is_empty() {
        out.push_str(&format!("\n/// Answer to [`{}`].\n", names.request));
        answered(&names.response, &answer.members, out, uses);
    }
}

/// A body that is a single value, as a field.
fn whole_body(body: &Body) -> Option<Field> {
    match body {
        Body::Json { root: Some(root), .. } => Some(whole_field(root.clone())),
        Body::Raw { .. } => Some(whole_field(Type::File)),
        _ => None,
    }
}

pub(super) fn whole_field(ty: Type) -> Field {
    Field {
        name: "body".to_owned(),
        ty,
        presence: Presence::Required,
        text: String::new(),
        default: None,
        example: None,
        constraints: Constraints::default(),
        scopes: Vec::new(),
        deprecated: false,
    }
}

/// What a request holds: path, query, headers, body, in this order.
struct Parts<'a> {
    members: Vec<Member<'a>>,
    path: usize,
    query: usize,
    headers: usize,
}

impl<'a> Parts<'a> {
    fn new(
        context: Context<'_>,
        endpoint: &'a Endpoint,
        whole: &'a [Field],
        names: &'a EndpointNames,
        uses: &mut Uses,
    ) -> Self {
        let body_site = if matches!(endpoint.body, Body::Multipart { .. }) {
            Site::Form
        } else {
            Site::Request
        };
        let whole_site = if matches!(endpoint.body, Body::Raw { .. }) {
            Site::Form
        } else {
            Site::Request
        };
        let mut members = Vec::new();
        for (fields, names, site) in [
            (endpoint.path_parameters.as_slice(), &names.path, Site::Request),
            (&endpoint.query, &names.query, Site::Request),
            (&endpoint.headers, &names.headers, Site::Request),
            (endpoint.body.fields(), &names.body, body_site),
            (whole, &names.body, whole_site),
        ] {
            let named = fields.iter().zip(names);
            members.extend(named.map(|(field, name)| Member::new(context, field, name, site, false, uses)));
        }
        let query = endpoint.path_parameters.len() + endpoint.query.len();
        Self {
            members,
            path: endpoint.path_parameters.len(),
            query,
            headers: query + endpoint.headers.len(),
        }
    }

    fn section(&self, from: usize, to: usize) -> &[Member<'a>] {
        self.members.get(from..to).unwrap_or_default()
    }
}

/// What comes back.
struct Answer<'a> {
    /// `Output`
    ty: String,
    /// The method of the client that yields it.
    method: &'static str,
    /// Fields of the generated type, where there is one.
    members: Vec<Member<'a>>,
}

impl<'a> Answer<'a> {
    fn of(context: Context<'_>, endpoint: &'a Endpoint, names: &'a EndpointNames, uses: &mut Uses) -> Self {
        let fields = endpoint.response.fields().iter().zip(&names.answer);
        let members: Vec<_> = fields
            .map(|(field, name)| Member::new(context, field, name, Site::Answer, false, uses))
            .collect();
        let own = |empty: &str| {
            if members.is_empty() {
                empty.to_owned()
            } else {
                names.response.clone()
            }
        };
        let (ty, method) = match &endpoint.response {
            Response::Envelope { root: Some(root), .. } => (context.plain(root, Site::Answer, uses), "send"),
            Response::Envelope { .. } | Response::Flat { .. } | Response::Bare { .. } => (own("()"), "send"),
            Response::Binary => {
                uses.runtime("Download");
                ("Download".to_owned(), "download")
            }
            Response::EventStream { .. } => {
                uses.runtime("EventStream");
                uses.runtime("wire");
                (format!("EventStream<{}>", own("wire::Json")), "events")
            }
            Response::Redirect => {
                uses.runtime("Redirect");
                ("Redirect".to_owned(), "redirect")
            }
        };
        Self { ty, method, members }
    }
}

fn error_codes(endpoint: &Endpoint, names: &EndpointNames, out: &mut String) {
    for (code, constant) in &names.errors {
        let rows: Vec<_> = endpoint.errors.iter().filter(|error| error.code == *code).collect();
        let mut messages: Vec<String> = rows.iter().map(|error| doc::escape(&error.message)).collect();
        messages.dedup();
        let status = rows
            .iter()
            .find_map(|error| error.status)
            .map(|status| format!(" (HTTP {status})"));
        let message = messages.join(" / ").replace("\\\n", " ");
        let message = if message.is_empty() {
            format!("Error {code}")
        } else {
            message
        };
        doc::write(out, STEP, &[format!("{message}{}", status.unwrap_or_default())]);
        pad(out, STEP);
        out.push_str(&format!("pub const {constant}: i64 = {code};\n"));
    }
}

fn send(answer: &Answer<'_>, out: &mut String) {
    if !out.ends_with("{\n") {
        out.push('\n');
    }
    out.push_str("    /// Sends the request.\n    ///\n    /// # Errors\n");
    out.push_str("    /// See [`Error`](crate::runtime::Error).\n");
    let parameters = ["&self".to_owned(), "client: &Client".to_owned()];
    call(
        out,
        STEP,
        "pub fn send",
        &parameters,
        &format!(" -> Call<{}> {{\n", answer.ty),
    );
    out.push_str(&format!("        client.{}(self)\n    }}\n", answer.method));
}

/// `impl Endpoint for …`
fn encode(
    endpoint: &Endpoint,
    names: &EndpointNames,
    parts: &Parts<'_>,
    answer: &Answer<'_>,
    out: &mut String,
    uses: &mut Uses,
) {
    for name in ["Endpoint", "Request", "spec"] {
        uses.runtime(name);
    }
    out.push_str(&format!(
        "impl Endpoint for {} {{\n    type Output = {};\n\n",
        names.request, answer.ty
    ));
    let constant = "    const SPEC: &'static spec::Spec = &";
    out.push_str(constant);
    spec(endpoint).write(out, STEP, constant.len(), 1);
    out.push_str(";\n\n");
    if parts.members.is_empty() {
        out.push_str("    fn encode(&self, _: &mut Request) {}\n}\n");
        return;
    }
    out.push_str("    fn encode(&self, request: &mut Request) {\n");
    let all = parts.members.len();
    for (method, section) in [
        ("path", parts.section(0, parts.path)),
        ("query", parts.section(parts.path, parts.query)),
        ("header", parts.section(parts.query, parts.headers)),
    ] {
        for member in section {
            write_member(out, 2 * STEP, "request", method, member);
        }
    }
    let body = parts.section(parts.headers, all);
    match (&endpoint.body, body) {
        (_, []) => {}
        (Body::Raw { media_type }, [whole, ..]) => {
            let parts = [format!("{media_type:?}"), format!("&self.{}", whole.name)];
            call(out, 2 * STEP, "request.raw", &parts, ";\n");
        }
        (Body::Json { root: Some(_), .. }, [whole, ..]) => {
            call(
                out,
                2 * STEP,
                "request.json_value",
                &[format!("&self.{}", whole.name)],
                ";\n",
            );
        }
        (body_kind, members) => {
            let (method, name) = match body_kind {
                Body::Multipart { .. } => ("multipart", "form"),
                Body::Form { .. } => ("form", "form"),
                Body::Json { .. } | Body::Raw { .. } | Body::None => ("json", "body"),
            };
            out.push_str(&format!("        request.{method}(|{name}| {{\n"));
            for member in members {
                let kind = if is_file(&member.field.ty, member.site) {
                    "file"
                } else {
                    "field"
                };
                write_member(out, 3 * STEP, name, kind, member);
            }
            out.push_str("        });\n");
        }
    }
    out.push_str("    }\n}\n");
}

fn is_file(ty: &Type, site: Site) -> bool {
    site == Site::Form
        && match ty {
            Type::File => true,
            Type::List(item) => **item == Type::File,
            _ => false,
        }
}

fn write_member(out: &mut String, indent: usize, receiver: &str, method: &str, member: &Member<'_>) {
    let parts = [format!("{:?}", member.field.name), format!("&self.{}", member.name)];
    method_call(out, indent, receiver, method, &parts);
}
