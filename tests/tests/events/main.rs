//! Generated types of events: what their pages say, and reading what the server sends.

// What fails here fails a test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use feishu_openapi::runtime::receive::{CardReply, Event, PreviewReply, Schema};
use feishu_openapi::runtime::{spec, wire};
use feishu_openapi::{approval, cardkit, contact, im};

#[test]
fn an_event_knows_what_its_page_says() {
    let spec = im::v1::events::MessageReceive::SPEC;
    assert_eq!(
        (spec.id, spec.event_type),
        ("im.v1.message.receive", "im.message.receive_v1")
    );
    assert_eq!((spec.schema, spec.app_types()), (Schema::V2, spec::CUSTOM_OR_ISV));
    assert_eq!(spec.identity, Some("/message/message_id"));
    assert!(spec.scopes().any(|scope| scope.name == "im:message.group_msg"));
    assert!(!spec.is_deprecated() && spec.page().starts_with("https://open.feishu.cn/") && spec.updated().is_some());
    let unseen = cardkit::v1::events::CardActionTrigger::SPEC
        .errors()
        .map(|error| error.code);
    assert!(unseen.into_iter().any(|code| code == 200_341));
    let old = approval::v4::events::LeaveApprovalV2::SPEC;
    assert_eq!((old.event_type, old.schema), ("leave_approvalV2", Schema::V1));
    assert!(contact::v3::events::UserAdd::SPEC.is_deprecated());
}

#[test]
fn an_event_is_read_as_leniently_as_a_response() {
    let text = r#"{
        "sender": { "sender_id": { "open_id": "ou_1" }, "sender_type": "user", "new": 1 },
        "message": { "message_id": "om_1", "chat_type": "group", "mentions": null, "content": "{\"text\":\"hi\"}" }
    }"#;
    let event: im::v1::events::MessageReceive = wire::from_str(text).unwrap();
    let message = event.message.unwrap();
    assert_eq!(message.message_id.as_deref(), Some("om_1"));
    assert_eq!(
        message.chat_type,
        Some(im::v1::events::EventMessageChatType::Group.into())
    );
    assert!(message.mentions.is_empty());
    let sender: im::v1::events::UserId = event.sender.unwrap().sender_id.unwrap();
    assert_eq!(sender.open_id.as_deref(), Some("ou_1"));
}

#[test]
fn what_an_endpoint_responds_with_and_an_event_holds_is_one_type() {
    let status: Option<contact::v3::user::UserStatus> = contact::v3::events::UserEvent::default().status;
    assert!(status.is_none());
}

#[test]
fn a_callback_has_the_reply_that_it_takes() {
    fn takes<E: Event<Reply = R>, R>() -> &'static str {
        E::SPEC.event_type
    }
    assert_eq!(
        takes::<cardkit::v1::events::CardActionTrigger, CardReply>(),
        "card.action.trigger"
    );
    assert_eq!(
        takes::<im::v1::events::UrlPreviewGet, PreviewReply>(),
        "url.preview.get"
    );
    assert_eq!(takes::<im::v1::events::MessageReceive, ()>(), "im.message.receive_v1");
}
