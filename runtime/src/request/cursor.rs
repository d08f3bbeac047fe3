//! Where a paged request begins.

use super::Request;
use super::body::Payload;
use super::url;
use crate::cursor::Cursor;
use crate::spec::Pagination;
use crate::wire::{self, Json};

impl Request {
    /// Where the request begins, by the parameter that its page names. The body has been sealed.
    pub(crate) fn cursor(&self, pagination: &Pagination) -> Cursor {
        if !pagination.cursor_in_body {
            let value = url::last_text(&self.query, pagination.request_cursor);
            return Cursor::of(&value);
        }
        let Payload::Json(body) = &self.payload else {
            return Cursor::default();
        };
        let body = wire::read_json(Some(body));
        let value = pagination
            .request_cursor
            .split('.')
            .try_fold(&body, |json, name| json.get(name));
        Cursor::of(value.unwrap_or(&Json::Null))
    }

    /// Makes the request begin at `cursor`. Leaves it as it is where there is none, or one that the parameter cannot hold: then
    /// the same page comes again, which is reported as a repeated cursor.
    pub(crate) fn set_cursor(&mut self, pagination: &Pagination, cursor: &Cursor) {
        let Some(text) = cursor.as_str() else { return };
        let json = match (pagination.cursor_is_number, text.parse::<i64>()) {
            (true, Ok(number)) => Json::from(number),
            (true, Err(_)) => return,
            (false, _) => Json::from(text),
        };
        match pagination.cursor_in_body {
            true => self.put_in_body(pagination.request_cursor, json),
            false => url::replace_pairs(&mut self.query, pagination.request_cursor, &[text.to_owned()]),
        }
    }

    /// Puts a value at a path of names, such as `page.offset`.
    fn put_in_body(&mut self, path: &str, value: Json) {
        let mut body = match &self.payload {
            Payload::Json(body) => wire::read_json(Some(body)),
            _ => Json::Null,
        };
        let mut place = &mut body;
        for name in path.split('.') {
            if !place.is_object() {
                *place = Json::Object(serde_json::Map::new());
            }
            let Some(fields) = place.as_object_mut() else { return };
            place = fields.entry(name).or_insert(Json::Null);
        }
        *place = value;
        self.serialized(&body);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::spec::{Method, Spec};

    fn request(body: &Json) -> Request {
        let mut request = Request::raw(&Spec::EMPTY, Method::Post, "/any?fixed=1".to_owned());
        request.serialized(body);
        request
    }

    fn body(request: &Request) -> Json {
        let Payload::Json(body) = &request.payload else {
            panic!("no JSON")
        };
        wire::read_json(Some(body))
    }

    #[test]
    fn a_cursor_may_stand_in_an_object() {
        let pagination = Pagination::read("offset int body page.offset - - - -");
        let mut request = request(&json!({ "kind": 1, "page": { "size": 2, "offset": 4 } }));
        assert_eq!(request.cursor(&pagination), Cursor::of(&4));
        request.set_cursor(&pagination, &Cursor::of("6"));
        assert_eq!(body(&request), json!({ "kind": 1, "page": { "size": 2, "offset": 6 } }));
        request.set_cursor(&pagination, &Cursor::of("no number"));
        assert_eq!(request.cursor(&pagination), Cursor::of(&6), "an int cannot hold that");
    }

    #[test]
    fn what_is_not_there_is_made() {
        let pagination = Pagination::read("token string body page.token - - - -");
        let mut request = request(&json!({}));
        assert_eq!(request.cursor(&pagination), Cursor::default());
        request.set_cursor(&pagination, &Cursor::of("7"));
        assert_eq!(body(&request), json!({ "page": { "token": "7" } }));
    }

    #[test]
    fn a_parameter_of_the_query_is_replaced() {
        let pagination = Pagination::read("token string query page.token - - - -");
        let mut request = Request::new(&Spec::EMPTY);
        request.query("a", "x&y");
        assert_eq!(request.cursor(&pagination), Cursor::default());
        for token in ["a/b", "c"] {
            request.set_cursor(&pagination, &Cursor::of(token));
            assert_eq!(request.cursor(&pagination), Cursor::of(token));
        }
        assert_eq!(request.query, "a=x%26y&page.token=c");
    }
}
