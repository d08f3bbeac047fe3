//! Contents of messages: what is sent, with the `msg_type` that belongs to it, and what is received.
//!
//! | `msg_type` | to send | as received |
//! | --- | --- | --- |
//! | `text` | [`text()`] | [`Content::Text`] |
//! | `post` | [`post()`](post()), made of [nodes](mod@post) | [`Content::Post`] |
//! | `image`, `file`, `audio`, `media`, `sticker` | [`image`], [`file()`], [`audio`], [`media`], [`sticker`] | the variant of that name |
//! | `interactive` | [`card()`] (JSON), [`card_id`], [`template`] | [`Content::Interactive`] |
//! | `share_chat`, `share_user` | [`share_chat`], [`share_user`] | the variant of that name |
//! | `system` | [`divider`] | [`Content::Divider`], [`Content::System`] |
//! | others | | the variant of that name, or [`Content::Other`] |
//!
//! ```
//! use feishu_openapi::im::v1::content::{self, Content, post};
//! use feishu_openapi::im::v1::message;
//!
//! let create = message::create().receive_id_type("open_id").receive_id("ou_1");
//! let hello = create.message("Hello"); // sets `msg_type` and `content`
//!
//! let done = content::text("Done, ").at("ou_1").link(" see here", "https://example.com");
//! let done = message::reply("om_1").message(done);
//!
//! let news = content::post("Release 1.2")
//!     .paragraph([post::text("All tests passed: ").bold(), post::link("log", "https://example.com")])
//!     .image("img_1")
//!     .code("rust", "fn main() {}");
//! let news = message::reply("om_1").message(news);
//!
//! match Content::read("text", r#"{"text": "@_user_1 hello"}"#) {
//!     Content::Text(text) => assert_eq!(text.text, "@_user_1 hello"),
//!     other => println!("{} is of no use here", other.msg_type()),
//! }
//! ```
//!
//! Nothing is lost: fields that are not documented are in the `rest` of each object and are written again; what cannot be
//! understood at all is [`Content::Other`] with its text. From the pages
//! <https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/im-v1/message/create_json> (to send) and
//! <https://open.feishu.cn/document/uAjLw4CM/ukTMukTMukTM/im-v1/message/events/message_content> (received).

mod card;
pub mod post;
mod received;
mod requests;
mod text;

use std::borrow::Cow;
use std::fmt;

use crate::runtime::wire::{self, Json, Kept, Map};

pub use card::{Template, card, card_id, template};
pub use post::Post;
pub use received::{CalendarEvent, Location, MergeForward, System, Todo, VideoChat, Vote};
pub use text::Text;

