//! Rustdoc comments from facts.

use super::types::Context;
use crate::emit::limits::{Limit, Unit};
use crate::emit::sentences;
use crate::ir::{
    About, DefinitionKind, Direction, Endpoint, EnumValue, ErrorEntry, Field, FieldScope, Owner, RateLimit, Scope,
    Since, Token, Type, TypeId, Words,
};
use crate::names::{EndpointNames, says_the_code};

pub(super) use super::escape::escape;
use super::listing::listing;
use super::plan::CODES;
pub(super) use crate::emit::sentences::{code, first};

/// A text of ours, its links resolved; where there is none, the page's.
fn words(context: Context<'_>, words: &Words, text: &str) -> String {
    match words.text.as_str() {
        "" => escape(text),
        words => context.linked(words),
    }
}

/// What is known of a field: what it means, facts, and values that are a list. Each may be empty.
pub(super) fn field(context: Context<'_>, field: &Field, direction: Direction) -> [String; 3] {
    let mut facts = Vec::new();
    let is_said = field
        .words
        .text
        .split_inclusive(". ")
        .any(|part| part.starts_with("Deprecated"));
    if field.deprecated && !is_said {
        facts.push("Deprecated.".to_owned());
    }
    facts.extend(field.gone.map(|since| format!("Gone from the page{since}.")));
    facts.extend(field.held.map(|since| format!("Optional{since}, required before.")));
    facts.extend(sentences::unit(field).map(ToOwned::to_owned));
    let stated = sentences::facts(field, direction);
    facts.extend(stated.iter().map(|sentence| context.linked(sentence)));
    facts.extend(limits(field));
    facts.extend(documented(context, &field.documented));
    facts.extend(field.default.iter().map(|default| match direction {
        Direction::Request => format!("Default: {}.", code(default)),
        Direction::Response => format!("{} unless set otherwise.", code(default)),
    }));
    // An example that is the default tells nothing more.
    let told = |example: &&String| {
        let default = field.default.as_deref();
        example.trim().is_empty() || default.is_some_and(|default| bare(default) == bare(example))
    };
    if let Some(example) = field.example.as_ref().filter(|example| !told(example)) {
        facts.push(format!("Example: {}.", code(&shorten(example))));
    }
    for scope in field.scopes.iter().map(field_scope) {
        if !facts.contains(&scope) {
            facts.push(scope);
        }
    }
    facts.extend(listing(&field.listing, &field.words.text));
    let values = context.linked(&sentences::values(field));
    [words(context, &field.words, &field.text), facts.join(" "), values]
}

/// A value without what stands around it.
fn bare(value: &str) -> &str {
    value.trim().trim_matches('"')
}

/// The values of a field whose type is published without them.
fn documented(context: Context<'_>, values: &[EnumValue]) -> Option<String> {
    let value = |value: &EnumValue| {
        let label = match value.words.is_missing() {
            true => escape(&value.label),
            false => context.linked(&value.words.text),
        };
        match label.trim().trim_end_matches('.') {
            "" => code(&value.key),
            label => format!("{} ({})", code(&value.key), label.replace('\n', " ")),
        }
    };
    let values: Vec<String> = values.iter().map(value).collect();
    (!values.is_empty()).then(|| format!("Documented values: {}.", values.join(", ")))
}

/// What is known of a field, above the method that sets it.
pub(super) fn setter(context: Context<'_>, field: &Field, is_required: bool) -> [String; 3] {
    let [text, facts, values] = self::field(context, field, Direction::Request);
    let facts = match (is_required, facts.as_str()) {
        (false, _) => facts,
        (true, "") => "Required.".to_owned(),
        (true, facts) => format!("Required. {facts}"),
    };
    [text, facts, values]
}

/// Longest example that is shown whole, in characters.
const LONGEST_EXAMPLE: usize = 80;

pub(super) fn shorten(example: &str) -> String {
    let one_line = example.split_whitespace().collect::<Vec<_>>().join(" ");
    match one_line.char_indices().nth(LONGEST_EXAMPLE) {
        Some((end, _)) => format!("{}…", one_line.get(..end).unwrap_or_default()),
        None => one_line,
    }
}

/// The limits that the field's text does not say.
fn limits(field: &Field) -> Vec<String> {
    let limits = &field.constraints;
    let unit = match field.ty {
        Type::List(_) => Unit::Items,
        _ => Unit::Characters,
    };
    let ends = [limits.min_length, limits.max_length].map(|end| end.map(|end| end.to_string()));
    let [least, most] = ends.each_ref().map(Option::as_deref);
    let length = Limit::new(least, most, unit);
    let value = Limit::new(limits.minimum.as_deref(), limits.maximum.as_deref(), Unit::Value);
    let text = field.words.text.to_lowercase();
    let unsaid = [length, value]
        .into_iter()
        .flatten()
        .filter(|limit| !limit.is_said(&text));
    let pattern = limits
        .pattern
        .iter()
        .map(|pattern| format!("Pattern: {}.", code(pattern)));
    unsaid.map(Limit::sentence).chain(pattern).collect()
}

