//! Contents that are received only.

use crate::runtime::wire::{self, Json};

use super::post::Body;

wire::kept! {
    /// What the client says of itself: a text with places for values, which are in `rest` by name.
    System {
        /// As `{from_user} invited {to_chatters} to this chat.`
        template: String = "template",
    }

    /// An event of a calendar.
    CalendarEvent {
        /// Its title.
        summary: Option<String> = "summary",
        /// In milliseconds since 1970.
        start_time: Option<String> = "start_time",
        /// In milliseconds since 1970.
        end_time: Option<String> = "end_time",
    }

    /// A place.
    Location {
        /// What it is called.
        name: Option<String> = "name",
        /// In degrees.
        longitude: Option<String> = "longitude",
        /// In degrees.
        latitude: Option<String> = "latitude",
    }

    /// A video call.
    VideoChat {
        /// Its title.
        topic: Option<String> = "topic",
        /// In milliseconds since 1970.
        start_time: Option<String> = "start_time",
    }

    /// A task.
    Todo {
        /// Its id.
        task_id: Option<String> = "task_id",
        /// What is to be done.
        summary: Option<Body> = "summary",
        /// In milliseconds since 1970.
        due_time: Option<String> = "due_time",
    }

    /// A poll.
    Vote {
        /// What is asked.
        topic: Option<String> = "topic",
        /// What can be chosen.
        options: Option<Vec<String>> = "options",
    }

    /// Messages that were forwarded together.
    MergeForward {
        /// Always `Merged and Forwarded Message`.
        content: String = "content",
    }
}

impl System {
    /// The text with the values in it; lists with commas between their items.
    ///
    /// ```
    /// use feishu_openapi::im::v1::content::Content;
    ///
    /// let json = r#"{"template": "{from_user} invited {to_chatters}.", "from_user": ["A"], "to_chatters": ["B", "C"]}"#;
    /// match Content::read("system", json) {
    ///     Content::System(system) => assert_eq!(system.text(), "A invited B, C."),
    ///     other => println!("{other}"),
    /// }
    /// ```
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut rest = self.template.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            rest = match after.split_once('}') {
                Some((name, after)) if self.rest.contains_key(name) => {
                    text.push_str(&shown(self.rest.get(name)));
                    after
                }
                _ => {
                    text.push('{');
                    after
                }
            };
        }
        text + rest
    }
}

/// A value of a template: a text, a list of texts, or an object with a text in it.
fn shown(value: Option<&Json>) -> String {
    match value {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Array(items)) => items
            .iter()
            .map(|item| shown(Some(item)))
            .collect::<Vec<_>>()
            .join(", "),
        Some(Json::Object(fields)) => shown(fields.get("text")),
        _ => String::new(),
    }
}
