//! Requests that send a content, responses and events that have one.

use crate::im::v1::message::{
    Create, CreateResponse, ForwardResponse, Message, Reply, ReplyResponse, Update, UpdateResponse,
};
use crate::runtime::Given;

use super::Content;

impl<HasReceiveIdType, HasReceiveId, HasMsgType, HasContent>
    Create<HasReceiveIdType, HasReceiveId, HasMsgType, HasContent>
{
    /// Sets `msg_type` and `content`, as of [`content`](mod@super): a text, or what its functions give.
    pub fn message(self, content: impl Into<Content>) -> Create<HasReceiveIdType, HasReceiveId, Given, Given> {
        let content = content.into();
        self.msg_type(content.msg_type()).content(content.to_json())
    }
}

impl<HasContent, HasMsgType> Reply<HasContent, HasMsgType> {
    /// Sets `msg_type` and `content`, as of [`content`](mod@super): a text, or what its functions give.
    pub fn message(self, content: impl Into<Content>) -> Reply<Given, Given> {
        let content = content.into();
        self.msg_type(content.msg_type()).content(content.to_json())
    }
}

impl<HasMsgType, HasContent> Update<HasMsgType, HasContent> {
    /// Sets `msg_type` and `content`, as of [`content`](mod@super): a text, or what its functions give.
    pub fn message(self, content: impl Into<Content>) -> Update<Given, Given> {
        let content = content.into();
        self.msg_type(content.msg_type()).content(content.to_json())
    }
}

macro_rules! messages {
    ($($type:ty),* $(,)?) => { $(
        impl $type {
            /// What the message says. `None` if the response leaves out its type or its content, as that of a message
            /// that was deleted.
            #[must_use]
            pub fn content(&self) -> Option<Content> {
                let (msg_type, body) = (self.msg_type.as_ref()?, self.body.as_ref()?);
                Some(Content::read(msg_type.as_str(), body.content.as_deref()?))
            }
        }
    )* };
}

messages!(Message, CreateResponse, ReplyResponse, UpdateResponse, ForwardResponse);

#[cfg(feature = "events")]
impl crate::im::v1::events::EventMessage {
    /// What the message says. `None` if the event leaves out its type or its content.
    #[must_use]
    pub fn content(&self) -> Option<Content> {
        Some(Content::read(self.message_type.as_deref()?, self.content.as_deref()?))
    }
}
