use std::time::{Duration, UNIX_EPOCH};

use feishu_openapi::bitable::v1::app_table_record;
use feishu_openapi::bitable::v1::cell::{
    self, Attachment, Cell, CellError, Date, Group, Link, Location, Person, Records, Segment,
};
use feishu_openapi::runtime::wire::{self, Json, Kept as _};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::any_json;

/// A record as the page about records and the one of searching show it.
fn record() -> wire::Map<Json> {
    let person = json!({"id": "ou_1", "name": "Ann", "en_name": "Ann", "email": "", "avatar_url": "https://a.example"});
    let fields = json!({
        "text": [
            {"text": "First ", "type": "text"},
            {"text": "@Ann", "type": "mention", "mentionType": "User", "mentionNotify": false, "name": "Ann", "token": "ou_1"},
        ],
        "barcode": [{"text": "FS0001", "type": "text"}],
        "email": [{"link": "mailto:a@example.com", "text": "a@example.com", "type": "url"}],
        "number": 2323.2323,
        "rating": 3,
        "select": "Option 1",
        "options": ["Option 1", "Option 2"],
        "date": 1_690_992_000_000_i64,
        "checkbox": true,
        "people": [person],
        "phone": "17899870000",
        "link": {"link": "https://example.com", "text": "Example"},
        "attachment": [{
            "file_token": "Vl3F", "name": "a.jpeg", "size": 32975, "type": "image/jpeg",
            "url": "https://b.example", "tmp_url": "https://c.example",
        }],
        "records": {"link_record_ids": ["rec1", "rec2"]},
        "location": {
            "address": "Street", "adname": "District", "cityname": "City", "full_address": "Square, Street",
            "location": "116.397755,39.903179", "name": "Square", "pname": "Province",
        },
        "group": [{"avatar_url": "https://d.example", "id": "oc_1", "name": "Chat"}],
        "formula": {"type": 1, "value": [{"text": "✅ fine", "type": "text"}]},
        "sum": {"type": 2, "value": [0.5]},
        "dates": {"type": 5, "value": [1, 2]},
        "none": {"type": 2, "value": []},
        "modified_by": [person],
        "made_by": person,
        "modified": 1_702_455_191_000_i64,
        "auto_number": "17",
    });
    wire::Kept::read(&fields).unwrap()
}

#[track_caller]
fn get<T: Cell>(name: &str) -> T {
    cell::get(&record(), name).unwrap().unwrap()
}

#[test]
fn each_type_of_field_is_read() {
    assert_eq!(get::<String>("text"), "First @Ann");
    let pieces = get::<Vec<Segment>>("text");
    assert_eq!(
        (pieces[1].mention_type.as_deref(), pieces[1].mention_notify),
        (Some("User"), Some(false))
    );
    for (field, text) in [
        ("barcode", "FS0001"),
        ("email", "a@example.com"),
        ("select", "Option 1"),
        ("phone", "17899870000"),
        ("auto_number", "17"),
        ("formula", "✅ fine"),
    ] {
        assert_eq!(get::<String>(field), text);
    }
    assert_eq!(
        (get::<f64>("number"), get::<f64>("rating"), get::<f64>("sum")),
        (2323.2323, 3.0, 0.5)
    );
    assert_eq!(get::<Vec<String>>("options"), ["Option 1", "Option 2"]);
    assert_eq!(
        get::<Date>("date").to_system_time(),
        Some(UNIX_EPOCH + Duration::from_secs(1_690_992_000))
    );
    assert_eq!(get::<Date>("modified").milliseconds, 1_702_455_191_000);
    assert!(get::<bool>("checkbox"));
    for field in ["people", "modified_by", "made_by"] {
        assert_eq!(get::<Vec<Person>>(field)[0].name.as_deref(), Some("Ann"));
    }
    assert_eq!(get::<Link>("link").link, "https://example.com");
    assert_eq!(get::<Vec<Attachment>>("attachment")[0].size, Some(32975));
    assert_eq!(get::<Records>("records").ids, ["rec1", "rec2"]);
    assert_eq!(get::<Location>("location").coordinates(), Some((116.397755, 39.903179)));
    assert_eq!(get::<Vec<Group>>("group")[0].id, "oc_1");
    let record = record();
    assert_eq!(cell::get::<f64>(&record, "none"), Ok(None));
    assert_eq!(cell::get::<f64>(&record, "missing"), Ok(None));
}

