//! Files and documents.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use wiremock::ResponseTemplate;

use crate::{bodies, data, file, json_body, serve};

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
    let key = crate::transfer_file::upload(&client, &path).await.unwrap();
    assert_eq!(key, "file_1");
    assert_eq!(crate::transfer_file::download(&client, &key, &copy).await.unwrap(), 17);
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
    assert_eq!(
        crate::upload_file::upload(&client, "fldcn1", &path).await.unwrap(),
        "boxcn1"
    );
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
    assert_eq!(crate::export_document::save(&client, "doxcn1", &path).await.unwrap(), 4);
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
        crate::convert_markdown::convert(&client, "Title", "# A").await.unwrap(),
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
async fn write_document() {
    let (server, client) = serve(|request| match request.url.path() {
        "/open-apis/docx/v1/documents" => data(json!({ "document": { "document_id": "doxcn1" } })),
        "/open-apis/docx/v1/documents/doxcn1/blocks/doxcn1/children" => data(json!({})),
        path => panic!("{path}"),
    })
    .await;
    assert_eq!(
        crate::write_document::write(&client, "Minutes").await.unwrap(),
        "doxcn1"
    );
    let written = bodies(&server, "/children").await.remove(0);
    let blocks = written["children"].as_array().unwrap().iter();
    let types: Vec<_> = blocks.map(|block| block["block_type"].as_i64().unwrap()).collect();
    assert_eq!(types, [3, 2, 12, 17, 14]);
}

#[tokio::test]
async fn sheet_cells() {
    let (server, client) = serve(|request| match request.method.as_str() {
        "PUT" => data(json!({ "updatedCells": 6 })),
        _ => data(json!({ "valueRange": { "values": [[7.0]] } })),
    })
    .await;
    assert_eq!(
        crate::sheet_cells::sum(&client, "shtcn1", "s1").await.unwrap(),
        Some(7.0)
    );
    let requests = server.received_requests().await.unwrap();
    let formula = json!({ "type": "formula", "text": "=SUM(B1:B2)" });
    assert_eq!(
        json_body(&requests[0]),
        json!({ "valueRange": {
            "range": "s1!A1:B3",
            "values": [["Pen", 2.5], ["Paper", 4.5], ["Sum", formula]],
        } })
    );
    assert_eq!(
        requests[1].url.path(),
        "/open-apis/sheets/v2/spreadsheets/shtcn1/values/s1%21B3%3AB3"
    );
    assert_eq!(requests[1].url.query(), Some("valueRenderOption=UnformattedValue"));
}

#[tokio::test]
async fn base_records() {
    let (server, client) = serve(|request| match request.url.path().rsplit('/').next().unwrap() {
        "search" => {
            let fields = json!({ "Task": [{ "type": "text", "text": "Visit" }] });
            data(json!({ "has_more": false, "items": [{ "record_id": "rec1", "fields": fields }] }))
        }
        _ => data(json!({})),
    })
    .await;
    assert_eq!(
        crate::base_records::finish(&client, "app1", "tbl1").await.unwrap(),
        ["Visit"]
    );
    assert_eq!(
        bodies(&server, "/batch_create").await,
        [json!({ "records": [{ "fields": { "Task": "Visit" } }, { "fields": { "Task": "Call" } }] })]
    );
    let open = json!({ "field_name": "Done", "operator": "is", "value": ["false"] });
    assert_eq!(
        bodies(&server, "/search").await,
        [json!({ "filter": { "conjunction": "and", "conditions": [open] } })]
    );
    assert_eq!(
        bodies(&server, "/records/rec1").await,
        [json!({ "fields": { "Done": true } })]
    );
}

#[tokio::test]
async fn wiki_page() {
    let (server, client) = serve(|request| match request.method.as_str() {
        "GET" => data(json!({ "has_more": false, "items": [{ "title": "Rules", "obj_token": "doxcn1" }] })),
        _ => data(json!({ "node": { "obj_token": "doxcn2" } })),
    })
    .await;
    let page = |title| crate::wiki_page::page(&client, "7001", title);
    assert_eq!(page("Rules").await.unwrap(), "doxcn1");
    assert_eq!(page("Plans").await.unwrap(), "doxcn2");
    let made = server.received_requests().await.unwrap().remove(2);
    assert_eq!(made.url.path(), "/open-apis/wiki/v2/spaces/7001/nodes");
    assert_eq!(
        json_body(&made),
        json!({ "obj_type": "docx", "node_type": "origin", "title": "Plans" })
    );
}
