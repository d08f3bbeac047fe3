//! Finds the parameter that makes repeating a call safe.

use crate::ir::{Endpoint, Method};

/// Names under which the pages ask for a value that the caller makes up once for each action.
const KEYS: &[&str] = &[
    "client_token",
    "uuid",
    "idempotency_key",
    "idempotent_key",
    "idempotent_id",
];

/// The wire name of the query parameter or body field that tells the server that two calls are one, on calls that
/// change something.
#[must_use]
pub fn idempotency_key(endpoint: &Endpoint) -> Option<&str> {
    if endpoint.method == Method::Get {
        return None;
    }
    let mut names = endpoint
        .query
        .iter()
        .chain(endpoint.body.fields())
        .map(|field| field.name.as_str());
    names.find(|name| KEYS.contains(name))
}

#[cfg(test)]
mod tests {
    use super::idempotency_key;
    use crate::ir::{Endpoint, Method, Type};
    use crate::pass::samples::{endpoint, field, json_body};

    #[test]
    fn writes_have_a_key_and_reads_have_none() {
        let with = |method| Endpoint {
            method,
            body: json_body(vec![field("name", Type::String), field("uuid", Type::String)]),
            ..endpoint("demo.v1.message.create")
        };
        assert_eq!(idempotency_key(&with(Method::Post)), Some("uuid"));
        assert_eq!(idempotency_key(&with(Method::Get)), None);
    }
}
