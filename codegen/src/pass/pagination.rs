//! Finds the endpoints whose responses come in pages, and how to ask for the next page.

mod cursor;

use crate::diagnostic::Diagnostic;
use crate::ir::{Api, Body, Endpoint, Field, Pagination, PaginationStyle, Type};

/// Parameters that carry a token of the last response, and the fields of responses that hold the next one, best first.
const TOKENS: &[(&str, &[&str])] = &[
    (
        "page_token",
        &["page_token", "next_page_token", "pageToken", "new_page_token"],
    ),
    ("pageToken", &["pageToken", "page_token", "nextPageToken"]),
    ("next_page_token", &["next_page_token", "page_token"]),
    ("next_token", &["next_token", "page_token"]),
    ("cursor", &["next_cursor", "cursor", "page_token"]),
    ("last_cursor", &["next_cursor", "cursor"]),
    ("sync_token", &["sync_token", "next_sync_token"]),
];
/// Parameters that say how many items to skip.
const OFFSETS: &[&str] = &["offset", "start_index", "skip"];
/// Parameters that say which page.
const PAGE_NUMBERS: &[&str] = &[
    "page_number",
    "page_num",
    "page_no",
    "page_index",
    "pageIndex",
    "pageNumber",
    "pageNo",
    "current_page",
    "page",
];
/// Parameters that say how many items make a page.
const SIZES: &[&str] = &[
    "page_size",
    "pageSize",
    "limit",
    "count",
    "page_limit",
    "size",
    "max_results",
    "per_page",
    "length",
];
/// Fields that say whether there is another page.
const MORE: &[&str] = &["has_more", "hasMore", "has_next", "hasNext", "is_more"];

/// Fills in `pagination` of every endpoint. For use before types are shared.
pub(super) fn find_pagination(api: &mut Api, _: &mut Vec<Diagnostic>) {
    for endpoint in api.endpoints.values_mut() {
        endpoint.pagination = detect(endpoint);
        if let Some(pagination) = endpoint.pagination.clone() {
            cursor::may_be_any(endpoint, &pagination);
        }
    }
}

fn detect(endpoint: &Endpoint) -> Option<Pagination> {
    let response = flatten(endpoint.response.fields());
    let body = match &endpoint.body {
        Body::Json { fields, .. } => fields.as_slice(),
        _ => &[],
    };
    let sections = [(false, flatten(&endpoint.query)), (true, flatten(body))];
    let by_token = sections
        .iter()
        .find_map(|(in_body, request)| token(endpoint, request, &response, *in_body));
    by_token.or_else(|| {
        sections
            .iter()
            .find_map(|(in_body, request)| number(endpoint, request, &response, *in_body))
    })
}

fn token(endpoint: &Endpoint, request: &[Entry<'_>], response: &[Entry<'_>], in_body: bool) -> Option<Pagination> {
    TOKENS.iter().find_map(|(parameter, names)| {
        let cursor = find(request, &[parameter])?;
        let next = find(response, names)?;
        if !is_scalar(cursor.ty) || !is_scalar(next.ty) {
            return None;
        }
        Some(Pagination {
            style: PaginationStyle::Token,
            request_cursor: cursor.path.clone(),
            cursor_is_number: *cursor.ty == Type::Int,
            cursor_in_body: in_body,
            request_size: name(find(request, SIZES)),
            response_cursor: name(Some(next)),
            has_more: name(
                response
                    .iter()
                    .find(|entry| MORE.contains(&entry.name) && entry.outer() == next.outer()),
            ),
            items: items(endpoint, response, Some(next)),
        })
    })
}

fn number(endpoint: &Endpoint, request: &[Entry<'_>], response: &[Entry<'_>], in_body: bool) -> Option<Pagination> {
    let styles = [
        (PaginationStyle::Offset, OFFSETS),
        (PaginationStyle::PageNumber, PAGE_NUMBERS),
    ];
    styles.into_iter().find_map(|(style, parameters)| {
        let cursor = find(request, parameters).filter(|cursor| is_scalar(cursor.ty))?;
        let size = find(request, SIZES);
        let has_more = find(response, MORE);
        let items = items(endpoint, response, has_more);
        // A lone `offset` may be anything; with a size, or a list and a flag, it pages.
        if items.is_none() || (size.is_none() && has_more.is_none()) {
            return None;
        }
        Some(Pagination {
            style,
            request_cursor: cursor.path.clone(),
            cursor_is_number: *cursor.ty == Type::Int,
            cursor_in_body: in_body,
            request_size: name(size),
            response_cursor: None,
            has_more: name(has_more),
            items,
        })
    })
}

/// A field and the path to it.
struct Entry<'a> {
    path: String,
    name: &'a str,
    ty: &'a Type,
}

