//! The URL of an endpoint -> host, path, variables, query; the name of an endpoint.

use crate::diagnostic::{Code, Diagnostics};
use crate::ir::{EndpointId, Host, Method, PathTemplate};
use crate::page::{Explorer, RawEndpoint, Spanned};

/// A URL, read.
#[derive(Debug, PartialEq)]
pub(super) struct Address {
    pub(super) host: Host,
    pub(super) path: PathTemplate,
    /// Parameters that stand in the URL itself, with their values there.
    pub(super) query: Vec<(String, String)>,
}

/// Reads the row `HTTP URL`.
pub(super) fn read(url: &Spanned, diagnostics: &mut Diagnostics) -> Option<Address> {
    let address = parse(&url.text);
    if address.is_none() {
        let message = format!("`{}` is no URL that a client can call", url.text);
        diagnostics.report_with_help(
            Code::UnreadableUrl,
            url.span,
            message,
            "give an absolute https:// address",
        );
    }
    address
}

fn parse(url: &str) -> Option<Address> {
    let url = url.split_whitespace().next()?.trim_matches(['`', '"', '<', '>']);
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let (host, path) = rest.split_at(rest.find('/')?);
    let host = match host {
        "open.feishu.cn" | "open.larksuite.com" | "open.larkoffice.com" => Host::Open,
        "accounts.feishu.cn" | "accounts.larksuite.com" => Host::Accounts,
        "www.feishu.cn" | "www.larksuite.com" => Host::Www,
        other => Host::Other(other.to_owned()),
    };
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let path = path.split('#').next().unwrap_or(path);
    let mut variables = Vec::new();
    let segment = |segment: &str| match variable(segment) {
        Some(variable) => {
            variables.push(variable.to_owned());
            format!("{{{variable}}}")
        }
        None => segment.to_owned(),
    };
    let template = path.split('/').map(segment).collect::<Vec<_>>().join("/");
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (!name.is_empty()).then(|| (name.to_owned(), value.trim_matches(['{', '}', ':']).to_owned()))
    };
    let query = query.split('&').filter_map(pair).collect();
    Some(Address {
        host,
        path: PathTemplate { template, variables },
        query,
    })
}

/// `:user_id`, `{user_id}`
fn variable(segment: &str) -> Option<&str> {
    let braced = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let name = braced.or_else(|| segment.strip_prefix(':'))?;
    let legal = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '-';
    (!name.is_empty() && name.chars().all(legal)).then_some(name)
}

/// The page's own address, absolute.
pub(super) fn page_address(address: &str) -> String {
    if address.starts_with("http") {
        address.to_owned()
    } else {
        format!("https://open.feishu.cn/document{address}")
    }
}

/// The endpoint's name: as the link to the API explorer gives it, else derived. Says whether it is documented.
pub(super) fn id(
    raw: &RawEndpoint,
    path: &PathTemplate,
    method: Method,
    diagnostics: &mut Diagnostics,
) -> (EndpointId, bool) {
    if let Some(stated) = &raw.stated_id {
        match EndpointId::parse(&stated.id.text) {
            Some(id) => return (id, stated.documented),
            None => {
                let message = format!("`{}` is no id of an endpoint", stated.id.text);
                let help = "give project, version, resource and method with dots between them";
                diagnostics.report_with_help(Code::UnknownFact, stated.id.span, message, help);
            }
        }
    }
    if let Some(Explorer {
        project,
        version,
        resource,
        method,
    }) = raw.explorer.clone()
    {
        let version = if version.is_empty() { "v1".to_owned() } else { version };
        return (
            EndpointId {
                project,
                version,
                resource,
                method,
            },
            true,
        );
    }
    let by_address = raw
        .front
        .address
        .as_deref()
        .and_then(|address| id_of_address(address, path));
    (by_address.unwrap_or_else(|| derive_id(path, method)), false)
}

/// `…/reference/task-v1/task-collaborator/delete` -> `task.v1.task.collaborator.delete`: an address ends in service and
/// version, perhaps a chapter, resource (a hyphen stands for a dot), and operation. The URL knows the version better.
/// Addresses in which the operation is a title (`list-categories`) or a number name nothing.
fn id_of_address(address: &str, path: &PathTemplate) -> Option<EndpointId> {
    let segments: Vec<_> = address.split(['?', '#']).next()?.split('/').collect();
    let [service, rest @ ..] = segments.get(
        segments
            .iter()
            .rposition(|segment| service_version(segment).is_some())?..,
    )?
    else {
        return None;
    };
    let (project, version) = service_version(service)?;
    let [.., resource, method] = rest else { return None };
    let is_word = |word: &str, more: &str| {
        let legal = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || more.contains(char);
        !word.is_empty() && word.chars().all(legal) && word.starts_with(|char: char| char.is_ascii_lowercase())
    };
    if !is_word(method, "_") || !is_word(resource, "_-") {
        return None;
    }
    let version = path
        .template
        .split('/')
        .find(|segment| is_version(segment))
        .unwrap_or(version);
    Some(EndpointId {
        project: project.to_owned(),
        version: version.to_owned(),
        resource: resource.replace('-', "."),
        method: (*method).to_owned(),
    })
}

