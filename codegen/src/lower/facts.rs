//! What a page says of the endpoint as a whole: method, title, who may call it.

use super::{address, description};
use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{AppType, Method, Scope, Source, Token};
use crate::markup::ScopeTag;
use crate::page::RawPage;
use crate::vocabulary;

/// The HTTP method.
pub(super) fn method(raw: &RawPage, diagnostics: &mut Diagnostics) -> Option<Method> {
    let word = raw
        .method
        .text
        .split(|char: char| !char.is_ascii_alphabetic())
        .find(|word| !word.is_empty())
        .unwrap_or_default();
    let method = match word.to_ascii_uppercase().as_str() {
        "GET" => Method::Get,
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "PATCH" => Method::Patch,
        "DELETE" => Method::Delete,
        _ => {
            let (message, span) = match raw.method.text.as_str() {
                "" => ("there is no HTTP method beside the URL".to_owned(), raw.url.span),
                text => (format!("`{text}` is no HTTP method"), raw.method.span),
            };
            diagnostics.report_with_help(
                Code::MissingBasics,
                span,
                message,
                "Give GET, POST, PUT, PATCH or DELETE in the row `HTTP Method`.",
            );
            return None;
        }
    };
    Some(method)
}

/// The title: of the front matter, else of the page.
pub(super) fn title(raw: &RawPage) -> String {
    let heading = || raw.heading.as_ref().map(|heading| heading.text.clone());
    raw.front.title.clone().or_else(heading).unwrap_or_default()
}

/// The introduction, a line a paragraph.
pub(super) fn text(raw: &RawPage) -> String {
    let paragraphs = raw
        .introduction
        .iter()
        .map(|content| without_explorer(&content.plain()));
    let paragraphs = paragraphs.filter(|text| !text.is_empty());
    paragraphs.collect::<Vec<_>>().join("\n")
}

/// The text without the link to the API explorer.
fn without_explorer(text: &str) -> String {
    match text.split_once('{') {
        Some((before, rest)) if rest.contains("api_explore_config") => {
            let after = rest.split_once(')').map(|(_, after)| after).unwrap_or_default();
            format!("{before}{after}").trim().to_owned()
        }
        _ => text.trim().to_owned(),
    }
}

/// Where the page comes from.
pub(super) fn source(raw: &RawPage) -> Source {
    Source {
        page: raw.page.clone(),
        address: raw.front.address.as_deref().map(address::page_address),
        document_id: raw.front.document_id.clone(),
        updated: raw.front.updated,
        span: raw.url.span,
    }
}

/// Whether the endpoint should not be used any more.
pub(super) fn is_deprecated(raw: &RawPage, title: &str, text: &str, source: &Source) -> bool {
    raw.deprecated || source.is_historic() || says_deprecated(title) || says_deprecated(text)
}

fn says_deprecated(text: &str) -> bool {
    let is_of_it = |rest: &str| {
        !vocabulary::NOT_OF_THE_ENDPOINT
            .iter()
            .any(|other| rest.starts_with(other))
    };
    let words = vocabulary::DEPRECATED_ENDPOINT.iter();
    words.into_iter().any(|word| text.split(word).skip(1).any(is_of_it))
}

/// The tokens that the endpoint accepts.
pub(super) fn tokens(raw: &RawPage, diagnostics: &mut Diagnostics) -> Vec<Token> {
    let mut tokens = Vec::new();
    for word in &raw.tokens {
        let token = match word.text.trim_start_matches("token-").split(['_', '-']).next() {
            Some("tenant") => Token::Tenant,
            Some("user") => Token::User,
            Some("app") => Token::App,
            _ => {
                diagnostics.report(
                    Code::UnknownToken,
                    word.span,
                    format!("`{}` is no kind of token", word.text),
                );
                continue;
            }
        };
        if !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    tokens.sort_unstable();
    tokens
}

/// The kinds of applications that may call it.
pub(super) fn app_types(raw: &RawPage, diagnostics: &mut Diagnostics) -> Vec<AppType> {
    let mut types = Vec::new();
    for word in &raw.app_types {
        let Some(ty) = vocabulary::app_type(&word.text) else {
            let message = format!("`{}` is no kind of application", word.text);
            diagnostics.report(Code::UnknownFact, word.span, message);
            continue;
        };
        if !types.contains(&ty) {
            types.push(ty);
        }
    }
    types.sort_unstable();
    types
}

/// Permissions, each once.
pub(super) fn scopes(tags: &[ScopeTag], diagnostics: &mut Diagnostics) -> Vec<Scope> {
    let mut scopes: Vec<Scope> = Vec::new();
    for tag in tags {
        if let Some(scope) = description::scope(tag.clone(), diagnostics)
            && !scopes.iter().any(|known| known.name == scope.name)
        {
            scopes.push(Scope {
                span: tag.span,
                ..scope
            });
        }
    }
    scopes
}

#[cfg(test)]
mod tests {
    use super::says_deprecated;

    #[test]
    fn what_is_said_of_something_else_deprecates_no_endpoint() {
        assert!(says_deprecated("该接口已废弃，请使用新版接口。"));
        assert!(says_deprecated("已废弃的模板可清理。本接口不推荐使用。"));
        assert!(!says_deprecated("常用于清理已废弃或不再使用的模板。"));
        assert!(!says_deprecated("不推荐企业自建应用使用该 API。"));
    }
}
