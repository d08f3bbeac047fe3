//! Finds the parameter that makes repeating a call safe.

use crate::diagnostic::Diagnostic;
use crate::ir::{Api, Endpoint, Method};

/// Names under which the pages ask for a value that the caller makes up once for each action.
const KEYS: &[&str] = &[
    "client_token",
    "uuid",
    "idempotency_key",
    "idempotent_key",
    "idempotent_id",
];

/// Fills in `idempotency_key` of every endpoint.
pub(super) fn find_idempotency_keys(api: &mut Api, _: &mut Vec<Diagnostic>) {
    for endpoint in api.endpoints.values_mut() {
        endpoint.idempotency_key = idempotency_key(endpoint);
    }
}

/// What only reads is safe to repeat without a key.
fn idempotency_key(endpoint: &Endpoint) -> Option<String> {
    if endpoint.method == Method::Get {
        return None;
    }
    let mut fields = endpoint.query.iter().chain(endpoint.body.fields());
    let key = fields.find(|field| KEYS.contains(&field.name.as_str()))?;
    Some(key.name.clone())
}

#[cfg(test)]
mod tests {
    use super::idempotency_key;
    use crate::ir::builders::{endpoint, field, json_body};
    use crate::ir::{Endpoint, Method, Type};

    #[test]
    fn writes_have_a_key_and_reads_have_none() {
        let with = |method| Endpoint {
            method,
            body: json_body(vec![field("name", Type::String), field("uuid", Type::String)]),
            ..endpoint("demo.v1.message.create")
        };
        assert_eq!(idempotency_key(&with(Method::Post)), Some("uuid".to_owned()));
        assert_eq!(idempotency_key(&with(Method::Get)), None);
    }
}
