//! Previews of links.

use super::card::{CardTemplate, raw};
use super::{Reply, filled, object};
use crate::wire::{Json, Map};

/// How a link in a message is shown (`url.preview.get`): by a title in its place, and by a card below the message.
///
/// ```
/// use feishu_openapi_runtime::receive::PreviewReply;
///
/// let reply = PreviewReply::title("Order 17").in_language("zh_cn", "订单 17").image("img_v2_1");
/// # drop(reply);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use = "a reply does nothing unless a handler returns it"]
pub struct PreviewReply {
    title: Option<String>,
    languages: Map<String>,
    image: Option<String>,
    url: Map<String>,
    card: Option<Json>,
}

impl PreviewReply {
    /// Leaves the link as it is.
    pub fn unchanged() -> Self {
        Self::default()
    }

    /// Shows this title in place of the link.
    pub fn title(title: impl Into<String>) -> Self {
        Self {
            title: Some(title.into()),
            ..Self::default()
        }
    }

    /// The same title for those whose screen is in this language (`zh_cn`, `en_us`, `ja_jp` …).
    pub fn in_language(mut self, language: impl Into<String>, title: impl Into<String>) -> Self {
        self.languages.insert(language.into(), title.into());
        self
    }

    /// Shows this image, by its key, in front of the title.
    pub fn image(mut self, image_key: impl Into<String>) -> Self {
        self.image = Some(image_key.into());
        self
    }

    /// Leads to another address on this kind of device: `pc`, `web`, `ios`, `android`, or `copy_url` for what is copied.
    pub fn url(mut self, device: impl Into<String>, url: impl Into<String>) -> Self {
        self.url.insert(device.into(), url.into());
        self
    }

    /// Shows this card below the message. It is the JSON of a card.
    pub fn card(mut self, card: impl Into<Json>) -> Self {
        self.card = Some(raw(card.into()));
        self
    }

    /// Shows a card made of this template below the message.
    pub fn template(mut self, template: CardTemplate) -> Self {
        self.card = Some(template.write());
        self
    }
}

impl Reply for PreviewReply {
    fn write(self) -> Json {
        let inline = object([
            ("title", self.title.map(Json::from)),
            ("i18n_title", filled(self.languages)),
            ("image_key", self.image.map(Json::from)),
            ("url", filled(self.url)),
        ]);
        let is_set = inline.as_object().is_some_and(|inline| !inline.is_empty());
        object([("inline", is_set.then_some(inline)), ("card", self.card)])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_link_is_shown_as_a_title_and_a_card() {
        assert_eq!(PreviewReply::unchanged().write(), json!({}));
        let reply = PreviewReply::title("Order")
            .in_language("zh_cn", "订单")
            .image("img_1")
            .url("pc", "https://a.example");
        assert_eq!(
            reply.card(json!({ "elements": [] })).write(),
            json!({
                "inline": {
                    "title": "Order", "i18n_title": { "zh_cn": "订单" }, "image_key": "img_1", "url": { "pc": "https://a.example" },
                },
                "card": { "type": "raw", "data": { "elements": [] } },
            })
        );
    }
}
