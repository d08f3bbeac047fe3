//! What an endpoint is called: as its page's link to the API explorer says, else by its page's address or its URL.

use crate::casing;
use crate::diagnostic::{Code, Diagnostics, Span};
use crate::ir::{EndpointId, Method, PathTemplate};
use crate::page::{Explorer, RawPage};

/// How long a part of an id may be, in bytes. It becomes the name of a file, of which file systems allow 255 bytes; and
/// in snake case, words in capitals get longer.
const LONGEST_PART: usize = 100;

/// The same for parts that are derived: they leave room for what tells equal ids apart.
const LONGEST_DERIVED_PART: usize = 80;

/// The endpoint's name: as the link to the API explorer gives it, else derived. Says whether it is documented.
pub(super) fn read(
    raw: &RawPage,
    path: &PathTemplate,
    method: Method,
    diagnostics: &mut Diagnostics,
) -> (EndpointId, bool) {
    if let Some(stated) = &raw.stated_id {
        match EndpointId::parse(&stated.id.text) {
            Some(id) if is_usable(&id) => return (id, stated.documented),
            Some(id) => report_unusable(&id, stated.id.span, diagnostics),
            None => {
                let message = format!("`{}` is no id of an endpoint", stated.id.text);
                let help = "Give project, version, resource and method with dots between them.";
                diagnostics.report_with_help(Code::UnknownFact, stated.id.span, message, help);
            }
        }
    }
    if let Some(Explorer {
        project,
        version,
        resource,
        method,
        span,
    }) = raw.explorer.clone()
    {
        let version = if version.is_empty() { "v1".to_owned() } else { version };
        let id = EndpointId {
            project,
            version,
            resource,
            method,
        };
        if is_usable(&id) {
            return (id, true);
        }
        report_unusable(&id, span, diagnostics);
    }
    let by_address = raw
        .front
        .address
        .as_deref()
        .and_then(|address| id_of_address(address, path))
        .filter(is_usable);
    (by_address.unwrap_or_else(|| derive_id(path, method)), false)
}

fn is_usable(id: &EndpointId) -> bool {
    let parts = [&id.project, &id.version, &id.resource, &id.method];
    parts.into_iter().all(|part| part.len() <= LONGEST_PART)
}

