//! Posts: paragraphs of text, links, mentions, images and more.
//!
//! ```
//! use feishu_openapi::im::v1::content::{self, post};
//!
//! let post = content::post("Release 1.2")
//!     .paragraph([post::text("Thanks to "), post::at("ou_1"), post::text("!").bold()])
//!     .image("img_1")
//!     .media("file_1", "img_2")
//!     .emotion("SMILE")
//!     .hr()
//!     .code("rust", "fn main() {}")
//!     .md("1. one\n2. two")
//!     .language("en_us", "Release 1.2, in English")
//!     .text("Thanks to everybody.");
//! assert_eq!(post.languages.len(), 2);
//! ```

use std::borrow::Cow;

use crate::runtime::wire::{self, Json, Kept, Map};

/// The content of a post, in one language or several.
///
/// As received it has one language, which is not named: it is read as `zh_cn`, and written in that language.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Post {
    /// By language: `zh_cn`, `en_us`.
    pub languages: Map<Body>,
}

wire::kept! {
    /// A post in one language.
    Body {
        /// What stands above it.
        title: Option<String> = "title",
        /// The paragraphs. Images and videos, code, lines and Markdown have a paragraph of their own.
        content: Vec<Vec<Node>> = "content",
    }

    /// Text.
    Text {
        /// As it is shown.
        text: String = "text",
        /// Whether `text` is to be decoded first.
        un_escape: Option<bool> = "un_escape",
        /// `bold`, `underline`, `lineThrough`, `italic`.
        style: Option<Vec<String>> = "style",
    }

    /// A link.
    Link {
        /// As it is shown.
        text: String = "text",
        /// Where it leads to. A message whose address is no URL is refused.
        href: String = "href",
        /// As of [`Text`].
        style: Option<Vec<String>> = "style",
    }

    /// A mention.
    At {
        /// To send: open_id, union_id or user_id, or `all`. As received: `@_user_1`, the key of one of the message's
        /// `mentions`.
        user_id: String = "user_id",
        /// As received.
        user_name: Option<String> = "user_name",
        /// As of [`Text`].
        style: Option<Vec<String>> = "style",
    }

    /// An image.
    Image {
        /// From `im.v1.image.create`.
        image_key: String = "image_key",
    }

    /// A video.
    Media {
        /// From `im.v1.file.create`.
        file_key: String = "file_key",
        /// The image that is shown before the video plays.
        image_key: Option<String> = "image_key",
    }

    /// An emoji.
    Emotion {
        /// As `SMILE`.
        emoji_type: String = "emoji_type",
    }

    /// A horizontal line.
    Hr {}

    /// Code.
    CodeBlock {
        /// As `GO`, in any case; plain text if there is none.
        language: Option<String> = "language",
        /// The code.
        text: String = "text",
    }

    /// Markdown, which is sent only: as received it is other nodes.
    Md {
        /// Mentions, links, lists, code, quotes, lines and styles.
        text: String = "text",
    }
}

wire::tagged! {
    /// A piece of a paragraph.
    Node by "tag" {
        /// Text.
        Text(Text) = "text",
        /// A link.
        Link(Link) = "a",
        /// A mention.
        At(At) = "at",
        /// An image.
        Image(Image) = "img",
        /// A video.
        Media(Media) = "media",
        /// An emoji.
        Emotion(Emotion) = "emotion",
        /// A horizontal line.
        Hr(Hr) = "hr",
        /// Code.
        CodeBlock(CodeBlock) = "code_block",
        /// Markdown.
        Md(Md) = "md",
    }
}

impl From<&str> for Node {
    fn from(content: &str) -> Self {
        text(content)
    }
}

impl From<String> for Node {
    fn from(content: String) -> Self {
        text(content)
    }
}

impl From<&String> for Node {
    fn from(content: &String) -> Self {
        text(content)
    }
}

impl From<Cow<'_, str>> for Node {
    fn from(content: Cow<'_, str>) -> Self {
        text(content)
    }
}

impl Kept for Post {
    fn read(json: &Json) -> Option<Self> {
        let languages = match Body::read(json) {
            Some(body) => Map::from_iter([("zh_cn".to_owned(), body)]),
            None => Map::read(json)?,
        };
        Some(Self { languages })
    }

    fn write(&self) -> Json {
        self.languages.write()
    }
}

impl Post {
    /// The body of the first language.
    #[must_use]
    pub fn body(&self) -> Option<&Body> {
        self.languages.values().next()
    }

