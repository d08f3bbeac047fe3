use feishu_openapi::approval::v4::form::{self, Form, Widget};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::any_json;

#[test]
fn widgets_are_written_as_the_page_shows_them() {
    let (start, end) = ("2019-10-01T08:12:01+08:00", "2019-10-02T08:12:01+08:00");
    let code = "D93653C3-2609-4EE0-8041-61DC1D84F0B5";
    for (widget, kind, value) in [
        (form::text("w", "data"), "input", json!("data")),
        (form::textarea("w", "data"), "textarea", json!("data")),
        (form::date("w", start), "date", json!(start)),
        (
            form::date_interval("w", start, end, 1.5),
            "dateInterval",
            json!({"start": start, "end": end, "interval": 1.5}),
        ),
        (form::radio("w", "k2b8"), "radioV2", json!("k2b8")),
        (form::radio("w", "k2b8").kind("radio"), "radio", json!("k2b8")),
        (form::checkbox("w", ["k2b8"]), "checkboxV2", json!(["k2b8"])),
        (form::number("w", 1234.5678), "number", json!(1234.5678)),
        (form::number("w", 5usize), "number", json!(5)),
        (form::formula("w", 1234.5678), "formula", json!(1234.5678)),
        (form::connect("w", ["19EA"]), "connect", json!(["19EA"])),
        (
            form::document("w", "TLLK"),
            "document",
            json!({"token": "TLLK", "type": "docx"}),
        ),
        (form::attachment("w", [code]), "attachmentV2", json!([code])),
        (form::image("w", [code]), "image", json!([code])),
        (
            form::rows("w", [[form::checkbox("w", ["jxps"])]]),
            "fieldList",
            json!([[{"id": "w", "type": "checkboxV2", "value": ["jxps"]}]]),
        ),
        (
            form::department("w", ["od-1"]),
            "department",
            json!([{"open_id": "od-1"}]),
        ),
        (
            form::telephone("w", "+86", "13122222222"),
            "telephone",
            json!({"countryCode": "+86", "nationalNumber": "13122222222"}),
        ),
        (
            form::address("w", "290557", "Street"),
            "address",
            json!([{"id": "290557", "detailAddress": "Street"}]),
        ),
        (
            form::shift("w", start, end, "leave"),
            "shiftGroup",
            json!({"shiftTime": start, "returnTime": end, "reason": "leave"}),
        ),
    ] {
        assert_written(widget, &json!([{"id": "w", "type": kind, "value": value}]));
    }
    let amount = json!([{"id": "w", "type": "amount", "value": 1234.5678, "currency": "USD"}]);
    assert_written(form::amount("w", 1234.5678, "USD"), &amount);
    assert_written(
        form::contact("w", ["ou_1"]),
        &json!([{"id": "w", "type": "contact", "open_ids": ["ou_1"]}]),
    );
}

#[track_caller]
fn assert_written(widget: Widget, json: &Value) {
    let form = Form::new([widget]);
    assert_eq!(serde_json::from_str::<Value>(&form.to_json()).unwrap(), *json);
    assert_eq!(Form::read(&json.to_string()), Some(form));
}

#[test]
fn groups_hold_widgets() {
    let date = "2019-10-01T08:12:01+08:00";
    let times = form::rows(
        "widgetWorkGroupTimeRangeFieldList",
        [[form::date("widgetWorkGroupStartTime", date)]],
    );
    for (widget, id, kind) in [
        (form::leave([times.clone()]), "widgetLeaveGroupV2", "leaveGroupV2"),
        (form::overtime([times.clone()]), "widgetWorkGroup", "workGroup"),
        (form::out([times]), "widgetOutGroup", "outGroup"),
    ] {
        assert_eq!((widget.id.as_str(), widget.kind.as_str()), (id, kind));
        let rows = widget.group().unwrap()[0].rows().unwrap();
        assert_eq!(rows[0][0].text(), Some(date));
    }
}

#[test]
fn what_is_received_is_read() {
    let form = Form::read(
        r#"[{"id": "widget1", "custom_id": "user_info", "name": "Item", "type": "textarea"},
            {"id": "widget2", "type": "number", "value": 5, "ext": null},
            {"id": "widget3", "type": "checkboxV2", "value": ["a", "b"]}]"#,
    );
    let form = form.unwrap();
    assert_eq!(form.get("user_info").unwrap().id, "widget1");
    assert_eq!(form.get("widget1").unwrap().text(), None);
    assert_eq!(form.get("widget2").unwrap().number(), Some(5.0));
    assert_eq!(form.get("widget3").unwrap().texts().unwrap(), ["a", "b"]);
    assert_eq!(form.get("widget4"), None);
    for no_form in ["", "{}", "[1]", r#"[{"id": "a"}]"#] {
        assert_eq!(Form::read(no_form), None, "{no_form}");
    }
}

const NAMES: &[&str] = &[
    "id",
    "type",
    "value",
    "custom_id",
    "name",
    "currency",
    "open_ids",
    "input",
    "ext",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_form_is_kept_or_refused(items in prop::collection::vec(any_json(NAMES), 0..4), is_form in any::<bool>()) {
        let widget = |item| if is_form { json!({"id": "a", "type": "b", "value": item}) } else { item };
        let json = Value::Array(items.into_iter().map(widget).collect());
        let read = Form::read(&json.to_string());
        prop_assert!(read.is_some() || !is_form);
        if let Some(form) = read {
            prop_assert_eq!(serde_json::from_str::<Value>(&form.to_json()).unwrap(), json);
        }
    }

    #[test]
    fn any_text_is_a_form_or_none(text in any::<String>()) {
        let _ = Form::read(&text);
    }
}
