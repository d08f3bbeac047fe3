//! An event in, the path item of a webhook out.

use serde_json::{Value, json};

use super::operation::{JSON, about, content, head};
use super::schema::{Place, Schema, Schemas};
use crate::ir::{Direction, Event, EventVersion, Owner, Sample, SamplePlace};
use crate::vocabulary::{ENVELOPE_1, EVENT_CALLBACK, HEADER, HEADER_FIELDS, PAYLOAD, SCHEMA};

/// The path item of an event: it is posted, in its envelope. What a callback is replied with is the response.
pub(super) fn item<'a>(event: &'a Event, schemas: &mut Schemas<'a>) -> Value {
    let id = (format!("{}@event", event.id), event.id.project.as_str());
    let is_deprecated = event.deprecated || event.gone.is_some();
    let texts = about(&event.about, &event.title, &event.text);
    let mut operation = head(id, texts, &event.source, is_deprecated);
    let mut put = |key: &str, value: Value| {
        operation.insert(key.to_owned(), value);
    };
    let body = content(JSON, envelope(event, schemas), samples(event, SamplePlace::Event));
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
            properties.insert(
                SCHEMA.to_owned(),
                json!({ "type": "string", "const": event.version.word() }),
            );
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
    let content = content(JSON, schema, samples(event, SamplePlace::Response));
    json!({ "description": "Reply", "content": content })
}

fn samples(event: &Event, place: SamplePlace) -> impl Iterator<Item = &Sample> {
    event.samples.iter().filter(move |sample| sample.place == place)
}
