//! What a handler gives back, and the server is told.

mod card;
mod preview;

pub use card::{CardReply, CardTemplate, Toast};
pub use preview::PreviewReply;

use crate::wire::{Json, Map};

/// What a handler gives back.
///
/// Implement it for a type of your own where a callback takes something that is not known here. `Json` itself is one,
/// sent as it is.
pub trait Reply: Send + 'static {
    /// Somebody waits for the reply in front of a screen: so it is of a callback. The server sends one only once, and shows an
    /// error to that user where there is no reply within 3 s.
    const IS_AWAITED: bool = true;

    /// The reply as JSON.
    fn write(self) -> Json;
}

/// Events are only acknowledged.
impl Reply for () {
    const IS_AWAITED: bool = false;

    fn write(self) -> Json {
        Json::Object(serde_json::Map::new())
    }
}

impl Reply for Json {
    fn write(self) -> Json {
        self
    }
}

/// An object of the fields that are set.
fn object<const N: usize>(fields: [(&str, Option<Json>); N]) -> Json {
    let set = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    set.collect()
}

/// What is filled in, if anything is.
fn filled<T: Into<Json>>(map: Map<T>) -> Option<Json> {
    (!map.is_empty()).then(|| map.into_iter().collect())
}
