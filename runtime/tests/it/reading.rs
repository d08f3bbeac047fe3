//! How tolerant reading is, and what its errors say.

use std::collections::{BTreeSet, HashSet};

use feishu_openapi_runtime::{MaybeOpen, Open, wire};

use crate::endpoints::demo::v1::node::{Node, NodeKind, Page, Status};

fn page(json: &str) -> Page {
    wire::from_str(json).unwrap()
}

fn node(json: &str) -> Node {
    wire::from_str(json).unwrap()
}

fn error(json: &str) -> String {
    wire::from_str::<Page>(json).unwrap_err().to_string()
}

#[test]
fn a_value_as_documented_is_read_whole() {
    let read = page(
        r#"{"items":[{"id":"a","revision":9223372036854775807,"score":0.5,"kind":"folder","status":-1,"tags":["x","y"],
        "cells":[[1,2],[],[3]],"names":{"zh":"名","en":"name"},"extra":{"b":[1,null],"a":18446744073709551615},
        "parent":{"id":"p"},"children":[{"id":"c","children":[{"id":"d"}]}]}],"page_token":"n","has_more":true,"total":1}"#,
    );
    let item = &read.items[0];
    assert_eq!(item.revision, Some(i64::MAX));
    assert_eq!(item.kind, Some(NodeKind::Folder.into()));
    assert_eq!(item.status, Some(Status::Minus1.into()));
    assert_eq!(item.cells, [vec![1, 2], vec![], vec![3]]);
    assert_eq!(item.names.keys().collect::<Vec<_>>(), ["zh", "en"]);
    assert_eq!(
        item.extra.as_ref().unwrap().to_string(),
        r#"{"b":[1,null],"a":18446744073709551615}"#
    );
    assert_eq!(item.parent.as_ref().unwrap().id.as_deref(), Some("p"));
    assert_eq!(item.children[0].children[0].id.as_deref(), Some("d"));
    assert_eq!(
        (read.page_token.as_deref(), read.has_more, read.total),
        (Some("n"), Some(true), Some(1))
    );
}

