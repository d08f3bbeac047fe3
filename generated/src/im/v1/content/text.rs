//! Text with marks in it.

use crate::runtime::wire;

wire::kept! {
    /// Text, in which a few marks have a meaning when it is sent: `<at user_id="ou_…"></at>` mentions a person or, with
    /// `all`, everybody in the chat, `<b>`, `<i>`, `<u>` and `<s>` style, `[text](address)` links. The methods append such
    /// marks. The page tells no way to write one without its meaning.
    ///
    /// As received, a mention is `@_user_1`, the key of one of the message's `mentions`; a link is as it was sent, and
    /// styles are left out.
    ///
    /// ```
    /// use feishu_openapi::im::v1::content;
    ///
    /// let text = content::text("Build ").bold("failed").text(": ").link("log", "https://example.com").at("ou_1");
    /// let marked = r#"Build <b>failed</b>: [log](https://example.com)<at user_id="ou_1"></at>"#;
    /// assert_eq!(text.text, marked);
    /// ```
    Text {
        /// As on the wire.
        text: String = "text",
    }
}

impl Text {
    /// Appends text.
    #[must_use]
    pub fn text(mut self, text: impl AsRef<str>) -> Self {
        self.text.push_str(text.as_ref());
        self
    }

    /// Mentions a person, by open_id, union_id or user_id.
    #[must_use]
    pub fn at(self, user_id: impl AsRef<str>) -> Self {
        // No id has one of these, and what has one could be another mark.
        let id = user_id.as_ref().replace(['"', '<', '>'], "");
        self.text(format!("<at user_id=\"{id}\"></at>"))
    }

    /// Mentions everybody, where the chat allows that.
    #[must_use]
    pub fn at_all(self) -> Self {
        self.at("all")
    }

    /// A link. Brackets in `text` must be in pairs, and none inside of another.
    #[must_use]
    pub fn link(self, text: impl AsRef<str>, address: impl AsRef<str>) -> Self {
        self.text(format!("[{}]({})", text.as_ref(), address.as_ref()))
    }

    /// Appends bold text.
    #[must_use]
    pub fn bold(self, text: impl AsRef<str>) -> Self {
        self.styled("b", text.as_ref())
    }

    /// Appends italic text.
    #[must_use]
    pub fn italic(self, text: impl AsRef<str>) -> Self {
        self.styled("i", text.as_ref())
    }

    /// Appends underlined text.
    #[must_use]
    pub fn underline(self, text: impl AsRef<str>) -> Self {
        self.styled("u", text.as_ref())
    }

    /// Appends text that is struck through.
    #[must_use]
    pub fn strike(self, text: impl AsRef<str>) -> Self {
        self.styled("s", text.as_ref())
    }

    fn styled(self, tag: &str, text: &str) -> Self {
        self.text(format!("<{tag}>{text}</{tag}>"))
    }
}
