use std::borrow::Cow;

use feishu_openapi::im::v1::content::{self, Content, post};
use feishu_openapi::im::v1::message;
use feishu_openapi::runtime::wire;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::any_json;

/// What is sent for a content.
fn sent(content: impl Into<Content>) -> (String, Value) {
    let content = content.into();
    (
        content.msg_type().to_owned(),
        serde_json::from_str(&content.to_json()).unwrap(),
    )
}

fn read(msg_type: &str, json: &Value) -> Content {
    Content::read(msg_type, &json.to_string())
}

#[test]
fn contents_are_sent_as_the_page_shows_them() {
    let text = content::text("a\n")
        .at("ou_1")
        .text(" b")
        .at_all()
        .link("c", "https://example.com");
    let marked = "a\n<at user_id=\"ou_1\"></at> b<at user_id=\"all\"></at>[c](https://example.com)";
    let template = content::template("AAq1")
        .version("1.0.0")
        .variables([("key1", "value1"), ("key2", "value2")]);
    let divider = content::divider("New").translated("en_US", "New Session").roll_up();
    let data = json!({
        "template_id": "AAq1",
        "template_version_name": "1.0.0",
        "template_variable": {"key1": "value1", "key2": "value2"},
    });
    let line = json!({
        "type": "divider",
        "params": {"divider_text": {"text": "New", "i18n_text": {"en_US": "New Session"}}},
        "options": {"need_rollup": true},
    });
    for (content, msg_type, json) in [
        (text.into(), "text", json!({"text": marked})),
        (Content::from("a"), "text", json!({"text": "a"})),
        (Content::from(&"a".to_owned()), "text", json!({"text": "a"})),
        (Content::from(Cow::Borrowed("a")), "text", json!({"text": "a"})),
        (content::image("img_1").into(), "image", json!({"image_key": "img_1"})),
        (content::file("file_1"), "file", json!({"file_key": "file_1"})),
        (content::audio("file_1"), "audio", json!({"file_key": "file_1"})),
        (content::sticker("file_1"), "sticker", json!({"file_key": "file_1"})),
        (content::media("file_1").into(), "media", json!({"file_key": "file_1"})),
        (
            content::media("file_1").cover("img_1").into(),
            "media",
            json!({"file_key": "file_1", "image_key": "img_1"}),
        ),
        (
            content::share_chat("oc_1").into(),
            "share_chat",
            json!({"chat_id": "oc_1"}),
        ),
        (
            content::share_user("ou_1").into(),
            "share_user",
            json!({"user_id": "ou_1"}),
        ),
        (
            content::card_id("737"),
            "interactive",
            json!({"type": "card", "data": {"card_id": "737"}}),
        ),
        (
            template.into(),
            "interactive",
            json!({"type": "template", "data": data}),
        ),
        (divider.into(), "system", line),
    ] {
        assert_eq!(read(msg_type, &json), content);
        assert_eq!(sent(content), (msg_type.to_owned(), json));
    }
}

#[test]
fn a_card_is_sent_as_it_is_given_as_json_or_as_its_text() {
    let card = json!({"schema": "2.0", "body": {"elements": [{"tag": "markdown", "content": "a"}]}});
    for content in [content::card(card.to_string()), content::card(card.clone())] {
        assert_eq!(read("interactive", &card), content);
        assert_eq!(sent(content), ("interactive".to_owned(), card.clone()));
    }
}

#[test]
fn an_id_cannot_smuggle_a_mark_into_a_mention() {
    let text = content::text("").at("x\"></at><at user_id=\"all");
    assert_eq!(text.text, "<at user_id=\"x/atat user_id=all\"></at>");
}