#[test]
fn what_was_read_is_written_as_it_was() {
    let json = r#"{"id":"a","revision":-9223372036854775808,"score":0.5,"kind":"other","status":7,"tags":["x"],"cells":[[1]],"names":{"zh":"名"},"extra":[1]}"#;
    assert_eq!(wire::to_string(&node(json)).unwrap(), json);
    // An empty list may not have been there.
    let with_empty = json.replace(r#","extra""#, r#","children":[],"extra""#);
    assert_eq!(wire::to_string(&node(&with_empty)).unwrap(), json);
}

#[test]
fn scalars_are_read_from_each_other() {
    let read = node(r#"{"id":12,"revision":"-9007199254740993","score":"1.5","tags":[1,true,2.5,"x"]}"#);
    assert_eq!(read.id.as_deref(), Some("12"));
    assert_eq!(read.revision, Some(-9_007_199_254_740_993));
    assert_eq!(read.score, Some(1.5));
    assert_eq!(read.tags, ["1", "true", "2.5", "x"]);
    for (json, expected) in [
        ("1", true),
        ("0", false),
        ("\"true\"", true),
        ("\"false\"", false),
        ("\"1\"", true),
    ] {
        assert_eq!(
            page(&format!(r#"{{"has_more":{json}}}"#)).has_more,
            Some(expected),
            "{json}"
        );
    }
    for (json, expected) in [("true", 1), ("3.0", 3), ("\"4.0\"", 4), ("1e3", 1000), ("\" 5 \"", 5)] {
        assert_eq!(page(&format!(r#"{{"total":{json}}}"#)).total, Some(expected), "{json}");
    }
}

#[test]
fn nothing_is_nothing_in_every_spelling() {
    assert_eq!(page("{}"), Page::default());
    assert_eq!(page("null"), Page::default());
    assert_eq!(page("[]"), Page::default());
    assert_eq!(page("\"\""), Page::default());
    assert_eq!(
        page(r#"{"items":null,"page_token":null,"has_more":null,"total":null}"#),
        Page::default()
    );
    assert_eq!(page(r#"{"items":"","has_more":"","total":""}"#), Page::default());
    assert_eq!(page(r#"{"items":{},"has_more":{},"total":[]}"#).items, []);
    assert_eq!(node(r#"{"names":[],"cells":"","parent":null}"#), Node::default());
    assert_eq!(node(r#"{"names":""}"#), Node::default());
}

#[test]
fn an_empty_text_stays_a_text() {
    assert_eq!(node(r#"{"id":""}"#).id.as_deref(), Some(""));
}

#[test]
fn a_single_value_is_a_list_of_one() {
    assert_eq!(page(r#"{"items":{"id":"a"}}"#).items[0].id.as_deref(), Some("a"));
    assert_eq!(node(r#"{"tags":"x"}"#).tags, ["x"]);
    assert_eq!(node(r#"{"cells":[1,[2]]}"#).cells, [vec![1], vec![2]]);
}

#[test]
fn a_null_in_a_list_keeps_its_place() {
    assert_eq!(node(r#"{"tags":["a",null,"b"]}"#).tags, ["a", "", "b"]);
}

#[test]
fn unknown_fields_are_skipped_whatever_they_hold() {
    let read = page(r#"{"x":{"items":[{"y":[1,{"z":"\u00e9"}]}]},"total":2,"\u0068as_more":true,"y":[[[]]]}"#);
    assert_eq!((read.total, read.has_more), (Some(2), Some(true)));
}

#[test]
fn errors_say_where_and_what_but_not_the_value() {
    assert_eq!(
        error(r#"{"items":[{},{"id":{"hush":1}}]}"#),
        ".items[1].id: expected a string, found an object at line 1 column 29"
    );
    for (json, expected) in [
        (r#"{"total":"hush"}"#, ".total: expected an integer, found a string"),
        (
            r#"{"total":1.5}"#,
            ".total: expected an integer, found a number that is no integer of 64 bits",
        ),
        (
            r#"{"total":9223372036854775808}"#,
            ".total: expected an integer, found an integer beyond 64 bits with a sign",
        ),
        (r#"{"has_more":2}"#, ".has_more: expected a bool, found an integer"),
        (r#"{"has_more":[true]}"#, ".has_more: expected a bool, found a list"),
        (
            r#"{"items":[{"names":{"a b":[1]}}]}"#,
            r#".items[0].names["a b"]: expected a string, found a list"#,
        ),
        (
            r#"{"items":[{"cells":[[1],[2,"hush"]]}]}"#,
            ".items[0].cells[1][1]: expected an integer, found a string",
        ),
        (r#"{"items":["hush"]}"#, ".items[0]: expected an object, found a string"),
        (
            r#"{"items":[{"parent":[{}]}]}"#,
            ".items[0].parent: expected an object, found a list",
        ),
        (
            r#"{"items":[{"score":"NaN"}]}"#,
            ".items[0].score: expected a number, found a string",
        ),
    ] {
        let text = error(json);
        assert!(text.starts_with(expected), "{json}: {text}");
        assert!(!text.contains("hush"), "{text}");
    }
}

#[test]
fn broken_json_is_an_error_at_its_place() {
    assert!(error(r#"{"items":[{"id":"a"#).starts_with(".items[0].id: EOF while parsing a string"));
    assert!(error("<html>").starts_with("expected value"));
}

#[test]
fn enums_are_open() {
    let kind: Open<NodeKind> = "shortcut".into();
    assert_eq!((kind.as_str(), kind.to_string()), ("shortcut", "shortcut".to_owned()));
    assert!(matches!(&kind, Open::Undocumented(value) if value.value() == "shortcut"));
    assert_eq!((kind == NodeKind::File, kind.known().is_none()), (false, true));
    assert_eq!(kind, Open::from("shortcut".to_owned()));
    assert_ne!(kind, Open::from("other"));
    let file = Open::from("file");
    assert!(matches!(file, Open::Known(NodeKind::File)));
    assert!(file == NodeKind::File && file != NodeKind::Folder);
    assert_eq!(format!("{file} {file:?} {:?}", NodeKind::File), "file File File");
    assert_eq!(format!("{kind} {kind:?}"), "shortcut \"shortcut\"");
    let (one, nine) = (Open::<Status>::from(1), Open::<Status>::from(9));
    assert!(one == Status::V1 && nine != Status::V1);
    assert_eq!((one.as_i64(), nine.as_i64(), nine.to_string()), (1, 9, "9".into()));
    assert_eq!(node(r#"{"kind":7,"status":"1"}"#).kind.unwrap().as_str(), "7");
    assert_eq!(node(r#"{"kind":7,"status":"1"}"#).status, Some(Status::V1.into()));
    assert_eq!(node(r#"{"status":""}"#).status, None);
    assert_eq!(format!("{one} {one:?} {nine:?}"), "1 V1 9");
}

#[test]
fn a_value_that_may_be_missing_is_compared_and_matched_as_one_that_is_there() {
    let read = node(r#"{"kind":"file","status":-1}"#);
    assert!(read.kind.is(NodeKind::File) && !read.kind.is(NodeKind::Folder));
    assert!(matches!(read.status.known(), Some(Status::Minus1)));
    for none in [node("{}"), node(r#"{"kind":"shortcut"}"#)] {
        assert!(!none.kind.is(NodeKind::File));
        assert_eq!(none.kind.known(), None);
    }
}

#[test]
fn values_are_keys_and_have_the_order_of_the_documentation() {
    let values = ["shortcut", "file", "folder", "alias", "file"].map(Open::<NodeKind>::from);
    let ordered: BTreeSet<_> = values.iter().cloned().collect();
    let ordered: Vec<_> = ordered.iter().map(Open::as_str).collect();
    assert_eq!(ordered, ["folder", "file", "alias", "shortcut"]);
    let counted = values.iter().filter_map(Open::known).collect::<HashSet<_>>();
    assert_eq!(counted, HashSet::from([NodeKind::File, NodeKind::Folder]));
    assert_eq!("file".parse::<Open<NodeKind>>().unwrap(), NodeKind::File);
    assert_eq!("-1".parse::<Open<Status>>().unwrap(), Status::Minus1);
    assert!("x".parse::<Open<Status>>().is_err());
}

#[test]
fn responses_are_equal_if_they_hold_the_same() {
    let text = r#"{"id":"a","kind":"new","score":0.5,"names":{"a":"b","c":"d"},"children":[{"revision":1}]}"#;
    let one = node(text);
    assert_eq!(one, node(text));
    assert_eq!(one, one.clone());
    assert_eq!(
        node(r#"{"names":{"a":"1","b":"2"}}"#),
        node(r#"{"names":{"b":"2","a":"1"}}"#)
    );
    for other in [
        node("{}"),
        node(&text.replace("0.5", "0.25")),
        node(&text.replace("new", "file")),
        node(&text.replace("\"revision\":1", "\"revision\":2")),
        node(&text.replace("[{\"revision\":1}]", "[]")),
    ] {
        assert_ne!(one, other);
    }
}

#[test]
fn json_values_read_and_write_themselves() {
    #[derive(Debug, Default)]
    struct Any(Option<wire::Json>, Vec<wire::Json>);
    impl wire::FieldsMut for Any {
        fn read<S: wire::Source>(&mut self, from: &mut S) {
            from.field("one", &mut self.0);
            from.field("many", &mut self.1);
        }
    }
    let read: Any = wire::from_str(r#"{"one":[{}],"many":[1,"a",null,[2],{"b":0.5}]}"#).unwrap();
    assert_eq!(read.0.unwrap().to_string(), "[{}]");
    assert_eq!(wire::to_string(&read.1).unwrap(), r#"[1,"a",null,[2],{"b":0.5}]"#);
}

#[test]
fn debug_shows_the_fields_that_are_there_and_no_secret() {
    #[derive(Default)]
    struct Login {
        user_access_token: Option<String>,
        page_token: Option<String>,
        kind: Option<Open<NodeKind>>,
        scope: Option<String>,
        all: Vec<Login>,
    }

    impl wire::Fields for Login {
        fn write<S: wire::Sink>(&self, sink: &mut S) {
            sink.field("user_access_token", &self.user_access_token);
            sink.field("page_token", &self.page_token);
            sink.field("kind", &self.kind);
            sink.field("scope", &self.scope);
            sink.field("all", &self.all);
        }
    }

    impl std::fmt::Debug for Login {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            wire::show_fields(self, f)
        }
    }

    let login = Login {
        user_access_token: Some("u-secret".to_owned()),
        page_token: Some("p".to_owned()),
        kind: Some(NodeKind::File.into()),
        all: vec![Login::default()],
        ..Login::default()
    };
    assert_eq!(
        format!("{login:?}"),
        r#"Login { user_access_token: …, page_token: Some("p"), kind: Some(File), all: [Login { all: [] }] }"#
    );
}

#[test]
fn debug_shows_what_is_in_a_box_as_without_one() {
    let shown = format!("{:?}", node(r#"{"parent":{"id":"p"}}"#));
    assert!(shown.contains(r#"parent: Some(Node { id: Some("p"), "#), "{shown}");
}

#[cfg(feature = "serde")]
#[test]
fn objects_and_values_are_of_serde_too() {
    #[derive(Default)]
    struct Entry {
        kind: Option<Open<NodeKind>>,
    }

    impl wire::Object for Entry {
        fn visit<V: wire::Visitor>(&mut self, other: &Self, with: &mut V) {
            with.field("kind", &mut self.kind, &other.kind);
        }
    }

    wire::response!(Entry);

    let read: Vec<Entry> = serde_json::from_str(r#"[{"kind":"file"},{"kind":null}]"#).unwrap();
    assert_eq!(read[0].kind, Some(NodeKind::File.into()));
    assert_eq!(serde_json::to_string(&read).unwrap(), r#"[{"kind":"file"},{}]"#);
    assert_eq!(serde_json::to_string(&read.clone()).unwrap(), r#"[{"kind":"file"},{}]"#);
    let kinds: Vec<Open<NodeKind>> = serde_json::from_str(r#"["file","new"]"#).unwrap();
    assert_eq!(serde_json::to_string(&kinds).unwrap(), r#"["file","new"]"#);
}

#[test]
fn fields_are_read_in_any_order_and_the_last_of_two_counts() {
    let read = page(r#"{"total":1,"has_more":true,"what":[{}],"items":[],"total":2,"page_token":"n"}"#);
    assert_eq!(
        (read.total, read.has_more, read.page_token.as_deref()),
        (Some(2), Some(true), Some("n"))
    );
}
