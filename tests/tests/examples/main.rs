//! What the examples of the client do, against a server on this machine.

#![allow(unreachable_pub, dead_code)] // they are programs: their `main` is not called here

mod bots;
mod files;
#[path = "../../../runtime/src/receive/connection/frame.rs"]
mod frame;
#[path = "../../../runtime/tests/receive/gateway.rs"]
mod gateway;
mod people;
mod work;

use std::fs;
use std::path::{Path, PathBuf};

use feishu_openapi::Client;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

// They keep the margin of their own crate.
#[rustfmt::skip]
#[path = "../../../generated/examples/assign_task.rs"]
mod assign_task;
#[rustfmt::skip]
#[path = "../../../generated/examples/base_records.rs"]
mod base_records;
#[rustfmt::skip]
#[path = "../../../generated/examples/card_buttons.rs"]
mod card_buttons;
#[rustfmt::skip]
#[path = "../../../generated/examples/convert_markdown.rs"]
mod convert_markdown;
#[rustfmt::skip]
#[path = "../../../generated/examples/department_tree.rs"]
mod department_tree;
#[rustfmt::skip]
#[path = "../../../generated/examples/echo_connection.rs"]
mod echo_connection;
#[rustfmt::skip]
#[path = "../../../generated/examples/echo_webhook.rs"]
mod echo_webhook;
#[rustfmt::skip]
#[path = "../../../generated/examples/export_document.rs"]
mod export_document;
#[rustfmt::skip]
#[path = "../../../generated/examples/handle_errors.rs"]
mod handle_errors;
#[rustfmt::skip]
#[path = "../../../generated/examples/list_messages.rs"]
mod list_messages;
#[rustfmt::skip]
#[path = "../../../generated/examples/list_users.rs"]
mod list_users;
#[rustfmt::skip]
#[path = "../../../generated/examples/log_in.rs"]
mod log_in;
#[rustfmt::skip]
#[path = "../../../generated/examples/many_apps.rs"]
mod many_apps;
#[rustfmt::skip]
#[path = "../../../generated/examples/request_approval.rs"]
mod request_approval;
#[rustfmt::skip]
#[path = "../../../generated/examples/schedule_meeting.rs"]
mod schedule_meeting;
#[rustfmt::skip]
#[path = "../../../generated/examples/send_image.rs"]
mod send_image;
#[rustfmt::skip]
#[path = "../../../generated/examples/send_message.rs"]
mod send_message;
#[rustfmt::skip]
#[path = "../../../generated/examples/sheet_cells.rs"]
mod sheet_cells;
#[rustfmt::skip]
#[path = "../../../generated/examples/test_handlers.rs"]
mod test_handlers;
#[rustfmt::skip]
#[path = "../../../generated/examples/transfer_file.rs"]
mod transfer_file;
#[rustfmt::skip]
#[path = "../../../generated/examples/upload_file.rs"]
mod upload_file;
#[rustfmt::skip]
#[path = "../../../generated/examples/wiki_page.rs"]
mod wiki_page;
#[rustfmt::skip]
#[path = "../../../generated/examples/write_document.rs"]
mod write_document;

async fn serve(respond: impl Fn(&Request) -> ResponseTemplate + Send + Sync + 'static) -> (MockServer, Client) {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(respond).mount(&server).await;
    let client = Client::builder("cli_test", "secret")
        .base_url(server.uri())
        .build()
        .unwrap()
        .with_token("t-test");
    (server, client)
}

/// A file with this content in a folder of its own, which the system takes away some time.
fn file(name: &str, content: &[u8]) -> PathBuf {
    let directory = std::env::temp_dir().join(format!("examples-{}", std::process::id()));
    fs::create_dir_all(&directory).unwrap();
    let path = directory.join(name);
    fs::write(&path, content).unwrap();
    path
}

fn json_body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

fn data(data: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({ "code": 0, "msg": "", "data": data }))
}

/// The bodies of the requests to paths that end so.
async fn bodies(server: &MockServer, path: &str) -> Vec<Value> {
    let requests = server.received_requests().await.unwrap();
    let found = requests.iter().filter(|request| request.url.path().ends_with(path));
    found.map(json_body).collect()
}

/// What programs with the crate need at most: 40 lines each, but for bots, and in all of them few escapes from types.
#[test]
fn examples_are_short_and_need_no_escapes() {
    let bots = [
        "card_buttons",
        "echo_connection",
        "echo_webhook",
        "many_apps",
        "test_handlers",
    ];
    let examples = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated/examples")).unwrap();
    let mut all = String::new();
    for entry in examples {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        if !bots.contains(&path.file_stem().unwrap().to_str().unwrap()) {
            assert!(text.lines().count() <= 40, "{path:?}");
            all += &text;
        }
    }
    let count = |what: &str| all.matches(what).count();
    assert_eq!((count(".unwrap()"), count(".into()"), count("serde_json")), (0, 0, 0));
    assert!(count(".unwrap_or") <= 12 && count(".to_string()") <= 2);
}

#[test]
fn every_example_is_run_and_stands_in_the_manifest() {
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated");
    let manifest = fs::read_to_string(client.join("Cargo.toml")).unwrap();
    let tests = [
        include_str!("bots.rs"),
        include_str!("people.rs"),
        include_str!("files.rs"),
        include_str!("work.rs"),
    ]
    .concat();
    for entry in fs::read_dir(client.join("examples")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let tests_itself = fs::read_to_string(&path).unwrap().contains("#[tokio::test]");
        assert!(tests_itself || tests.contains(&format!("async fn {name}()")), "{name}");
        assert!(
            manifest.contains(&format!("[[example]]\nname = \"{name}\"\nrequired-features = [")),
            "{name}"
        );
        // Cargo builds the examples of all packages into one folder.
        let of_runtime = client.join("../runtime/examples").join(format!("{name}.rs"));
        assert!(!of_runtime.exists(), "the runtime has an example {name} too");
    }
}