macro_rules! contents {
    ($($(#[$about:meta])* $variant:ident($type:ty) = $msg_type:literal),* $(,)?) => {
        /// The content of a message.
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Content {
            $($(#[$about])* $variant($type),)*
            /// Anything else, as it is.
            Other {
                /// What it is called on the wire.
                msg_type: String,
                /// What should be JSON.
                content: String,
            },
        }

        impl Content {
            /// Type and content of a message, as both stand in a response or an event. Never fails: what is not as
            /// documented is [`Content::Other`].
            #[must_use]
            pub fn read(msg_type: &str, content: &str) -> Self {
                if let Ok(json) = content.parse::<Json>() {
                    $(if msg_type == $msg_type && let Some(content) = <$type>::read(&json) {
                        return Self::$variant(content);
                    })*
                }
                Self::Other { msg_type: msg_type.to_owned(), content: content.to_owned() }
            }

            /// The type of the message, as it stands on the wire.
            #[must_use]
            pub fn msg_type(&self) -> &str {
                match self {
                    $(Self::$variant(_) => $msg_type,)*
                    Self::Other { msg_type, .. } => msg_type,
                }
            }

            /// The content, as it stands on the wire: the text of JSON.
            #[must_use]
            pub fn to_json(&self) -> String {
                match self {
                    $(Self::$variant(content) => content.write().to_string(),)*
                    Self::Other { content, .. } => content.clone(),
                }
            }
        }
    };
}

contents! {
    /// Text, which may mention people.
    Text(Text) = "text",
    /// Paragraphs of text, images and the like.
    Post(Post) = "post",
    /// An image.
    Image(Image) = "image",
    /// A file.
    File(File) = "file",
    /// A folder, which only the vendor's client can send and open.
    Folder(File) = "folder",
    /// A recording of speech.
    Audio(File) = "audio",
    /// A video.
    Media(Media) = "media",
    /// A sticker. Only one that was received can be sent.
    Sticker(File) = "sticker",
    /// A card: what [`card()`], [`card_id`] and [`template`] give. A card that is received is shaped otherwise: it has a
    /// `title` and `elements`, a list of lines of elements, and shows little of cards of schema 2.0.
    Interactive(Json) = "interactive",
    /// A chat's card.
    ShareChat(ShareChat) = "share_chat",
    /// A person's card.
    ShareUser(ShareUser) = "share_user",
    /// A line between two parts of a conversation.
    Divider(Divider) = "system",
    /// What the client says of itself, such as who was invited.
    System(System) = "system",
    /// A red packet, of which only the text is shown.
    Hongbao(Text) = "hongbao",
    /// An event of a calendar that somebody shares.
    ShareCalendarEvent(CalendarEvent) = "share_calendar_event",
    /// An invitation to an event of a calendar.
    Calendar(CalendarEvent) = "calendar",
    /// An event of a calendar that is handed over, commented or moved.
    GeneralCalendar(CalendarEvent) = "general_calendar",
    /// A place.
    Location(Location) = "location",
    /// A video call.
    VideoChat(VideoChat) = "video_chat",
    /// A task.
    Todo(Todo) = "todo",
    /// A poll.
    Vote(Vote) = "vote",
    /// Messages that were forwarded together: `im.v1.message.get` lists them.
    MergeForward(MergeForward) = "merge_forward",
}

/// The content's JSON.
impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_json())
    }
}

macro_rules! from {
    ($($type:ty => $variant:ident),* $(,)?) => { $(
        impl From<$type> for Content {
            fn from(content: $type) -> Self {
                Self::$variant(content.into())
            }
        }
    )* };
}

from! {
    Text => Text, Post => Post, Image => Image, Media => Media, ShareChat => ShareChat, ShareUser => ShareUser,
    Divider => Divider, Template => Interactive,
}

/// Text without any mention or link of ours; see [`text()`].
impl From<&str> for Content {
    fn from(content: &str) -> Self {
        Self::Text(text(content))
    }
}

/// Text without any mention or link of ours; see [`text()`].
impl From<String> for Content {
    fn from(content: String) -> Self {
        Self::Text(text(content))
    }
}

/// Text without any mention or link of ours; see [`text()`].
impl From<&String> for Content {
    fn from(content: &String) -> Self {
        Self::Text(text(content))
    }
}

/// Text without any mention or link of ours; see [`text()`].
impl From<Cow<'_, str>> for Content {
    fn from(content: Cow<'_, str>) -> Self {
        Self::Text(text(content))
    }
}

wire::kept! {
    /// An image in a message.
    Image {
        /// From `im.v1.image.create`.
        image_key: String = "image_key",
    }

    /// A file in a message: a file, a folder, a recording or a sticker.
    File {
        /// From `im.v1.file.create`.
        file_key: String = "file_key",
        /// As received, of files and folders.
        file_name: Option<String> = "file_name",
        /// In milliseconds. As received, of recordings.
        duration: Option<i64> = "duration",
    }

    /// A video in a message.
    Media {
        /// From `im.v1.file.create`.
        file_key: String = "file_key",
        /// The image that is shown before the video plays, from `im.v1.image.create`.
        image_key: Option<String> = "image_key",
        /// As received.
        file_name: Option<String> = "file_name",
        /// In milliseconds. As received.
        duration: Option<i64> = "duration",
    }

    /// A chat's card.
    ShareChat {
        /// The chat, in which the bot must be that shares it.
        chat_id: String = "chat_id",
    }

    /// A person's card.
    ShareUser {
        /// The person's open_id. The bot must be available to that person.
        user_id: String = "user_id",
    }

    /// A line between two parts of a conversation with one person.
    Divider {
        /// Always `divider`.
        kind: String = "type",
        /// What is written in the line.
        params: DividerParams = "params",
        /// Settings, such as `need_rollup`.
        options: Option<Map<Json>> = "options",
    }

    /// What is written in a [`Divider`].
    DividerParams {
        /// The text and its translations.
        divider_text: DividerText = "divider_text",
    }

    /// The text of a [`Divider`] and its translations.
    DividerText {
        /// Where there is no translation: at most 20 characters, or 10 Chinese ones.
        text: String = "text",
        /// By language, as `en_US`, `zh_CN`, `ja_JP`.
        i18n_text: Option<Map<String>> = "i18n_text",
    }
}