#[test]
fn a_post_is_sent_as_the_page_shows_it() {
    let post = content::post("Title")
        .paragraph([
            post::text("First:").bold().underline(),
            post::link("link", "https://example.com").bold().italic(),
            post::at("ou_1").strike(),
        ])
        .image("img_1")
        .media("file_1", "img_1")
        .media("file_1", None)
        .emotion("SMILE")
        .hr()
        .code("GO", "func main() {}")
        .md("1. one\n2. two")
        .language("en_us", "")
        .text("Second");
    let expected = json!({
        "zh_cn": {
            "title": "Title",
            "content": [
                [
                    {"tag": "text", "text": "First:", "style": ["bold", "underline"]},
                    {"tag": "a", "text": "link", "href": "https://example.com", "style": ["bold", "italic"]},
                    {"tag": "at", "user_id": "ou_1", "style": ["lineThrough"]},
                ],
                [{"tag": "img", "image_key": "img_1"}],
                [{"tag": "media", "file_key": "file_1", "image_key": "img_1"}],
                [{"tag": "media", "file_key": "file_1"}],
                [{"tag": "emotion", "emoji_type": "SMILE"}],
                [{"tag": "hr"}],
                [{"tag": "code_block", "language": "GO", "text": "func main() {}"}],
                [{"tag": "md", "text": "1. one\n2. two"}],
            ],
        },
        "en_us": {"content": [[{"tag": "text", "text": "Second"}]]},
    });
    assert_eq!(read("post", &expected), Content::from(post.clone()));
    assert_eq!(sent(post), ("post".to_owned(), expected));
    let (_, started) = sent(post::Post::default().text("a"));
    assert_eq!(started, json!({"zh_cn": {"content": [[{"tag": "text", "text": "a"}]]}}));
}

#[test]
fn a_received_post_is_read_and_can_be_sent_on() {
    let received = json!({
        "title": "Title",
        "content": [
            [
                {"tag": "text", "text": "First", "style": ["bold"]},
                {"tag": "at", "user_id": "@_user_1", "user_name": "", "style": []},
            ],
            [{"tag": "new", "anything": {"at": "all"}}],
            [{"tag": "img"}],
        ],
    });
    let Content::Post(post) = read("post", &received) else {
        panic!()
    };
    let body = post.body().unwrap();
    assert_eq!(body.title.as_deref(), Some("Title"));
    assert!(matches!(&body.content[0][1], post::Node::At(at) if at.user_id == "@_user_1"));
    assert!(matches!(&body.content[1][0], post::Node::Other(json) if json["tag"] == "new"));
    assert!(matches!(&body.content[2][0], post::Node::Other(json) if json["tag"] == "img"));
    assert_eq!(sent(post).1, json!({"zh_cn": received}));
}

#[test]
fn what_is_received_only_is_read() {
    let event = json!({"summary": "Meeting", "start_time": "1608265395000", "end_time": "1608267015000"});
    let todo = json!({
        "task_id": "1",
        "summary": {"title": "", "content": [[{"tag": "text", "text": "Eat fruit"}]]},
        "due_time": "1623124318000",
    });
    let divider = json!({"template": "{divider_text}", "from_user": [], "divider_text": {"text": "New"}});
    for (msg_type, json) in [
        ("text", json!({"text": "@_user_1 text"})),
        ("file", json!({"file_key": "1", "file_name": "a.txt"})),
        ("folder", json!({"file_key": "1", "file_name": "a"})),
        ("audio", json!({"file_key": "1", "duration": 2000})),
        (
            "media",
            json!({"file_key": "1", "image_key": "2", "file_name": "a.mp4", "duration": 2000}),
        ),
        (
            "interactive",
            json!({"title": "a", "elements": [[{"tag": "button", "text": "b"}]]}),
        ),
        ("hongbao", json!({"text": "[a]"})),
        ("share_calendar_event", event.clone()),
        ("calendar", event.clone()),
        ("general_calendar", event),
        ("system", divider.clone()),
        ("location", json!({"name": "a", "longitude": "1.5", "latitude": "2.5"})),
        ("video_chat", json!({"topic": "a", "start_time": "1623124523829"})),
        ("todo", todo),
        ("vote", json!({"topic": "a", "options": ["b", "c"]})),
        ("merge_forward", json!({"content": "Merged and Forwarded Message"})),
    ] {
        let content = read(msg_type, &json);
        assert!(!matches!(content, Content::Other { .. }), "{content:?}");
        assert_eq!(sent(content), (msg_type.to_owned(), json));
    }
    let Content::System(system) = read("system", &divider) else {
        panic!()
    };
    assert_eq!(system.text(), "New");
    let Content::System(odd) = read("system", &json!({"template": "{a {divider_text} } {"})) else {
        panic!()
    };
    assert_eq!(odd.text(), "{a {divider_text} } {");
}