/// `task-v1` -> `task`, `v1`
fn service_version(segment: &str) -> Option<(&str, &str)> {
    let (project, version) = segment.rsplit_once('-')?;
    let legal = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '_';
    (is_version(version) && !project.is_empty() && project.chars().all(legal)).then_some((project, version))
}

fn is_version(word: &str) -> bool {
    word.strip_prefix('v')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `/open-apis/contact/v1/user/batch_get` -> `contact.v1.user.batch_get`. The service is the first word after
/// `open-apis`, the version the word that looks like one (`v1` where none does), the operation the last word that is no
/// variable, or the HTTP method's word where a variable stands last or nothing is left for it.
#[must_use]
pub fn derive_id(path: &PathTemplate, method: Method) -> EndpointId {
    let segments: Vec<_> = path.template.split('/').filter(|segment| !segment.is_empty()).collect();
    let ends_with_variable = segments.last().is_some_and(|segment| segment.starts_with('{'));
    let is_word =
        |segment: &&&str| !segment.starts_with('{') && !matches!(**segment, "open-apis" | "openapi" | "openapis");
    let words: Vec<_> = segments.iter().filter(is_word).map(|word| clean(word)).collect();
    let version = words
        .iter()
        .find(|word| is_version(word))
        .cloned()
        .unwrap_or_else(|| "v1".to_owned());
    let mut words = words.into_iter().filter(|word| !is_version(word));
    let project = words.next().unwrap_or_else(|| "api".to_owned());
    let mut words: Vec<_> = words.collect();
    let by_method = match (method, ends_with_variable) {
        (Method::Get, true) => "get",
        (Method::Get, false) => "list",
        (Method::Post, _) => "create",
        (Method::Put, _) => "update",
        (Method::Patch, _) => "patch",
        (Method::Delete, _) => "delete",
    };
    let method = if ends_with_variable || words.len() < 2 && words.last().is_none_or(|word| word.ends_with('s')) {
        by_method.to_owned()
    } else {
        words.pop().unwrap_or_else(|| by_method.to_owned())
    };
    EndpointId {
        project,
        version,
        resource: words.join("."),
        method,
    }
}

fn clean(word: &str) -> String {
    let legal = |char: char| {
        if char.is_ascii_alphanumeric() || char == '_' {
            char
        } else {
            '_'
        }
    };
    word.chars().map(legal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read() {
        let address = parse("https://open.feishu.cn/open-apis/contact/v2/tasks/:task_id/get/?a=1&b={x}").unwrap();
        assert_eq!(address.path.template, "/open-apis/contact/v2/tasks/{task_id}/get/");
        assert_eq!(address.path.variables, ["task_id"]);
        assert_eq!(address.query, [("a".into(), "1".into()), ("b".into(), "x".into())]);
        assert_eq!(
            parse("https://www.feishu.cn/approval/openapi/v2/x").unwrap().host,
            Host::Www
        );
        assert_eq!(parse("/open-apis/x"), None);
        assert_eq!(parse("见说明"), None);
    }

    #[test]
    fn ids_are_derived_from_addresses() {
        let path = parse("https://open.feishu.cn/open-apis/task/v1/tasks/:task_id")
            .unwrap()
            .path;
        let id = |address| id_of_address(address, &path).map(|id| id.to_string());
        assert_eq!(
            id("/x/task-v1/task-collaborator/delete").as_deref(),
            Some("task.v1.task.collaborator.delete")
        );
        assert_eq!(
            id("/x/hire-v1/some-chapter/job/get").as_deref(),
            Some("hire.v1.job.get")
        );
        assert_eq!(id("/x/helpdesk-v1/category/list-categories"), None);
        assert_eq!(id("/ukTMukTMukTM/uUDOwUjL1gDM14SN4ATN"), None);
    }

    #[test]
    fn ids_are_derived_from_urls() {
        let id = |url: &str, method| derive_id(&parse(url).unwrap().path, method).to_string();
        assert_eq!(
            id(
                "https://open.feishu.cn/open-apis/contact/v1/user/batch_get",
                Method::Get
            ),
            "contact.v1.user.batch_get"
        );
        assert_eq!(
            id(
                "https://open.feishu.cn/open-apis/meeting_room/district/list",
                Method::Get
            ),
            "meeting_room.v1.district.list"
        );
        assert_eq!(
            id("https://open.feishu.cn/open-apis/x/v2/users/:id", Method::Patch),
            "x.v2.users.patch"
        );
        assert_eq!(
            id("https://www.feishu.cn/approval/openapi/v2/message/send", Method::Post),
            "approval.v2.message.send"
        );
    }
}
