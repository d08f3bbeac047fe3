use serde_json::json;

use super::*;

fn event(body: &Json) -> (Raw, String) {
    match read(&Bytes::from(body.to_string())).unwrap() {
        Message::Event { raw, token } => (raw, token),
        _ => panic!("this is an event"),
    }
}

#[test]
fn an_envelope_of_2_0_keeps_what_its_header_holds_beside_the_token() {
    let (raw, token) = event(&json!({
        "schema": "2.0",
        "header": {
            "event_id": "e1", "event_type": "drive.file.read_v1", "create_time": "1608725989000", "token": "secret",
            "app_id": "cli_1", "tenant_key": "t1", "resource_id": "r1", "user_list": [{ "union_id": "on_1" }],
        },
        "event": { "file_token": "f1" },
    }));
    assert_eq!(token, "secret");
    let header = raw.header.clone();
    assert_eq!(
        (&*header.id, &*header.event_type, &*header.app_id, &*header.tenant_key),
        ("e1", "drive.file.read_v1", "cli_1", "t1")
    );
    assert_eq!(header.extra.keys().collect::<Vec<_>>(), ["resource_id", "user_list"]);
    assert_eq!(&raw.event[..], br#"{"file_token":"f1"}"#);
    assert!(!format!("{raw:?}").contains("secret") && !format!("{raw:?}").contains("file_token"));
}

#[test]
fn an_envelope_of_1_0_has_its_header_in_two_places() {
    let (raw, token) = event(&json!({
        "ts": "1502199207.7171419", "uuid": "u1", "token": "secret", "type": "event_callback",
        "event": { "type": "app_ticket", "app_id": "cli_1", "tenant_key": "t1", "app_ticket": "x" },
    }));
    let header = raw.header;
    assert_eq!((header.schema, token.as_str()), (Schema::V1, "secret"));
    assert_eq!(
        (&*header.id, &*header.event_type, &*header.app_id, &*header.tenant_key),
        ("u1", "app_ticket", "cli_1", "t1")
    );
    assert!(header.created.is_some());
}

#[test]
fn a_card_of_the_old_kind_has_no_envelope() {
    let (raw, _) = event(
        &json!({ "open_id": "ou_1", "open_message_id": "om_1", "tenant_key": "t1", "token": "c-1",
        "action": { "tag": "button" } }),
    );
    assert_eq!((&*raw.header.event_type, &*raw.header.tenant_key), (OLD_CARD, "t1"));
    assert_eq!(raw.text("/action/tag").as_deref(), Some("button"));
}

#[test]
fn a_time_is_read_by_how_many_digits_it_has() {
    let nanos = |text: &str| time(text).map(|time| time.duration_since(UNIX_EPOCH).unwrap().as_nanos());
    assert_eq!(nanos("1502199207.7171419"), Some(1_502_199_207_717_141_900));
    assert_eq!(nanos("1502199207"), Some(1_502_199_207_000_000_000));
    assert_eq!(nanos("1608725989000"), Some(1_608_725_989_000_000_000));
    assert_eq!(nanos("1608725989000123"), Some(1_608_725_989_000_123_000));
    for text in ["", ".", "now", "-1", "1.5x", "99999999999999999999999"] {
        assert_eq!(nanos(text), None, "{text}");
    }
}

#[test]
fn a_place_in_an_event_is_found_by_its_pointer() {
    let (raw, _) =
        event(&json!({ "header": {}, "event": { "message": { "chat_id": "oc_1", "n": 7, "none": null, "a/b": 1 } } }));
    assert_eq!(raw.text("/message/chat_id").as_deref(), Some("oc_1"));
    assert_eq!(raw.text("/message/n").as_deref(), Some("7"));
    for pointer in [
        "/message/none",
        "/message",
        "/nowhere/chat_id",
        "message/chat_id",
        "/message/chat_id/more",
    ] {
        assert_eq!(raw.text(pointer), None, "{pointer}");
    }
}

#[test]
fn text_that_is_not_unicode_is_replaced() {
    let body = Bytes::from_static(b"{\"header\":{\"event_id\":\"e1\"},\"event\":{\"text\":\"a\xffb\"}}");
    let Message::Event { raw, .. } = read(&body).unwrap() else {
        panic!()
    };
    assert_eq!(raw.text("/text").as_deref(), Some("a\u{fffd}b"));
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_reading_panic(body: Vec<u8>, fields in "[{}\\[\\]\":,a-z0-9]{0,60}") {
        let _ = read(&Bytes::from(body));
        let _ = read(&Bytes::from(format!(r#"{{"header":{{{fields}}},"event":{fields}}}"#)));
        let _ = time(&fields);
    }
}