impl Media {
    /// The image that is shown before the video plays, from `im.v1.image.create`.
    #[must_use]
    pub fn cover(mut self, image_key: impl Into<String>) -> Self {
        self.image_key = Some(image_key.into());
        self
    }
}

impl Divider {
    /// The text in another language, as `en_US`, `zh_CN`, `ja_JP`.
    #[must_use]
    pub fn translated(mut self, language: impl Into<String>, text: impl Into<String>) -> Self {
        let translations = &mut self.params.divider_text.i18n_text;
        translations
            .get_or_insert_default()
            .insert(language.into(), text.into());
        self
    }

    /// Scrolls what was before out of sight.
    #[must_use]
    pub fn roll_up(mut self) -> Self {
        self.options
            .get_or_insert_default()
            .insert("need_rollup".to_owned(), true.into());
        self
    }
}

/// Text. What is marked up in it is read as such (see [`Text`]), so text of other people is safer in a node of a
/// [`post()`](post()).
#[must_use]
pub fn text(text: impl Into<String>) -> Text {
    Text {
        text: text.into(),
        ..Text::default()
    }
}

/// Paragraphs, with a title above them unless it is empty. Other languages can be [added](Post::language).
#[must_use]
pub fn post(title: impl Into<String>) -> Post {
    Post::default().language("zh_cn", title)
}

/// An image, by its key from `im.v1.image.create`.
#[must_use]
pub fn image(image_key: impl Into<String>) -> Image {
    Image {
        image_key: image_key.into(),
        ..Image::default()
    }
}

fn with_key(file_key: impl Into<String>) -> File {
    File {
        file_key: file_key.into(),
        ..File::default()
    }
}

/// A file, by its key from `im.v1.file.create`.
#[must_use]
pub fn file(file_key: impl Into<String>) -> Content {
    Content::File(with_key(file_key))
}

/// A recording of speech, by its key from `im.v1.file.create`.
#[must_use]
pub fn audio(file_key: impl Into<String>) -> Content {
    Content::Audio(with_key(file_key))
}

/// A video, by its key from `im.v1.file.create`.
#[must_use]
pub fn media(file_key: impl Into<String>) -> Media {
    Media {
        file_key: file_key.into(),
        ..Media::default()
    }
}

/// A sticker that the bot received, by its key.
#[must_use]
pub fn sticker(file_key: impl Into<String>) -> Content {
    Content::Sticker(with_key(file_key))
}

/// A chat's card. The bot must be in that chat.
#[must_use]
pub fn share_chat(chat_id: impl Into<String>) -> ShareChat {
    ShareChat {
        chat_id: chat_id.into(),
        ..ShareChat::default()
    }
}

/// A person's card, by open_id. The bot must be available to that person.
#[must_use]
pub fn share_user(open_id: impl Into<String>) -> ShareUser {
    ShareUser {
        user_id: open_id.into(),
        ..ShareUser::default()
    }
}

/// A line with a text in a conversation with one person. Needs the scope `im:message:send_sys_msg`.
#[must_use]
pub fn divider(text: impl Into<String>) -> Divider {
    let divider_text = DividerText {
        text: text.into(),
        ..DividerText::default()
    };
    let params = DividerParams {
        divider_text,
        ..DividerParams::default()
    };
    Divider {
        kind: "divider".to_owned(),
        params,
        ..Divider::default()
    }
}
