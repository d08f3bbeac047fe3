//! Objects of requests that are JSON already.

use std::fmt;

use super::encode::ShownJson;
use super::{Encode, Fields, Json, Map, Sink, Written};

/// An object of a request as the JSON that it is, whatever is in it: for what was read somewhere and is passed on, and for
/// what the documentation does not know yet. It fits wherever an object fits, and nobody looks into it.
///
/// ```no_run
/// # use feishu_openapi_runtime::{Client, Endpoint, Fits, Result, wire};
/// # async fn example<E: Endpoint>(client: Client, list: E, items: impl Fn(Vec<wire::Verbatim>)) -> Result<()> {
/// use feishu_openapi_runtime::wire::{Json, Verbatim};
///
/// // All of the response, also what no page tells of.
/// let page: Json = client.send_as(&list).await?;
/// let blocks = page["items"].as_array().into_iter().flatten();
/// items(blocks.map(Verbatim::of).collect()); // as in `….children(blocks.map(Verbatim::of))`
/// # Ok(()) }
/// ```
#[derive(Clone, PartialEq)]
pub struct Verbatim(Option<Map<Json>>);

impl Verbatim {
    /// Of an object as JSON, or of one of a response. What is no object makes the call fail that it is handed to.
    pub fn of<T: Encode + ?Sized>(value: &T) -> Self {
        Self(match serde_json::to_value(Written(value)) {
            Ok(Json::Object(fields)) => Some(fields.into_iter().collect()),
            _ => None,
        })
    }
}

impl fmt::Debug for Verbatim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fields = self.0.iter().flatten();
        let object: Json = fields.map(|(name, value)| (name.clone(), value.clone())).collect();
        f.debug_tuple("Verbatim").field(&ShownJson(&object)).finish()
    }
}

impl<C> Fields<C> for Verbatim {
    fn write<S: Sink>(&self, sink: &mut S) {
        match &self.0 {
            Some(fields) => fields.iter().for_each(|(name, value)| sink.field(name, value)),
            None => sink.json("object", None),
        }
    }
}