fn field_scope(scope: &FieldScope) -> String {
    let any = current(&scope.any_of)
        .map(|scope| code(&scope.name))
        .collect::<Vec<_>>()
        .join(" or ");
    match &scope.when {
        Some(value) => format!("The value {} needs {any}.", code(value)),
        None => format!("Needs {any}."),
    }
}

/// The scopes that an application can be given. Where there are none, those that could be given once.
pub(super) fn current(scopes: &[Scope]) -> impl Iterator<Item = &Scope> {
    let all = scopes.iter().all(|scope| scope.offline);
    scopes.iter().filter(move |scope| all || !scope.offline)
}

/// Where a shared type comes from: the first of its places.
pub(super) fn definition(context: Context<'_>, id: &TypeId, kind: &DefinitionKind) -> Vec<String> {
    let about = match kind {
        DefinitionKind::Object(object) => words(context, &object.words, ""),
        DefinitionKind::Enum(_) => String::new(),
    };
    vec![about, origin(id, kind)]
}

fn origin(id: &TypeId, kind: &DefinitionKind) -> String {
    let name = id.field().unwrap_or_default();
    let side = match (&id.owner, id.direction) {
        (Owner::Event(_), _) => "events",
        (_, Direction::Request) => "requests",
        (_, Direction::Response) => "responses",
    };
    let endpoint = code(&id.owner.to_string());
    match (kind, name) {
        (DefinitionKind::Enum(set), name) => {
            let values = set.values.iter().map(|value| code(&value.key));
            format!("Values of {}: {}.", code(name), first(MOST_VALUES, values))
        }
        (DefinitionKind::Object(_), "") => format!("The whole of {side} such as {endpoint}."),
        (DefinitionKind::Object(_), name) => format!("{} in {side} such as {endpoint}.", code(name)),
    }
}

/// So many values of a set are named where it is listed.
const MOST_VALUES: usize = 4;

/// What is known of an endpoint.
pub(super) fn endpoint(context: Context<'_>, endpoint: &Endpoint, names: &EndpointNames) -> Vec<String> {
    let mut facts = Vec::new();
    let tokens: Vec<&str> = endpoint
        .tokens
        .iter()
        .map(|token| match token {
            Token::Tenant => "`tenant_access_token`",
            Token::User => "`user_access_token`",
            Token::App => "`app_access_token`",
        })
        .collect();
    if !tokens.is_empty() {
        facts.push(format!("- Token: {}", tokens.join(" or ")));
    }
    let limit = endpoint.rate_limit.as_ref();
    facts.extend(limit.map(|limit| format!("- Rate limit: {}", rate_limit(limit))));
    facts.extend(scope_list("Scopes, any of", &endpoint.scopes));
    facts.extend(field_scopes(&endpoint.field_scopes));
    if let Some(address) = &endpoint.source.address {
        facts.push(format!("- Page: <{}>", address.replace(['<', '>', ' '], "")));
    }
    if !names.errors.is_empty() {
        facts.push("- Errors: [`send`](Self::send)".to_owned());
    }
    let call = format!("{} {}", endpoint.method.as_str(), endpoint.path.template);
    vec![
        title_of(context, endpoint),
        deprecated(context, endpoint.deprecated, endpoint.gone, &endpoint.about),
        context.linked(&sentences::notes(&endpoint.about)),
        code(&call),
        escape(&endpoint.text),
        facts.join("\n"),
    ]
}

/// What an endpoint or event is not to be used for, and what is to be used instead; empty where all is well.
pub(super) fn deprecated(context: Context<'_>, deprecated: bool, gone: Option<Since>, about: &About) -> String {
    let successors: Vec<_> = about.successors.iter().map(|id| context.operation(id)).collect();
    let replaced = deprecated.then(|| match successors.as_slice() {
        [] => "Deprecated: its page names no successor.".to_owned(),
        successors => format!("Deprecated: use {}.", successors.join(" or ")),
    });
    let gone = gone.map(|since| format!("No page describes it any more{since}."));
    replaced.into_iter().chain(gone).collect::<Vec<_>>().join(" ")
}

