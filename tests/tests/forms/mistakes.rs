//! What the compiler says of calls that are not complete, or not right.

use std::collections::BTreeMap;
use std::path::Path;

use crate::program::Package;

const HEAD: &str = "#![allow(dead_code, unused_imports, unused_variables)]
use feishu_openapi::Client;
use feishu_openapi::approval::v2::external_instance;
use feishu_openapi::im::v1::message::{self, I18nContent, MsgType};

fn main() {}
";

/// Checks one line a call, and gives the compiler's words on each.
fn said(package: &str, level: &str, calls: &[&str]) -> Vec<Vec<String>> {
    let client = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../generated")
        .canonicalize()
        .unwrap();
    let dependency = format!(
        "feishu-openapi = {{ path = {:?}, default-features = false, features = [\"approval\", \"im\"] }}\n",
        client.display().to_string()
    );
    let package = Package::new(package, &dependency);
    let functions = calls.iter().enumerate();
    let functions: String = functions
        .map(|(at, call)| {
            format!("async fn call_{at}(client: &Client) -> feishu_openapi::Result<()> {{ {call}; Ok(()) }}\n")
        })
        .collect();
    let messages = package.check(&BTreeMap::from([("calls".to_owned(), format!("{HEAD}{functions}"))]));
    let first = HEAD.lines().count() + 1;
    let before = messages.iter().filter(|message| message.line < first);
    let before: Vec<_> = before.map(|message| &message.text).collect();
    assert!(before.is_empty(), "{before:?}");
    let of = |at: usize| {
        let here = messages
            .iter()
            .filter(|message| message.line == first + at && message.level == level);
        let mut texts: Vec<_> = here.map(|message| message.text.clone()).collect();
        texts.sort();
        texts
    };
    (0..calls.len()).map(of).collect()
}

fn missing(fields: &[&str]) -> Vec<String> {
    let one = |field: &&str| format!("a required field is not set: `Missing{field}`");
    let mut all: Vec<_> = fields.iter().map(one).collect();
    all.sort();
    all
}

#[test]
fn each_missing_field_is_one_error_that_names_it() {
    let said = said(
        "missing",
        "error",
        &[
            r#"message::reply("om_1").content("{}").msg_type(MsgType::Text).send(client).await?"#,
            r#"message::reply("om_1").content("{}").send(client).await?"#,
            r#"message::reply("om_1").send(client).await?"#,
            "external_instance::create().send(client).await?",
            "client.send(&message::patch(\"om_1\")).await?",
            r#"message::push_follow_up("om_1").follow_ups([]).send(client).await?"#,
            "message::list().page_size(5).items(client)",
        ],
    );
    assert_eq!(said[0], missing(&[]));
    assert_eq!(said[1], missing(&["MsgType"]));
    assert_eq!(said[2], missing(&["Content", "MsgType"]));
    let eleven = [
        "ApprovalCode",
        "Content",
        "EndTime",
        "I18nResources",
        "InstanceId",
        "Links",
        "StartTime",
        "Status",
        "TaskList",
        "UpdateTime",
        "UserId",
    ];
    assert_eq!(said[3], missing(&eleven));
    assert_eq!(said[4], missing(&["Content"]));
    // An empty list does not tell what it is a list of.
    assert_eq!(said[5], ["type annotations needed"]);
    assert_eq!(said[6], missing(&["ContainerId", "ContainerIdType"]));
}

#[test]
fn a_value_that_does_not_fit_is_told_in_place() {
    let said = said(
        "misfits",
        "error",
        &[
            r#"message::reply("om_1").content(5)"#,
            r#"message::reply("om_1").uuid("x").reply_in_thread("yes")"#,
            r#"message::list().page_size("5")"#,
            r#"message::reply("om_1").content("{}").msg_type(MsgType::Text).await"#,
        ],
    );
    assert_eq!(said[0], ["`{integer}` does not fit where the API takes `String`"]);
    assert_eq!(said[1], ["mismatched types"]);
    assert_eq!(said[2], ["`&str` does not fit where the API takes `i64`"]);
    assert_eq!(said[3], ["`Reply` is not a future"]);
}

#[test]
fn a_request_that_is_not_sent_is_a_warning() {
    let said = said(
        "unsent",
        "warning",
        &[
            r#"message::reply("om_1").content("{}").msg_type(MsgType::Text)"#,
            r#"message::reply("om_1").content("{}")"#,
        ],
    );
    assert_eq!(said[0], ["unused `Reply` that must be used"]);
    assert_eq!(said[1], ["unused `Reply` that must be used"]);
}
