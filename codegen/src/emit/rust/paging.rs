//! Requests whose answers come in pages: how to go on, and the streams.

use crate::ir::{DefinitionKind, Endpoint, Field, Pagination, Type};
use crate::names::EndpointNames;

use super::layout::{STEP, call};
use super::object::Member;
use super::types::{Context, Site, Uses};

/// The fields that paging needs, found in the request and the answer.
pub(super) struct Paging {
    /// The request's field that is the cursor: `self.page_token`.
    request_cursor: String,
    /// The answer's, or `()`.
    next_cursor: String,
    has_more: String,
    /// The list, to change it.
    items: String,
    item: String,
}

impl Paging {
    /// Nothing where the answer does not come in pages, or where the items of a page are not one list.
    pub(super) fn of(
        context: Context<'_>,
        endpoint: &Endpoint,
        names: &EndpointNames,
        request: &[Member<'_>],
        uses: &mut Uses,
    ) -> Option<Self> {
        let pagination: &Pagination = endpoint.pagination.as_ref()?;
        let body_from = endpoint.path_parameters.len() + endpoint.query.len() + endpoint.headers.len();
        let mut cursors = request.iter().enumerate().filter(|(index, member)| {
            let in_body = *index >= body_from;
            in_body == pagination.cursor_in_body
                && *index >= endpoint.path_parameters.len()
                && member.field.name == pagination.request_cursor
        });
        let (_, cursor) = cursors.next()?;
        let answer = |way: &Option<String>| match way {
            Some(way) => Way::find(context, endpoint, names, way).map(|way| way.read),
            None => Some("()".to_owned()),
        };
        let items = Way::find(context, endpoint, names, pagination.items.as_deref()?)?;
        let Type::List(item) = &items.field.ty else { return None };
        Some(Self {
            request_cursor: format!("self.{}", cursor.name),
            next_cursor: answer(&pagination.response_cursor)?,
            has_more: answer(&pagination.has_more)?,
            items: items.write,
            item: context.plain(item, Site::Answer, uses),
        })
    }

    /// The methods `pages` and `items`.
    pub(super) fn methods(&self, out: &mut String, uses: &mut Uses) {
        uses.runtime("Items");
        uses.runtime("Pages");
        let parameters = ["&self".to_owned(), "client: &Client".to_owned()];
        for (name, ty, doc) in [
            (
                "pages",
                "Pages",
                "The pages from here on, as a stream that asks for each when it is polled.",
            ),
            ("items", "Items", "The items of all pages from here on, as a stream."),
        ] {
            out.push_str(&format!("\n    /// {doc}\n"));
            call(
                out,
                STEP,
                &format!("pub fn {name}"),
                &parameters,
                &format!(" -> {ty}<Self> {{\n"),
            );
            out.push_str(&format!("        client.{name}(self.clone())\n    }}\n"));
        }
    }

    /// `impl Paged for …`
    pub(super) fn implementation(&self, request: &str, answer: &str, out: &mut String, uses: &mut Uses) {
        for name in ["Cursor", "Next", "Paged"] {
            uses.runtime(name);
        }
        let Self {
            request_cursor,
            next_cursor,
            has_more,
            items,
            item,
        } = self;
        let borrow = |way: &str| format!("&{way}");
        out.push_str(&format!("\nimpl Paged for {request} {{\n    type Item = {item};\n\n"));
        out.push_str(&format!(
            "    fn cursor(&self) -> Cursor {{\n        Cursor::of(&{request_cursor})\n    }}\n\n"
        ));
        out.push_str("    fn set_cursor(&mut self, cursor: &Cursor) {\n");
        out.push_str(&format!("        cursor.put(&mut {request_cursor});\n    }}\n\n"));
        let unused = next_cursor == "()" && has_more == "()";
        let page = if unused { "_" } else { "page" };
        call(out, STEP, "fn next", &[format!("{page}: &{answer}")], " -> Next {\n");
        call(
            out,
            2 * STEP,
            "Next::new",
            &[borrow(next_cursor), borrow(has_more)],
            "\n    }\n\n",
        );
        call(
            out,
            STEP,
            "fn items",
            &[format!("page: &mut {answer}")],
            &format!(" -> &mut Vec<{item}> {{\n"),
        );
        out.push_str(&format!("        &mut {items}\n    }}\n}}\n"));
    }
}

/// A field of the answer and how code gets to it.
struct Way<'a> {
    field: &'a Field,
    /// To read it, where objects on the way may be missing.
    read: String,
    /// To change it.
    write: String,
}

impl<'a> Way<'a> {
    /// The field at the end of a dotted way of one or two names.
    fn find(context: Context<'a>, endpoint: &'a Endpoint, names: &'a EndpointNames, way: &str) -> Option<Self> {
        let at = |fields: &'a [Field], names: &'a [String], wire: &str| {
            fields.iter().zip(names).find(|(field, _)| field.name == wire)
        };
        let fields = endpoint.response.fields();
        if let Some((field, name)) = at(fields, &names.answer, way) {
            return Some(Self {
                field,
                read: format!("page.{name}"),
                write: format!("page.{name}"),
            });
        }
        let (outer, inner) = way.split_once('.')?;
        let (outer, outer_name) = at(fields, &names.answer, outer)?;
        let Type::Named(id) = &outer.ty else { return None };
        let DefinitionKind::Object(object) = &context.api.definitions.get(id)?.kind else {
            return None;
        };
        let (field, name) = at(&object.fields, &context.names.types.get(id)?.members, inner)?;
        Some(Self {
            field,
            read: format!("page.{outer_name}.as_ref().map(|within| &within.{name})"),
            write: format!("page.{outer_name}.get_or_insert_default().{name}"),
        })
    }
}
