//! Cards: by JSON, by id, or by template with values for its variables.

use crate::runtime::wire::{Json, Kept as _, Map};

use super::Content;

/// A card by its JSON, as the card builder gives it: a value, or its text. Such a card has no variables.
#[must_use]
pub fn card(json: impl Into<Json>) -> Content {
    match json.into() {
        Json::String(text) => Content::read("interactive", &text),
        json => Content::Interactive(json),
    }
}

/// A card by its id from `cardkit.v1.card.create`, which can be updated later.
#[must_use]
pub fn card_id(card_id: impl Into<String>) -> Content {
    let data = [("card_id", Json::String(card_id.into()))];
    Content::Interactive(card_of("card", data.into_iter().collect()))
}

/// A card that was made in the card builder, by its `template_id`.
#[must_use]
pub fn template(template_id: impl Into<String>) -> Template {
    Template(
        [("template_id".to_owned(), Json::String(template_id.into()))]
            .into_iter()
            .collect(),
    )
}

/// A card that was made in the card builder, and values for its variables.
#[derive(Clone, Debug, PartialEq)]
pub struct Template(Map<Json>);

impl Template {
    /// The version, as `1.0.0`. The newest one, if this is not set.
    #[must_use]
    pub fn version(mut self, name: impl Into<String>) -> Self {
        self.0
            .insert("template_version_name".to_owned(), Json::String(name.into()));
        self
    }

    /// A value for each of these variables of the card.
    #[must_use]
    pub fn variables<N: Into<String>>(mut self, values: impl IntoIterator<Item = (N, impl Into<Json>)>) -> Self {
        let values = values.into_iter().map(|(name, value)| (name.into(), value.into()));
        self.0.insert("template_variable".to_owned(), Json::from_iter(values));
        self
    }
}

impl From<Template> for Json {
    fn from(template: Template) -> Self {
        card_of("template", template.0.write())
    }
}

fn card_of(kind: &str, data: Json) -> Json {
    [("type", kind.into()), ("data", data)].into_iter().collect()
}