fn report_unusable(id: &EndpointId, span: Span, diagnostics: &mut Diagnostics) {
    let message =
        format!("the id `{id}` is too long to name files; the endpoint is named by its address or URL instead");
    let help = format!("Give project, version, resource and method of at most {LONGEST_PART} bytes each.");
    diagnostics.report_with_help(Code::UnknownFact, span, message, help);
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

/// The id that the URL gives: `/open-apis/contact/v1/user/batch_get` -> `contact.v1.user.batch_get`. Words are in snake
/// case; the service is the first one after `open-apis`, the version the one that looks like it (`v1` where none does).
/// The last word is the operation, but the HTTP method's word is, and the last word a resource, where
///
/// - a variable stands last, or one plural word is all: `POST …/hire/v1/attachments` is `hire.v1.attachment.create`;
/// - a plural is read: `GET …/condition_formats` is `condition_format.list`;
/// - the method says what is done: `PUT …/style` is `style.update`. Not so where the last word says that it is done to many.
///
/// `styles_batch_update` is resource and operation. Resources are in the singular, as the API explorer has them.
#[must_use]
pub fn derive_id(path: &PathTemplate, method: Method) -> EndpointId {
    let segments: Vec<_> = path.template.split('/').filter(|segment| !segment.is_empty()).collect();
    let is_variable = |segment: &str| segment.starts_with('{');
    let is_word = |segment: &&&str| !is_variable(segment) && !matches!(**segment, "open-apis" | "openapi" | "openapis");
    let words: Vec<_> = segments.iter().filter(is_word).map(|word| snake_case(word)).collect();
    let version = words.iter().find(|word| is_version(word)).cloned();
    let mut words = words.into_iter().filter(|word| !is_version(word));
    let project = words.next().unwrap_or_else(|| "api".to_owned());
    let mut words: Vec<_> = words.collect();
    let last = words.last().map_or("", String::as_str);
    let ends_with_variable = segments.last().is_some_and(|segment| is_variable(segment));
    let by_method = match (method, ends_with_variable) {
        (Method::Get, true) => "get",
        (Method::Get, false) => "list",
        (Method::Post, _) => "create",
        (Method::Put, _) => "update",
        (Method::Patch, _) => "patch",
        (Method::Delete, _) => "delete",
    };
    let is_plural = singular(last) != last;
    let method_says_it = match method {
        Method::Get => is_plural,
        Method::Post => is_plural && words.len() == 1,
        Method::Put | Method::Patch | Method::Delete => !last.contains("batch_"),
    };
    let operation = if words.is_empty() || ends_with_variable || method_says_it {
        by_method.to_owned()
    } else if let Some((resource, action)) = last.split_once("_batch_") {
        let (resource, action) = (resource.to_owned(), format!("batch_{action}"));
        words.pop();
        words.push(resource);
        action
    } else {
        words.pop().unwrap_or_default()
    };
    let resource = words.iter().map(|word| singular(word)).collect::<Vec<_>>().join(".");
    EndpointId {
        project: shortened(project),
        version: shortened(version.unwrap_or_else(|| "v1".to_owned())),
        resource: shortened(resource),
        method: shortened(operation),
    }
}

fn shortened(part: String) -> String {
    let ends = part.char_indices().map(|(start, char)| start + char.len_utf8());
    let end = ends.take_while(|end| *end <= LONGEST_DERIVED_PART).last();
    part.get(..end.unwrap_or_default()).unwrap_or_default().to_owned()
}

fn snake_case(word: &str) -> String {
    casing::snake(&casing::split(word))
}

/// One of what a word of a URL names. `children` stays: the API explorer has resources of that name.
fn singular(word: &str) -> String {
    if word == "children" {
        return word.to_owned();
    }
    casing::snake(&casing::singular(&casing::split(word)))
}

#[cfg(test)]
mod tests {
    use super::super::address::parse;
    use super::*;

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
    fn derived_ids_can_name_files() {
        let long = "字".repeat(200);
        let path = parse(&format!("https://open.feishu.cn/open-apis/{long}/v1/{long}/{long}"))
            .unwrap()
            .path;
        let id = derive_id(&path, Method::Get);
        assert!(is_usable(&id) && !id.method.is_empty(), "{id}");
    }

    #[test]
    fn ids_are_derived_from_urls() {
        let cases = "
            GET open-apis/contact/v1/user/batch_get contact.v1.user.batch_get
            GET open-apis/meeting_room/district/list meeting_room.v1.district.list
            PATCH open-apis/x/v2/users/:id x.v2.user.patch
            POST approval/openapi/v2/message/send approval.v2.message.send
            GET open-apis/x/v2/x/:token/condition_formats x.v2.x.condition_format.list
            POST open-apis/x/v2/x/:token/merge_cells x.v2.x.merge_cells
            PUT open-apis/x/v2/x/:token/style x.v2.x.style.update
            PUT open-apis/x/v2/x/:token/styles_batch_update x.v2.x.style.batch_update
            DELETE open-apis/x/v2/x/:token/formats/batch_delete x.v2.x.format.batch_delete
            DELETE open-apis/x/v2/x/:token/dataValidation x.v2.x.data_validation.delete
            POST open-apis/x/v2/attachments x.v2.attachment.create
            GET open-apis/drive/explorer/v2/folder/:token/children drive.v2.explorer.folder.children
            POST open-apis/x/v2/tokenLoginValidate x.v2.token_login_validate
        ";
        let methods = [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete];
        for case in cases.lines().filter(|line| !line.trim().is_empty()) {
            let [method, url, expected] = case.split_whitespace().collect::<Vec<_>>().try_into().unwrap();
            let method = methods.into_iter().find(|known| known.as_str() == method).unwrap();
            let address = parse(&format!("https://open.feishu.cn/{url}")).unwrap();
            assert_eq!(derive_id(&address.path, method).to_string(), expected, "{case}");
        }
    }
}