#[test]
fn what_is_not_as_documented_is_kept_with_its_text() {
    for (msg_type, content) in [
        ("new", "{}"),
        ("text", "{"),
        ("text", r#"{"text": 1}"#),
        ("image", "[]"),
        ("", ""),
    ] {
        let read = Content::read(msg_type, content);
        assert!(matches!(read, Content::Other { .. }), "{read:?}");
        assert_eq!((read.msg_type(), read.to_json()), (msg_type, content.to_owned()));
    }
}

#[test]
fn one_call_sets_type_and_content_of_a_request() {
    let send = || message::create().receive_id_type("chat_id").receive_id("oc_1");
    let by_hand = send().msg_type("text").content(r#"{"text":"a"}"#);
    assert_eq!(format!("{:?}", send().message("a")), format!("{by_hand:?}"));
    let image = message::reply("om_1").message(content::image("img_1"));
    let by_hand = message::reply("om_1")
        .msg_type("image")
        .content(r#"{"image_key":"img_1"}"#);
    assert_eq!(format!("{image:?}"), format!("{by_hand:?}"));
    let post = content::post("").text("a");
    let by_hand = message::update("om_1")
        .msg_type("post")
        .content(Content::from(post.clone()).to_json());
    assert_eq!(
        format!("{:?}", message::update("om_1").message(post)),
        format!("{by_hand:?}")
    );
}

#[test]
fn a_message_gives_its_content() {
    let json = json!({"msg_type": "image", "body": {"content": r#"{"image_key": "img_1"}"#}});
    let message: message::Message = wire::from_str(&json.to_string()).unwrap();
    assert_eq!(message.content(), Some(content::image("img_1").into()));
    let sent: message::CreateResponse = wire::from_str(&json.to_string()).unwrap();
    assert_eq!(sent.content(), message.content());
    assert_eq!(message::Message::default().content(), None);
}

/// What messages are made of.
const NAMES: &[&str] = &[
    "text",
    "content",
    "title",
    "tag",
    "zh_cn",
    "image_key",
    "file_key",
    "user_id",
    "style",
    "type",
    "params",
    "divider_text",
    "template",
    "at",
    "img",
    "hr",
    "md",
    "a",
    "href",
    "duration",
    "options",
    "summary",
    "i18n_text",
];

const MSG_TYPES: &[&str] = &[
    "text",
    "post",
    "image",
    "file",
    "folder",
    "audio",
    "media",
    "sticker",
    "interactive",
    "share_chat",
    "share_user",
    "system",
    "hongbao",
    "calendar",
    "location",
    "video_chat",
    "todo",
    "vote",
    "merge_forward",
    "new",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_json_is_kept(msg_type in prop::sample::select(MSG_TYPES), json in any_json(NAMES)) {
        let content = read(msg_type, &json);
        let (written_type, written) = sent(content.clone());
        prop_assert_eq!(written_type, msg_type);
        // A post that is received has no language; what is sent has one.
        let with_language = json!({"zh_cn": json});
        prop_assert!(written == json || (msg_type == "post" && written == with_language), "{} became {}", json, written);
        prop_assert_eq!(read(msg_type, &written), content);
    }

    #[test]
    fn any_text_is_kept(msg_type in any::<String>(), text in any::<String>()) {
        let content = Content::read(&msg_type, &text);
        prop_assert_eq!(content.msg_type(), msg_type);
        prop_assert_eq!(content.to_json(), text);
    }
}
