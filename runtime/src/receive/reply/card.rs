//! Cards and notices in replies.

use serde_json::json;

use super::{Reply, filled, object};
use crate::wire::{Json, Map};

/// What happens after a click on a card (`card.action.trigger`): nothing, a short notice, another card, or both.
///
/// ```
/// use feishu_openapi_runtime::receive::{CardReply, Toast};
/// use feishu_openapi_runtime::serde_json::json;
///
/// let reply = CardReply::new()
///     .toast(Toast::success("Approved").in_language("zh_cn", "已同意"))
///     .card(json!({ "schema": "2.0", "body": { "elements": [] } }));
/// # drop(reply);
/// ```
///
/// A card may also be changed later, by `interactive.v1.card.update` with the `token` of the click: twice, within 30 minutes.
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use = "a reply does nothing unless a handler returns it"]
pub struct CardReply {
    toast: Option<Toast>,
    card: Option<Json>,
}

impl CardReply {
    /// Changes nothing, and shows nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Shows a notice to the one who clicked.
    pub fn toast(mut self, toast: Toast) -> Self {
        self.toast = Some(toast);
        self
    }

    /// Puts this card in place of the one that was clicked. It is the JSON of a card, of schema 1.0 or 2.0; a card of 2.0
    /// cannot become one of 1.0.
    pub fn card(mut self, card: impl Into<Json>) -> Self {
        self.card = Some(raw(card.into()));
        self
    }

    /// Puts a card made of this template in place of the one that was clicked.
    pub fn template(mut self, template: CardTemplate) -> Self {
        self.card = Some(template.write());
        self
    }
}

impl Reply for CardReply {
    fn write(self) -> Json {
        object([("toast", self.toast.map(Toast::write)), ("card", self.card)])
    }
}

/// A card that is handed in as it is.
pub(super) fn raw(card: Json) -> Json {
    json!({ "type": "raw", "data": card })
}

/// A card template, which was made in the vendor's card builder, with what is filled in.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct CardTemplate {
    id: String,
    version: Option<String>,
    variables: Map<Json>,
}

impl CardTemplate {
    /// The template with this id, in its newest version.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            version: None,
            variables: Map::new(),
        }
    }

    /// Takes this version of the template (`1.0.0`).
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Fills in a variable.
    pub fn variable(mut self, name: impl Into<String>, value: impl Into<Json>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    pub(super) fn write(self) -> Json {
        let data = object([
            ("template_id", Some(self.id.into())),
            ("template_version_name", self.version.map(Json::from)),
            ("template_variable", filled(self.variables)),
        ]);
        json!({ "type": "template", "data": data })
    }
}

/// A short notice at the top of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Toast {
    kind: &'static str,
    content: String,
    languages: Map<String>,
}

impl Toast {
    /// A notice without a sign.
    pub fn info(text: impl Into<String>) -> Self {
        Self::of("info", text.into())
    }

    /// It was done.
    pub fn success(text: impl Into<String>) -> Self {
        Self::of("success", text.into())
    }

    /// It was done, but.
    pub fn warning(text: impl Into<String>) -> Self {
        Self::of("warning", text.into())
    }

    /// It was not done.
    pub fn error(text: impl Into<String>) -> Self {
        Self::of("error", text.into())
    }

    /// The same notice for those whose screen is in this language (`zh_cn`, `en_us`, `ja_jp` …).
    pub fn in_language(mut self, language: impl Into<String>, text: impl Into<String>) -> Self {
        self.languages.insert(language.into(), text.into());
        self
    }

    fn of(kind: &'static str, content: String) -> Self {
        Self {
            kind,
            content,
            languages: Map::new(),
        }
    }

    fn write(self) -> Json {
        object([
            ("type", Some(self.kind.into())),
            ("content", Some(self.content.into())),
            ("i18n", filled(self.languages)),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_click_is_replied_to_with_nothing_a_notice_a_card_or_both() {
        assert_eq!(CardReply::new().write(), json!({}));
        let notice = Toast::warning("late").in_language("zh_cn", "迟");
        assert_eq!(
            CardReply::new().toast(notice).card(json!({ "elements": [] })).write(),
            json!({
                "toast": { "type": "warning", "content": "late", "i18n": { "zh_cn": "迟" } },
                "card": { "type": "raw", "data": { "elements": [] } },
            })
        );
        let template = CardTemplate::new("AAq").version("1.0.0").variable("name", "Li Si");
        assert_eq!(
            CardReply::new().template(template).write(),
            json!({ "card": { "type": "template", "data": {
                "template_id": "AAq", "template_version_name": "1.0.0", "template_variable": { "name": "Li Si" },
            } } })
        );
        assert_eq!(
            CardReply::new().template(CardTemplate::new("AAq")).write(),
            json!({ "card": { "type": "template", "data": { "template_id": "AAq" } } })
        );
    }
}