/// How sending fails: the last of a request's docs, since some pages have fifty errors.
pub(super) fn send(endpoint: &Endpoint, names: &EndpointNames) -> Vec<String> {
    let mut paragraphs = vec!["Sends the request. Fails as [`Error`](crate::runtime::Error) says.".to_owned()];
    if !names.errors.is_empty() {
        let errors = names.errors.iter();
        let codes = format!("crate::{}::{}::{CODES}", names.module.service, names.module.version);
        let errors = errors.map(|(number, name)| error(*number, name, &codes, &endpoint.errors));
        paragraphs.push("Documented errors:".to_owned());
        paragraphs.push(errors.collect::<Vec<_>>().join("\n"));
    }
    paragraphs
}

fn rate_limit(limit: &RateLimit) -> String {
    match limit {
        RateLimit::Quota { quotas, .. } => {
            let quotas = quotas.iter().map(|quota| per_time(quota.calls, quota.seconds));
            quotas.collect::<Vec<_>>().join(", ")
        }
        RateLimit::Special { .. } => "its own, see the page".to_owned(),
        RateLimit::Unparsed { text } => escape(text).replace('\n', " "),
    }
}

/// The function that makes a request: what it takes, and what is to be set then.
pub(super) fn function<'a>(
    context: Context<'_>,
    endpoint: &Endpoint,
    request: &str,
    arguments: impl Iterator<Item = (&'a str, &'a Field)>,
    required: impl Iterator<Item = &'a str>,
) -> Vec<String> {
    let arguments = arguments.map(|(name, argument)| {
        let mut paragraphs = Vec::from(field(context, argument, Direction::Request));
        paragraphs.retain(|paragraph| !paragraph.is_empty());
        let facts = paragraphs.join(" ").replace("\n- ", " ").replace('\n', " ");
        match facts.trim() {
            "" => format!("- `{name}`"),
            facts => format!("- `{name}`: {facts}"),
        }
    });
    let arguments: Vec<_> = arguments.collect();
    let required: Vec<_> = required.map(|name| format!("[`{name}`]({request}::{name})")).collect();
    let required = match required.as_slice() {
        [] => String::new(),
        fields => format!("Required: {}.", fields.join(", ")),
    };
    let see = format!("Notes, token, scopes, limits: [`{request}`].");
    vec![title_of(context, endpoint), arguments.join("\n"), required, see]
}

/// An error code and its constant. Where it says no more than the code, the page's message does.
fn error(number: i64, constant: &str, codes: &str, errors: &[ErrorEntry]) -> String {
    let message = errors
        .iter()
        .find(|error| error.code == number)
        .map(|error| error.message.trim());
    let link = format!("- {number} [`{constant}`]({codes}::{constant})");
    match message.filter(|message| says_the_code(number, constant) && !message.is_empty()) {
        Some(message) => format!("{link}: {}", escape(&shorten(message))),
        None => link,
    }
}

/// The first line of an endpoint or event: the summary, else the page's title, else its name.
pub(super) fn title(context: Context<'_>, about: &About, title: &str, name: &str) -> String {
    match words(context, &about.summary, title) {
        title if title.is_empty() => code(name),
        title => title,
    }
}

fn title_of(context: Context<'_>, endpoint: &Endpoint) -> String {
    title(context, &endpoint.about, &endpoint.title, &endpoint.id.to_string())
}

pub(super) fn scope_list(caption: &str, scopes: &[Scope]) -> Option<String> {
    let scopes: Vec<String> = current(scopes)
        .map(|scope| match scope.label.trim() {
            "" => code(&scope.name),
            label => format!("{} ({})", code(&scope.name), escape(label).replace('\n', " ")),
        })
        .collect();
    (!scopes.is_empty()).then(|| format!("- {caption}: {}", scopes.join(", ")))
}

/// So many scopes for fields are listed; most stand at their field too.
const MOST_SCOPES: usize = 8;

/// The scopes without which some fields are left out of a response.
pub(super) fn field_scopes(scopes: &[Scope]) -> Option<String> {
    const CAPTION: &str = "Scopes for some fields";
    match current(scopes).count() {
        count if count > MOST_SCOPES => Some(format!(
            "- {CAPTION}: {count}, all in its `SPEC`; most are named at their field"
        )),
        _ => scope_list(CAPTION, scopes),
    }
}

fn per_time(calls: u32, seconds: u32) -> String {
    match seconds {
        1 => format!("{calls} a second"),
        60 => format!("{calls} a minute"),
        3600 => format!("{calls} an hour"),
        86_400 => format!("{calls} a day"),
        _ => format!("{calls} in {seconds} seconds"),
    }
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn code_may_hold_backticks() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a `b`"), "`` a `b` ``");
    }
}