#[test]
fn an_error_names_the_field_and_both_types() {
    let error = |result: Result<(), CellError>| result.unwrap_err().to_string();
    let record = record();
    assert_eq!(
        error(cell::get::<f64>(&record, "select").map(drop)),
        "field `select` holds text, not a number"
    );
    assert_eq!(
        error(cell::get::<Vec<Person>>(&record, "records").map(drop)),
        "field `records` holds an object, not a list of people"
    );
    assert_eq!(
        error(cell::get::<Date>(&record, "dates").map(drop)),
        "field `dates` holds a list, not a date"
    );
    let read = || -> feishu_openapi::Result<Option<Date>> { Ok(cell::get(&record, "dates")?) };
    assert!(matches!(read().unwrap_err(), feishu_openapi::Error::Cell(error) if error.field == "dates"));
}

#[test]
fn cells_are_written_as_the_page_shows_them() {
    let fields = [
        ("text", cell::text("Visit")),
        ("number", cell::number(10)),
        ("count", cell::number(3usize)),
        ("id", cell::number(7u64)),
        ("progress", cell::number(0.25)),
        ("options", cell::options(["Option 1", "Option 2"])),
        ("date", cell::date(1_674_206_443_000)),
        ("time", cell::date(UNIX_EPOCH - Duration::from_millis(5))),
        ("checkbox", cell::checkbox(true)),
        ("people", cell::people(["ou_1", "ou_2"])),
        ("groups", cell::groups(["oc_1"])),
        ("link", cell::link("Example", "https://example.com")),
        ("attachments", cell::attachments(["DRiF", "BZk3"])),
        ("records", cell::records(["rec1", "rec2"])),
        ("location", cell::location(116.397755, 39.903179)),
        ("gone", cell::empty()),
    ];
    let fields = wire::Map::from_iter(fields.map(|(name, cell)| (name.to_owned(), cell)));
    let expected = json!({
        "text": "Visit",
        "number": 10,
        "count": 3,
        "id": 7,
        "progress": 0.25,
        "options": ["Option 1", "Option 2"],
        "date": 1_674_206_443_000_i64,
        "time": -5,
        "checkbox": true,
        "people": [{"id": "ou_1"}, {"id": "ou_2"}],
        "groups": [{"id": "oc_1"}],
        "link": {"text": "Example", "link": "https://example.com"},
        "attachments": [{"file_token": "DRiF"}, {"file_token": "BZk3"}],
        "records": ["rec1", "rec2"],
        "location": "116.397755,39.903179",
        "gone": null,
    });
    assert_eq!(fields.write(), expected);
    // What is written can be read too.
    assert_eq!(
        cell::get::<Records>(&fields, "records").unwrap().unwrap().ids,
        ["rec1", "rec2"]
    );
    let location: Location = cell::get(&fields, "location").unwrap().unwrap();
    assert_eq!(location.coordinates(), Some((116.397755, 39.903179)));
}

#[test]
fn cells_are_handed_to_a_request() {
    let request = app_table_record::create("app", "tbl").fields([("a", cell::text("b")), ("c", cell::number(1))]);
    let by_hand = app_table_record::create("app", "tbl").fields([("a", json!("b")), ("c", json!(1))]);
    assert_eq!(format!("{request:?}"), format!("{by_hand:?}"));
}

#[test]
fn cells_of_a_record_become_cells_of_another() {
    let written = |name: &str| cell::writable(&record()[name]);
    for (name, expected) in [
        ("text", cell::text("First @Ann")),
        ("number", cell::number(2323.2323)),
        ("options", cell::options(["Option 1", "Option 2"])),
        ("people", cell::people(["ou_1"])),
        ("link", cell::link("Example", "https://example.com")),
        ("attachment", cell::attachments(["Vl3F"])),
        ("records", cell::records(["rec1", "rec2"])),
        ("location", cell::location(116.397755, 39.903179)),
        ("group", cell::groups(["oc_1"])),
    ] {
        assert_eq!(written(name), Some(expected), "{name}");
    }
    assert_eq!(written("formula"), None);
}

const NAMES: &[&str] = &[
    "text",
    "type",
    "link",
    "value",
    "id",
    "file_token",
    "size",
    "link_record_ids",
    "location",
    "name",
    "mentionType",
];

/// What is read as an object is written as it was.
fn check<T: Cell + wire::Kept>(json: &Value) -> Result<(), TestCaseError> {
    let fields = wire::Map::from_iter([("field".to_owned(), json.clone())]);
    let _ = cell::get::<T>(&fields, "field");
    if let Some(read) = <T as wire::Kept>::read(json) {
        prop_assert_eq!(&read.write(), json);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_cell_is_read_or_refused_and_loses_nothing(json in any_json(NAMES)) {
        check::<Vec<Segment>>(&json)?;
        check::<Vec<Person>>(&json)?;
        check::<Vec<Attachment>>(&json)?;
        check::<Vec<Group>>(&json)?;
        check::<Vec<String>>(&json)?;
        check::<Link>(&json)?;
        check::<Records>(&json)?;
        check::<Location>(&json)?;
        check::<String>(&json)?;
        let _ = cell::writable(&json);
    }
}
