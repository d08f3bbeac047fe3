//! The front matter, and the table that introduces an endpoint or event.

use super::markdown::{cell, code, row, rule};
use super::scopes::scopes;
use crate::ir::{Body, Endpoint, Event, RateLimit, Response, Since, Source, Token};
use crate::prose::one_line;
use crate::vocabulary::{self, BASICS_TITLES, Basic, DEPRECATED, GONE, app_type_word};

/// Front matter and title.
pub(super) fn front(title: &str, source: &Source, fixups: &[String], out: &mut String) {
    let title = one_line(title);
    let mut front = String::new();
    if !title.is_empty() {
        // The reader takes off one pair of quotes, and no escapes.
        let quote = if title.contains('"') { '\'' } else { '"' };
        front.push_str(&format!("title: {quote}{title}{quote}\n"));
    }
    if let Some(id) = &source.document_id {
        front.push_str(&format!("id: {}\n", one_line(id)));
    }
    if let Some(address) = &source.address {
        front.push_str(&format!("source: {}\n", one_line(address)));
    }
    if let Some(updated) = source.updated {
        let date = jiff::Timestamp::from_millisecond(updated);
        let updated = date.map_or_else(|_| updated.to_string(), |date| date.to_string());
        front.push_str(&format!("updated: {updated}\n"));
    }
    if !fixups.is_empty() {
        front.push_str(&format!("fixups: {}\n", fixups.join(", ")));
    }
    // Without a line in it, it would read as two rules across the page.
    if !front.is_empty() {
        out.push_str(&format!("---\n{front}---\n\n"));
    }
    if !title.is_empty() {
        out.push_str(&format!("# {}\n\n", cell(&title)));
    }
}

/// The table of URL, method, limits and permissions.
pub(super) fn table(endpoint: &Endpoint, out: &mut String) {
    out.push_str(&row(&BASICS_TITLES.map(ToOwned::to_owned)));
    out.push_str(&rule(2));
    let mut put = |title: Basic, value: String| {
        if !value.is_empty() {
            out.push_str(&row(&[title.word().to_owned(), value]));
        }
    };
    put(Basic::Url, cell(&url(endpoint)));
    put(Basic::Method, endpoint.method.as_str().to_owned());
    let id = if endpoint.id_documented {
        Basic::ExplorerId
    } else {
        Basic::DerivedId
    };
    put(id, cell(&endpoint.id.to_string()));
    put(Basic::Status, status(endpoint.deprecated, endpoint.gone));
    let limit = endpoint.rate_limit.as_ref().map(|limit| match limit {
        RateLimit::Quota { text, .. } | RateLimit::Special { text } | RateLimit::Unparsed { text } => one_line(text),
    });
    put(Basic::RateLimit, cell(&limit.unwrap_or_default()));
    put(
        Basic::AppTypes,
        joined(&endpoint.app_types, |ty| app_type_word(*ty).to_owned()),
    );
    put(
        Basic::Tokens,
        joined(&endpoint.tokens, |token| match token {
            Token::Tenant => code("tenant_access_token"),
            Token::User => code("user_access_token"),
            Token::App => code("app_access_token"),
        }),
    );
    put(Basic::Scopes, scopes(&endpoint.scopes));
    put(Basic::FieldScopes, scopes(&endpoint.field_scopes));
    put(Basic::ContentType, content_type(&endpoint.body));
    if let Body::Json { root: Some(root), .. } = &endpoint.body {
        put(Basic::BodyType, code(&super::fields::word(root, &[])));
    }
    put(
        Basic::ResponseShape,
        match &endpoint.response {
            Response::Envelope { .. } => "",
            Response::Flat { .. } => vocabulary::SHAPE_FLAT,
            Response::Bare { .. } => vocabulary::SHAPE_BARE,
            Response::EventStream { .. } => vocabulary::SHAPE_EVENT_STREAM,
            Response::Binary => vocabulary::SHAPE_FILE,
            Response::Redirect => vocabulary::SHAPE_REDIRECT,
        }
        .to_owned(),
    );
    out.push('\n');
}

/// The table of an event: its type, envelope and permissions.
pub(super) fn event_table(event: &Event, out: &mut String) {
    out.push_str(&row(&BASICS_TITLES.map(ToOwned::to_owned)));
    out.push_str(&rule(2));
    let mut put = |title: Basic, value: String| {
        if !value.is_empty() {
            out.push_str(&row(&[title.word().to_owned(), value]));
        }
    };
    let kind = match event.reply {
        Some(_) => Basic::CallbackType,
        None => Basic::EventType,
    };
    put(kind, event.event_type.clone());
    put(Basic::EventVersion, event.version.word().to_owned());
    put(Basic::Status, status(event.deprecated, event.gone));
    put(
        Basic::AppTypes,
        joined(&event.app_types, |ty| app_type_word(*ty).to_owned()),
    );
    put(Basic::Scopes, scopes(&event.scopes));
    put(Basic::FieldScopes, scopes(&event.field_scopes));
    put(Basic::Identity, code(event.identity.as_deref().unwrap_or_default()));
    out.push('\n');
}

/// Nothing where all is well.
fn status(deprecated: bool, gone: Option<Since>) -> String {
    let deprecated = deprecated.then(|| DEPRECATED.to_owned());
    let gone = gone.map(|since| vocabulary::mark(since, GONE));
    deprecated.into_iter().chain(gone).collect::<Vec<_>>().join("、")
}

fn joined<T>(items: &[T], word: impl Fn(&T) -> String) -> String {
    items.iter().map(word).collect::<Vec<_>>().join("、")
}

fn url(endpoint: &Endpoint) -> String {
    let host = endpoint.host.name();
    let variable = |segment: &str| {
        let name = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        match name.filter(|name| endpoint.path.variables.iter().any(|known| known == name)) {
            Some(name) => format!(":{name}"),
            None => segment.to_owned(),
        }
    };
    let path: Vec<_> = endpoint.path.template.split('/').map(variable).collect();
    format!("https://{host}{}", path.join("/"))
}

fn content_type(body: &Body) -> String {
    match body {
        Body::None => String::new(),
        Body::Json { .. } => "application/json".to_owned(),
        Body::Multipart { .. } => "multipart/form-data".to_owned(),
        Body::Form { .. } => "application/x-www-form-urlencoded".to_owned(),
    }
}