impl Entry<'_> {
    /// The object that it stands in, if not at the top.
    fn outer(&self) -> Option<&str> {
        self.path.rsplit_once('.').map(|(outer, _)| outer)
    }
}

/// The fields, then those of the objects among them.
fn flatten(fields: &[Field]) -> Vec<Entry<'_>> {
    let direct = fields.iter().map(|field| Entry {
        path: field.name.clone(),
        name: &field.name,
        ty: &field.ty,
    });
    let inner = fields.iter().filter_map(|field| match &field.ty {
        Type::Object(object) => Some((field, object)),
        _ => None,
    });
    let inner = inner.flat_map(|(outer, object)| {
        object.fields.iter().map(|field| Entry {
            path: format!("{}.{}", outer.name, field.name),
            name: &field.name,
            ty: &field.ty,
        })
    });
    direct.chain(inner).collect()
}

fn find<'a>(entries: &'a [Entry<'a>], names: &[&str]) -> Option<&'a Entry<'a>> {
    names
        .iter()
        .find_map(|name| entries.iter().find(|entry| entry.name == *name))
}

fn name(entry: Option<&Entry<'_>>) -> Option<String> {
    entry.map(|entry| entry.path.clone())
}

fn is_scalar(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Int | Type::Float | Type::Enum(_))
}

