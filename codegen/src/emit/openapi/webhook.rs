//! An event in, the path item of a webhook out.

use serde_json::{Value, json};

use super::schema::{Place, Schema, Schemas};
use crate::ir::{Direction, Event, EventVersion, Owner, Sample, SamplePlace};
use crate::vocabulary::{ENVELOPE_1, EVENT_CALLBACK, HEADER, HEADER_FIELDS, PAYLOAD, SCHEMA};

/// The path item of an event: it is posted, in its envelope. What a callback is replied with is the response.
pub(super) fn item<'a>(event: &'a Event, schemas: &mut Schemas<'a>) -> Value {
    let mut operation = Schema::new();
    let mut put = |key: &str, value: Value| {
        operation.insert(key.to_owned(), value);
    };
    put("operationId", Value::from(format!("{}@event", event.id)));
    put("tags", json!([event.id.project]));
    put("summary", Value::from(event.title.as_str()));
    if !event.text.is_empty() {
        put("description", Value::from(event.text.as_str()));
    }
    if let Some(address) = &event.source.address {
        put("externalDocs", json!({ "url": address }));
    }
    if event.deprecated || event.gone.is_some() {
        put("deprecated", Value::Bool(true));
    }
    let body = content(envelope(event, schemas), event, SamplePlace::Event);
    put("requestBody", json!({ "required": true, "content": body }));
    put("responses", json!({ "200": response(event, schemas) }));
    put("x-app-types", json!(event.app_types));
    put("x-scopes", json!(event.scopes));
    if !event.field_scopes.is_empty() {
        put("x-field-scopes", json!(event.field_scopes));
    }
    if !event.errors.is_empty() {
        put("x-error-codes", json!(event.errors));
    }
    if let Some(identity) = &event.identity {
        put("x-identity", Value::from(identity.as_str()));
    }
    put("x-page", json!(event.source));
    json!({ "post": operation })
}

/// The envelope, with the schema of the payload.
fn envelope<'a>(event: &'a Event, schemas: &mut Schemas<'a>) -> Schema {
    let owner = || Owner::Event(event.id.clone());
    let payload = schemas.object(&event.fields, None, &mut Place::root(owner(), Direction::Response));
    let text = || json!({ "type": "string" });
    let mut properties = Schema::new();
    match event.version {
        EventVersion::V1 => {
            properties.extend(ENVELOPE_1.map(|name| (name.to_owned(), text())));
            properties.insert("type".to_owned(), json!({ "type": "string", "const": EVENT_CALLBACK }));
        }
        EventVersion::V2 => {
            let mut header = schemas.object(&event.header, None, &mut Place::root(owner(), Direction::Response));
            if let Some(Value::Object(extras)) = header.get_mut("properties") {
                let own = std::mem::take(extras);
                extras.extend(HEADER_FIELDS.map(|name| (name.to_owned(), text())));
                extras.insert(
                    "event_type".to_owned(),
                    json!({ "type": "string", "const": event.event_type }),
                );
                extras.extend(own);
            }
            properties.insert(SCHEMA.to_owned(), json!({ "type": "string", "const": "2.0" }));
            properties.insert(HEADER.to_owned(), Value::Object(header));
        }
    }
    properties.insert(PAYLOAD.to_owned(), Value::Object(payload));
    let mut schema = Schema::new();
    schema.insert("type".to_owned(), Value::from("object"));
    schema.insert("properties".to_owned(), Value::Object(properties));
    schema
}

/// What the platform waits for: the reply to a callback; of an event, that it was received.
fn response<'a>(event: &'a Event, schemas: &mut Schemas<'a>) -> Value {
    let Some(reply) = &event.reply else {
        return json!({ "description": "Received" });
    };
    let mut place = Place::root(Owner::Event(event.id.clone()), Direction::Request);
    let schema = schemas.object(reply, None, &mut place);
    json!({ "description": "Reply", "content": content(schema, event, SamplePlace::Response) })
}

/// JSON with the samples that show it.
fn content(schema: Schema, event: &Event, place: SamplePlace) -> Value {
    let of_place = event.samples.iter().filter(|sample| sample.place == place);
    let values = of_place.filter_map(|sample: &Sample| sample.content.json());
    let examples = values
        .enumerate()
        .map(|(at, value)| (format!("sample-{}", at + 1), json!({ "value": value })));
    let examples: Schema = examples.collect();
    let mut entry = Schema::new();
    entry.insert("schema".to_owned(), Value::Object(schema));
    if !examples.is_empty() {
        entry.insert("examples".to_owned(), Value::Object(examples));
    }
    json!({ "application/json": entry })
}