    /// Goes on in another language, as `en_us`, with a title unless it is empty.
    #[must_use]
    pub fn language(mut self, language: impl Into<String>, title: impl Into<String>) -> Self {
        let title = Some(title.into()).filter(|title| !title.is_empty());
        self.languages.insert(
            language.into(),
            Body {
                title,
                ..Body::default()
            },
        );
        self
    }

    /// Appends a paragraph of these pieces.
    #[must_use]
    pub fn paragraph(mut self, nodes: impl IntoIterator<Item = impl Into<Node>>) -> Self {
        if self.languages.is_empty() {
            self = self.language("zh_cn", "");
        }
        if let Some((_, body)) = self.languages.last_mut() {
            body.content.push(nodes.into_iter().map(Into::into).collect());
        }
        self
    }

    /// Appends a paragraph of text.
    #[must_use]
    pub fn text(self, content: impl Into<String>) -> Self {
        self.paragraph([text(content)])
    }

    /// Appends an image, by its key from `im.v1.image.create`.
    #[must_use]
    pub fn image(self, image_key: impl Into<String>) -> Self {
        self.paragraph([Image {
            image_key: image_key.into(),
            ..Image::default()
        }])
    }

    /// Appends a video, by its key from `im.v1.file.create`, and the image that is shown before it plays, or `None`.
    #[must_use]
    pub fn media<'a>(self, file_key: impl Into<String>, image_key: impl Into<Option<&'a str>>) -> Self {
        let image_key = image_key.into().map(ToOwned::to_owned);
        self.paragraph([Media {
            file_key: file_key.into(),
            image_key,
            ..Media::default()
        }])
    }

    /// Appends an emoji, as `SMILE`.
    #[must_use]
    pub fn emotion(self, emoji_type: impl Into<String>) -> Self {
        self.paragraph([emotion(emoji_type)])
    }

    /// Appends a horizontal line.
    #[must_use]
    pub fn hr(self) -> Self {
        self.paragraph([Hr::default()])
    }

    /// Appends code in a language, as `rust`.
    #[must_use]
    pub fn code(self, language: impl Into<String>, code: impl Into<String>) -> Self {
        let language = Some(language.into());
        self.paragraph([CodeBlock {
            language,
            text: code.into(),
            ..CodeBlock::default()
        }])
    }

    /// Appends Markdown, which becomes paragraphs of its own.
    #[must_use]
    pub fn md(self, text: impl Into<String>) -> Self {
        self.paragraph([Md {
            text: text.into(),
            ..Md::default()
        }])
    }
}

/// Text, in which no mark has a meaning.
#[must_use]
pub fn text(text: impl Into<String>) -> Node {
    Text {
        text: text.into(),
        ..Text::default()
    }
    .into()
}

/// A link. A message whose address is no URL is refused.
#[must_use]
pub fn link(text: impl Into<String>, href: impl Into<String>) -> Node {
    Link {
        text: text.into(),
        href: href.into(),
        ..Link::default()
    }
    .into()
}

/// A mention of a person by open_id, union_id or user_id, or of everybody by `all`.
#[must_use]
pub fn at(user_id: impl Into<String>) -> Node {
    At {
        user_id: user_id.into(),
        ..At::default()
    }
    .into()
}

/// An emoji, as `SMILE`.
#[must_use]
pub fn emotion(emoji_type: impl Into<String>) -> Node {
    Emotion {
        emoji_type: emoji_type.into(),
        ..Emotion::default()
    }
    .into()
}

/// Styles of text, links and mentions. Other pieces have none, and stay as they are.
impl Node {
    /// Bold.
    #[must_use]
    pub fn bold(self) -> Self {
        self.styled("bold")
    }

    /// Italic.
    #[must_use]
    pub fn italic(self) -> Self {
        self.styled("italic")
    }

    /// Underlined.
    #[must_use]
    pub fn underline(self) -> Self {
        self.styled("underline")
    }

    /// Struck through.
    #[must_use]
    pub fn strike(self) -> Self {
        self.styled("lineThrough")
    }

    fn styled(mut self, name: &str) -> Self {
        let style = match &mut self {
            Self::Text(node) => &mut node.style,
            Self::Link(node) => &mut node.style,
            Self::At(node) => &mut node.style,
            _ => return self,
        };
        style.get_or_insert_default().push(name.to_owned());
        self
    }
}