/// The list that is paged, where only one can be meant: `items`, the only list, the only one of objects, or the only one
/// whose name begins with that of the resource; first among all fields at the top, else beside the cursor, else among
/// those of the objects at the top.
fn items(endpoint: &Endpoint, response: &[Entry<'_>], cursor: Option<&Entry<'_>>) -> Option<String> {
    let lists: Vec<_> = response.iter().filter(|entry| is_list_of_items(entry.ty)).collect();
    let at = |place: Option<&str>| -> Vec<_> { lists.iter().filter(|entry| entry.outer() == place).copied().collect() };
    let only = |lists: &[&'_ Entry<'_>]| only(lists, &endpoint.id.resource).map(|entry| entry.path.clone());
    let (at_top, beside) = (at(None), at(cursor.and_then(Entry::outer)));
    let anywhere = if at_top.is_empty() && beside.is_empty() {
        lists.as_slice()
    } else {
        &[]
    };
    only(&at_top).or_else(|| only(&beside)).or_else(|| only(anywhere))
}

/// A list, but not one of the same text in several languages.
fn is_list_of_items(ty: &Type) -> bool {
    let Type::List(item) = ty else { return false };
    let Type::Object(object) = &**item else { return true };
    let mut names = object.fields.iter().map(|field| field.name.as_str());
    !(object.fields.len() == 2 && names.all(|name| matches!(name, "locale" | "value")))
}

fn only<'a>(lists: &[&'a Entry<'a>], resource: &str) -> Option<&'a Entry<'a>> {
    if let Some(items) = lists.iter().find(|entry| entry.name == "items") {
        return Some(items);
    }
    let is_of_objects = |entry: &&&Entry<'_>| match entry.ty {
        Type::List(item) => matches!(**item, Type::Object(_) | Type::Named(_)),
        _ => false,
    };
    let of_objects: Vec<_> = lists.iter().filter(is_of_objects).copied().collect();
    let candidates = if of_objects.is_empty() { lists } else { &of_objects };
    let resource = resource.rsplit('.').next().unwrap_or_default();
    let is_of_resource = |entry: &&&Entry<'_>| !resource.is_empty() && entry.name.starts_with(resource);
    let mut of_resource = candidates.iter().filter(is_of_resource);
    match (lists, candidates, of_resource.next(), of_resource.next()) {
        ([one], ..) | (_, [one], ..) | (_, _, Some(one), None) => Some(one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{detect, find_pagination};
    use crate::ir::builders::*;
    use crate::ir::*;

    fn users() -> Field {
        field("users", list(object("user", vec![field("id", Type::String)])))
    }

    fn paged(query: Vec<Field>, body: Vec<Field>, response: Vec<Field>) -> Option<Pagination> {
        let body = if body.is_empty() { Body::None } else { json_body(body) };
        detect(&Endpoint {
            query,
            body,
            response: envelope(response),
            ..endpoint("demo.v1.user.list")
        })
    }

    #[test]
    fn a_token_in_the_query_and_in_the_response_pages_the_only_list() {
        let found = paged(
            vec![field("page_token", Type::String), field("page_size", Type::Int)],
            vec![],
            vec![
                users(),
                field("page_token", Type::String),
                field("has_more", Type::Bool),
            ],
        );
        let expected = Pagination {
            style: PaginationStyle::Token,
            request_cursor: "page_token".into(),
            cursor_is_number: false,
            cursor_in_body: false,
            request_size: Some("page_size".into()),
            response_cursor: Some("page_token".into()),
            has_more: Some("has_more".into()),
            items: Some("users".into()),
        };
        assert_eq!(found, Some(expected));
    }

    #[test]
    fn the_next_token_may_have_another_name_and_the_parameters_may_stand_in_the_body() {
        let found = paged(
            vec![],
            vec![field("page_token", Type::String)],
            vec![users(), field("next_page_token", Type::String)],
        );
        let found = found.unwrap();
        assert!(found.cursor_in_body);
        assert_eq!(found.response_cursor.as_deref(), Some("next_page_token"));
        assert_eq!(found.has_more, None);
    }

    #[test]
    fn a_sync_token_pages_where_there_is_no_other_token() {
        let request = || vec![field("sync_token", Type::String), field("page_token", Type::String)];
        let response = || {
            vec![
                users(),
                field("page_token", Type::String),
                field("sync_token", Type::String),
            ]
        };
        assert_eq!(
            paged(request(), vec![], response()).unwrap().request_cursor,
            "page_token"
        );
        let alone = paged(vec![request().remove(0)], vec![], response()).unwrap();
        assert_eq!(alone.response_cursor.as_deref(), Some("sync_token"));
    }

    #[test]
    fn offsets_and_page_numbers_page_with_a_size() {
        let size = || field("page_size", Type::Int);
        let offset = paged(vec![field("offset", Type::Int), size()], vec![], vec![users()]).unwrap();
        assert_eq!((offset.style, offset.response_cursor), (PaginationStyle::Offset, None));
        let number = paged(vec![field("page", Type::Int), size()], vec![], vec![users()]).unwrap();
        assert_eq!(number.style, PaginationStyle::PageNumber);
        assert_eq!(paged(vec![field("offset", Type::Int)], vec![], vec![users()]), None);
    }

    #[test]
    fn of_several_lists_items_or_the_one_of_objects_or_of_the_resource_is_paged_and_else_none() {
        let with = |lists: Vec<Field>| {
            let mut response = lists;
            response.push(field("page_token", Type::String));
            paged(vec![field("page_token", Type::String)], vec![], response)
                .unwrap()
                .items
        };
        let names = || field("names", list(Type::String));
        assert_eq!(with(vec![names(), users()]).as_deref(), Some("users"));
        assert_eq!(
            with(vec![field("items", list(Type::String)), users()]).as_deref(),
            Some("items")
        );
        let ids = |name: &str| field(name, list(Type::String));
        assert_eq!(with(vec![names(), ids("ids")]), None);
        assert_eq!(
            with(vec![ids("user_ids"), ids("deleted_user_ids")]).as_deref(),
            Some("user_ids")
        );
        assert_eq!(with(vec![ids("user_ids"), ids("user_names")]), None);
        let abnormals = || field("abnormals", list(object("abnormal", vec![field("id", Type::String)])));
        assert_eq!(with(vec![abnormals(), users()]).as_deref(), Some("users"));
        let texts = vec![field("locale", Type::String), field("value", Type::String)];
        let titles = field("user_titles", list(object("i18n", texts)));
        assert_eq!(with(vec![titles, abnormals()]).as_deref(), Some("abnormals"));
    }

    #[test]
    fn cursors_and_lists_may_stand_one_object_down() {
        let page = vec![
            field("page_token", Type::String),
            field("has_more", Type::Bool),
            users(),
        ];
        let found = paged(
            vec![field("page_token", Type::String)],
            vec![],
            vec![field("page", object("", page))],
        );
        let found = found.unwrap();
        assert_eq!(found.response_cursor.as_deref(), Some("page.page_token"));
        assert_eq!(found.items.as_deref(), Some("page.users"));
        let inner = vec![
            field("page_token", Type::String),
            field("group", object("", vec![users()])),
        ];
        let found = paged(vec![field("page_token", Type::String)], vec![], inner).unwrap();
        assert_eq!(found.items.as_deref(), Some("group.users"));
    }

    #[test]
    fn a_cursor_with_documented_values_may_be_any() {
        let cursor = || field("page_token", set(EnumBase::String, &[("first", ""), ("last", "")]));
        let mut api = api(vec![Endpoint {
            query: vec![cursor()],
            response: envelope(vec![users(), cursor()]),
            ..endpoint("demo.v1.user.list")
        }]);
        find_pagination(&mut api, &mut Vec::new());
        let page = api.endpoints.values().next().unwrap();
        assert!(page.pagination.is_some());
        for cursor in [&page.query[0], &page.response.fields()[1]] {
            assert_eq!((&cursor.ty, cursor.documented.len()), (&Type::String, 2));
        }
    }

    #[test]
    fn a_token_that_is_only_asked_for_does_not_page() {
        assert_eq!(
            paged(vec![field("page_token", Type::String)], vec![], vec![users()]),
            None
        );
    }
}
