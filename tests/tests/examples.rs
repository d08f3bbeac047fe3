//! What the examples of the client do, against a server on this machine.

#![allow(unreachable_pub, dead_code)] // they are programs: their `main` is not called here

use std::fs;
use std::path::Path;

use feishu_openapi::Client;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

// They keep the margin of their own crate.
#[rustfmt::skip]
#[path = "../../generated/examples/list_users.rs"]
mod list_users;
#[rustfmt::skip]
#[path = "../../generated/examples/send_message.rs"]
mod send_message;
#[rustfmt::skip]
#[path = "../../generated/examples/transfer_file.rs"]
mod transfer_file;

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

fn data(data: Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({ "code": 0, "msg": "", "data": data }))
}

#[tokio::test]
async fn send_message() {
    let (server, client) = serve(|_| data(json!({ "message_id": "om_1" }))).await;
    assert_eq!(send_message::send(&client, "ou_1", "Hello").await.unwrap(), "om_1");
    let sent = server.received_requests().await.unwrap().remove(0);
    assert_eq!(sent.url.path(), "/open-apis/im/v1/messages");
    assert_eq!(sent.url.query(), Some("receive_id_type=open_id"));
    let body: Value = serde_json::from_slice(&sent.body).unwrap();
    assert_eq!(
        body,
        json!({ "receive_id": "ou_1", "msg_type": "text", "content": r#"{"text":"Hello"}"# })
    );
}

#[tokio::test]
async fn list_users() {
    let (_server, client) = serve(|request| {
        assert_eq!(request.url.path(), "/open-apis/contact/v3/users/find_by_department");
        if request.url.query().unwrap_or_default().contains("page_token=second") {
            data(json!({ "has_more": false, "items": [{ "open_id": "ou_2", "name": "Li Si" }] }))
        } else {
            let users = json!([{ "open_id": "ou_1", "name": "Zhang San" }]);
            data(json!({ "has_more": true, "page_token": "second", "items": users }))
        }
    })
    .await;
    let users = list_users::list(&client, "0").await.unwrap();
    let expected = [("ou_1", "Zhang San"), ("ou_2", "Li Si")].map(|(id, name)| (id.to_owned(), name.to_owned()));
    assert_eq!(users, expected);
}

#[tokio::test]
async fn transfer_file() {
    let (server, client) = serve(|request| match request.method.as_str() {
        "POST" => data(json!({ "file_key": "file_1" })),
        _ => ResponseTemplate::new(200).set_body_raw("what was uploaded", "application/octet-stream"),
    })
    .await;
    let directory = std::env::temp_dir().join(format!("transfer-{}", std::process::id()));
    fs::create_dir_all(&directory).unwrap();
    let (path, copy) = (directory.join("a.txt"), directory.join("b.txt"));
    fs::write(&path, "what was uploaded").unwrap();
    let key = transfer_file::upload(&client, &path).await.unwrap();
    assert_eq!(key, "file_1");
    assert_eq!(transfer_file::download(&client, &key, &copy).await.unwrap(), 17);
    assert_eq!(fs::read(&copy).unwrap(), fs::read(&path).unwrap());
    let requests = server.received_requests().await.unwrap();
    assert!(String::from_utf8_lossy(&requests[0].body).contains("what was uploaded"));
    assert_eq!(requests[1].url.path(), "/open-apis/im/v1/files/file_1");
    fs::remove_dir_all(directory).unwrap();
}

#[test]
fn every_example_is_run_and_stands_in_the_manifest() {
    let client = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated");
    let manifest = fs::read_to_string(client.join("Cargo.toml")).unwrap();
    for entry in fs::read_dir(client.join("examples")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(
            include_str!("examples.rs").contains(&format!("async fn {name}()")),
            "{name}"
        );
        assert!(
            manifest.contains(&format!("[[example]]\nname = \"{name}\"\nrequired-features = [")),
            "{name}"
        );
    }
}
