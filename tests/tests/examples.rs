//! What the examples of the client do, against a server on this machine.

#![allow(unreachable_pub, dead_code)] // they are programs: their `main` is not called here

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use feishu_openapi::Client;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

// They keep the margin of their own crate.
#[rustfmt::skip]
#[path = "../../generated/examples/convert_markdown.rs"]
mod convert_markdown;
#[rustfmt::skip]
#[path = "../../generated/examples/export_document.rs"]
mod export_document;
#[rustfmt::skip]
#[path = "../../generated/examples/list_users.rs"]
mod list_users;
#[rustfmt::skip]
#[path = "../../generated/examples/send_image.rs"]
mod send_image;
#[rustfmt::skip]
#[path = "../../generated/examples/send_message.rs"]
mod send_message;
#[rustfmt::skip]
#[path = "../../generated/examples/transfer_file.rs"]
mod transfer_file;
#[rustfmt::skip]
#[path = "../../generated/examples/upload_file.rs"]
mod upload_file;

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

#[tokio::test]
async fn upload_file() {
    let parts = AtomicUsize::new(0);
    let (server, client) = serve(move |request| match request.url.path() {
        "/open-apis/drive/v1/files/upload_prepare" => {
            data(json!({ "upload_id": "7111", "block_size": 16 << 20, "block_num": 2 }))
        }
        // The second part is refused once.
        "/open-apis/drive/v1/files/upload_part" if parts.fetch_add(1, Ordering::Relaxed) == 1 => {
            ResponseTemplate::new(400).set_body_json(json!({ "code": 1061002, "msg": "params error." }))
        }
        "/open-apis/drive/v1/files/upload_part" => data(json!({})),
        "/open-apis/drive/v1/files/upload_finish" => data(json!({ "file_token": "boxcn1" })),
        path => panic!("{path}"),
    })
    .await;
    let path = file("large", &vec![b'x'; 21 << 20]);
    assert_eq!(upload_file::upload(&client, "fldcn1", &path).await.unwrap(), "boxcn1");
    fs::remove_file(path).unwrap();
    let requests = server.received_requests().await.unwrap();
    assert_eq!(
        json_body(&requests[0]),
        json!({ "file_name": "large", "parent_type": "explorer", "parent_node": "fldcn1", "size": 21 << 20 })
    );
    assert_eq!(requests.len(), 5);
    assert_eq!(json_body(&requests[4]), json!({ "upload_id": "7111", "block_num": 2 }));
}

#[tokio::test]
async fn export_document() {
    let asked = AtomicUsize::new(0);
    let (server, client) = serve(move |request| match request.url.path() {
        "/open-apis/drive/v1/export_tasks" => data(json!({ "ticket": "6933" })),
        "/open-apis/drive/v1/export_tasks/6933" => match asked.fetch_add(1, Ordering::Relaxed) {
            0 => data(json!({ "result": { "job_status": 2 } })),
            _ => data(json!({ "result": { "job_status": 0, "file_token": "boxcn1" } })),
        },
        "/open-apis/drive/v1/export_tasks/file/boxcn1/download" => {
            ResponseTemplate::new(200).set_body_raw("%PDF", "application/pdf")
        }
        path => panic!("{path}"),
    })
    .await;
    let path = file("document.pdf", b"");
    assert_eq!(export_document::export(&client, "doxcn1", &path).await.unwrap(), 4);
    assert_eq!(fs::read(path).unwrap(), b"%PDF");
    let task = server.received_requests().await.unwrap().remove(0);
    assert_eq!(
        json_body(&task),
        json!({ "file_extension": "pdf", "token": "doxcn1", "type": "docx" })
    );
}

#[tokio::test]
async fn convert_markdown() {
    let heading = json!({ "elements": [{ "text_run": { "content": "A" } }] });
    let blocks = json!([{ "block_id": "b1", "block_type": 3, "parent_id": "", "heading1": heading }]);
    let converted = json!({ "first_level_block_ids": ["b1"], "blocks": blocks });
    let (server, client) = serve(move |request| match request.url.path() {
        "/open-apis/docx/v1/documents/blocks/convert" => data(converted.clone()),
        "/open-apis/docx/v1/documents" => data(json!({ "document": { "document_id": "doxcn1" } })),
        "/open-apis/docx/v1/documents/doxcn1/blocks/doxcn1/descendant" => data(json!({})),
        path => panic!("{path}"),
    })
    .await;
    assert_eq!(
        convert_markdown::convert(&client, "Title", "# A").await.unwrap(),
        "doxcn1"
    );
    let requests = server.received_requests().await.unwrap();
    assert_eq!(
        json_body(&requests[0]),
        json!({ "content_type": "markdown", "content": "# A" })
    );
    assert_eq!(json_body(&requests[1]), json!({ "title": "Title" }));
    assert_eq!(
        json_body(&requests[2]),
        json!({ "children_id": ["b1"], "descendants": blocks })
    );
}

#[tokio::test]
async fn send_image() {
    let (server, client) = serve(|request| match request.url.path() {
        "/open-apis/im/v1/images" => data(json!({ "image_key": "img_1" })),
        _ => data(json!({ "message_id": "om_1" })),
    })
    .await;
    let path = file("image.png", b"the image");
    assert_eq!(send_image::send(&client, "ou_1", &path).await.unwrap(), "om_1");
    let requests = server.received_requests().await.unwrap();
    let uploaded = String::from_utf8_lossy(&requests[0].body);
    assert!(
        uploaded.contains("the image") && uploaded.contains("image.png"),
        "{uploaded}"
    );
    assert_eq!(
        json_body(&requests[1]),
        json!({ "receive_id": "ou_1", "msg_type": "image", "content": r#"{"image_key":"img_1"}"# })
    );
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
