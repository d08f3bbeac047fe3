//! Finds the endpoints that give their answer in pages, and how one asks for the next page.

use crate::ir::{Api, Body, Endpoint, Field, Pagination, PaginationStyle, Type};

/// Parameters that carry a token of the last answer, and the fields of answers that hold the next one, best first.
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
pub fn find_pagination(api: &mut Api) {
    for endpoint in api.endpoints.values_mut() {
        endpoint.pagination = detect(endpoint);
    }
}

fn detect(endpoint: &Endpoint) -> Option<Pagination> {
    let answer = flatten(endpoint.response.fields());
    let body = match &endpoint.body {
        Body::Json { fields, .. } => fields.as_slice(),
        _ => &[],
    };
    let sections = [(false, flatten(&endpoint.query)), (true, flatten(body))];
    let by_token = sections
        .iter()
        .find_map(|(in_body, request)| token(endpoint, request, &answer, *in_body));
    by_token.or_else(|| {
        sections
            .iter()
            .find_map(|(in_body, request)| number(endpoint, request, &answer, *in_body))
    })
}

fn token(endpoint: &Endpoint, request: &[Entry<'_>], answer: &[Entry<'_>], in_body: bool) -> Option<Pagination> {
    TOKENS.iter().find_map(|(parameter, answers)| {
        let cursor = find(request, &[parameter])?;
        let next = find(answer, answers)?;
        if !is_scalar(cursor.ty) || !is_scalar(next.ty) {
            return None;
        }
        Some(Pagination {
            style: PaginationStyle::Token,
            request_cursor: cursor.way.clone(),
            cursor_in_body: in_body,
            request_size: name(find(request, SIZES)),
            response_cursor: name(Some(next)),
            has_more: name(find(answer, MORE)),
            items: items(endpoint, answer, Some(next)),
        })
    })
}

fn number(endpoint: &Endpoint, request: &[Entry<'_>], answer: &[Entry<'_>], in_body: bool) -> Option<Pagination> {
    let styles = [
        (PaginationStyle::Offset, OFFSETS),
        (PaginationStyle::PageNumber, PAGE_NUMBERS),
    ];
    styles.into_iter().find_map(|(style, parameters)| {
        let cursor = find(request, parameters).filter(|cursor| is_scalar(cursor.ty))?;
        let size = find(request, SIZES);
        let has_more = find(answer, MORE);
        let items = items(endpoint, answer, has_more);
        // A lone `offset` may be anything; with a size, or a list and a flag, it pages.
        if items.is_none() || (size.is_none() && has_more.is_none()) {
            return None;
        }
        Some(Pagination {
            style,
            request_cursor: cursor.way.clone(),
            cursor_in_body: in_body,
            request_size: name(size),
            response_cursor: None,
            has_more: name(has_more),
            items,
        })
    })
}

/// A field and the way to it.
struct Entry<'a> {
    way: String,
    name: &'a str,
    ty: &'a Type,
}

/// The fields, then those of the objects among them.
fn flatten(fields: &[Field]) -> Vec<Entry<'_>> {
    let direct = fields.iter().map(|field| Entry {
        way: field.name.clone(),
        name: &field.name,
        ty: &field.ty,
    });
    let inner = fields.iter().filter_map(|field| match &field.ty {
        Type::Object(object) => Some((field, object)),
        _ => None,
    });
    let inner = inner.flat_map(|(outer, object)| {
        object.fields.iter().map(|field| Entry {
            way: format!("{}.{}", outer.name, field.name),
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
    entry.map(|entry| entry.way.clone())
}

fn is_scalar(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Int | Type::Float)
}

/// The list that is paged, where only one can be meant: `items`, the only list, the only one of objects, or the only one
/// whose name begins with that of the resource; first among all fields at the top, else beside the cursor.
fn items(endpoint: &Endpoint, answer: &[Entry<'_>], cursor: Option<&Entry<'_>>) -> Option<String> {
    let top = |entry: &&Entry<'_>| !entry.way.contains('.');
    let beside = |entry: &&Entry<'_>| {
        let outer = |entry: &Entry<'_>| entry.way.rsplit_once('.').map(|(outer, _)| outer.to_owned());
        cursor.is_some_and(|cursor| outer(cursor).is_some() && outer(cursor) == outer(entry))
    };
    let lists = |entry: &&Entry<'_>| matches!(entry.ty, Type::List(_));
    let at_top: Vec<_> = answer.iter().filter(lists).filter(top).collect();
    let beside: Vec<_> = answer.iter().filter(lists).filter(beside).collect();
    let only = |lists| only(lists, &endpoint.id.resource);
    only(&at_top).or_else(|| only(&beside)).map(|entry| entry.way.clone())
}

fn only<'a>(lists: &[&'a Entry<'a>], resource: &str) -> Option<&'a Entry<'a>> {
    if let Some(items) = lists.iter().find(|entry| entry.name == "items") {
        return Some(items);
    }
    let of_objects: Vec<_> = lists
        .iter()
        .filter(|entry| matches!(entry.ty, Type::List(item) if matches!(**item, Type::Object(_) | Type::Named(_))))
        .collect();
    let resource = resource.rsplit('.').next().filter(|resource| !resource.is_empty());
    let of_resource: Vec<_> = lists
        .iter()
        .filter(|entry| resource.is_some_and(|resource| entry.name.starts_with(resource)))
        .collect();
    match (lists, of_objects.as_slice(), of_resource.as_slice()) {
        ([one], ..) => Some(one),
        (_, [one], _) | (_, [], [one]) => Some(one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::detect;
    use crate::ir::*;
    use crate::pass::samples::*;

    fn users() -> Field {
        field("users", list(object("user", vec![field("id", Type::String)])))
    }

    fn paged(query: Vec<Field>, body: Vec<Field>, response: Vec<Field>) -> Option<Pagination> {
        let body = if body.is_empty() { Body::None } else { json_body(body) };
        detect(&Endpoint {
            query,
            body,
            response: answer(response),
            ..endpoint("demo.v1.user.list")
        })
    }

    #[test]
    fn a_token_in_the_query_and_in_the_answer_pages_the_only_list() {
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
    }

    #[test]
    fn a_token_that_is_only_asked_for_does_not_page() {
        assert_eq!(
            paged(vec![field("page_token", Type::String)], vec![], vec![users()]),
            None
        );
    }
}
