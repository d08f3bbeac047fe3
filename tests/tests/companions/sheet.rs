use std::time::{Duration, UNIX_EPOCH};

use feishu_openapi::runtime::wire::{self, Kept as _};
use feishu_openapi::sheets::v2::cell::{self, Cell, Piece};
use feishu_openapi::sheets::v2::spreadsheet_value::ValueRangeInput;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::any_json;

fn written(cell: impl Into<Cell>) -> Value {
    cell.into().write()
}

fn read(json: &Value) -> Cell {
    Cell::read(json).unwrap()
}

#[test]
fn cells_are_written_as_the_page_shows_them() {
    let mut styled = cell::styled("string");
    let style = styled.style.get_or_insert_default();
    style.bold = Some(true);
    style.color = Some("#ff00ff".to_owned());
    style.font_size = Some(20);
    let mut mention = cell::Mention::default();
    mention.text = "a@example.com".to_owned();
    mention.text_type = Some("email".to_owned());
    mention.notify = Some(true);
    mention.grant_read_permission = Some(true);
    let styled_json = json!({
        "type": "text",
        "text": "string",
        "segmentStyle": {"bold": true, "foreColor": "#ff00ff", "fontSize": 20},
    });
    let mention_json = json!({
        "type": "mention",
        "text": "a@example.com",
        "textType": "email",
        "notify": true,
        "grantReadPermission": true,
    });
    for (cell, json) in [
        (Cell::from("string"), json!("string")),
        (123.into(), json!(123)),
        (42101.5.into(), json!(42101.5)),
        (true.into(), json!(true)),
        (None::<&str>.into(), json!(null)),
        (Some("a").into(), json!("a")),
        (
            cell::link("text", "http://a.example"),
            json!({"type": "url", "text": "text", "link": "http://a.example"}),
        ),
        (cell::formula("=A1"), json!({"type": "formula", "text": "=A1"})),
        (
            cell::mention("ou_1"),
            json!({"type": "mention", "text": "ou_1", "textType": "openId"}),
        ),
        (
            cell::mention_document("shtxxxx", "sheet"),
            json!({"type": "mention", "textType": "fileToken", "text": "shtxxxx", "objType": "sheet"}),
        ),
        (
            cell::choice([Value::from(1), "test".into()]),
            json!({"type": "multipleValue", "values": [1, "test"]}),
        ),
        (styled.into(), styled_json),
        (mention.into(), mention_json),
    ] {
        assert_eq!(read(&json), cell);
        assert_eq!(written(cell), json);
    }
}

#[test]
fn rows_are_written_and_read() {
    let values = cell::rows([[cell::text("a"), 1.into()], [Cell::Empty, cell::formula("=A1")]]);
    assert_eq!(
        json!(values),
        json!([["a", 1], [null, {"type": "formula", "text": "=A1"}]])
    );
    let rows = cell::read(&values);
    assert_eq!(
        (
            rows[0][0].text().as_str(),
            rows[0][1].number(),
            rows[1][0].text().as_str()
        ),
        ("a", Some(1.0), "")
    );
    let pieces = json!([{"type": "text", "text": "a "}, {"type": "url", "text": "b", "link": "c"}, {"type": "new", "text": "d"}]);
    let cell = read(&pieces);
    assert_eq!(cell.text(), "a bd");
    assert!(matches!(&cell, Cell::Pieces(pieces) if matches!(pieces[2], Piece::Other(_))));
    assert_eq!(written(cell), pieces);
    assert_eq!(cell::choice([Value::from(1), "test".into()]).text(), "1,test");
}

#[test]
fn rows_are_handed_to_a_request() {
    let range = |values| ValueRangeInput::new().range("vJFUIq!A1:B1").values(values);
    let rows = range(cell::rows([[cell::text("a"), 1.into()]]));
    assert_eq!(
        wire::to_string(&rows).unwrap(),
        r#"{"range":"vJFUIq!A1:B1","values":[["a",1]]}"#
    );
}

#[test]
fn dates_count_days() {
    let noon = UNIX_EPOCH + Duration::from_secs(86_400 + 43_200);
    assert_eq!(cell::date(noon), Cell::Number(25_570.5));
    let before = UNIX_EPOCH - Duration::from_secs(86_400 * 25_569);
    assert_eq!(cell::date(before), Cell::Number(0.0));
    for time in [noon, before] {
        assert_eq!(cell::date(time).to_system_time(), Some(time));
    }
    assert_eq!(Cell::Number(f64::NAN).to_system_time(), None);
    assert_eq!(Cell::Number(f64::MAX).to_system_time(), None);
}

const NAMES: &[&str] = &[
    "type",
    "text",
    "link",
    "url",
    "mention",
    "formula",
    "multipleValue",
    "values",
    "texts",
    "segmentStyle",
    "bold",
    "fontSize",
    "textType",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_cell_is_kept(json in any_json(NAMES)) {
        let cell = read(&json);
        let _ = cell.text();
        prop_assert_eq!(written(cell), json);
    }
}
