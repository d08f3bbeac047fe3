//! What is read is passed on: blocks of documents and records of tables, over HTTP, as the samples of the pages show them.

use std::fs;
use std::path::{Path, PathBuf};

use feishu_openapi::Client;
use feishu_openapi::bitable::v1::app_table_record;
use feishu_openapi::docx::v1::document::{self, ConvertResponse};
use feishu_openapi::docx::v1::document_block_descendant;
use feishu_openapi::docx::v1::types::{Block, BlockInput};
use feishu_openapi::docx::v1::{document_block, document_block_children};
use feishu_openapi::runtime::wire::{Draft, Json, Verbatim};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

const CONVERT: &str = include_str!("../../../docs-src/docx/v1/document/convert.md");
const RECORDS: &str = include_str!("../../../docs-src/bitable/v1/app.table.record/search.md");

/// The response that a page shows.
fn sample(page: &str) -> Value {
    let (_, text) = page.split_once("### 响应体示例").unwrap();
    let (_, text) = text.split_once("```json").unwrap();
    serde_json::from_str(text.split_once("```").unwrap().0).unwrap()
}

/// A server that responds with this to each request.
async fn serve(response: &Value) -> (MockServer, Client) {
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(200).set_body_json(response);
    Mock::given(any()).respond_with(response).mount(&server).await;
    let builder = Client::builder("cli_test", "secret").base_url(server.uri());
    let client = builder.build().unwrap().with_token("t-test");
    (server, client)
}

async fn last_body(server: &MockServer) -> Value {
    let sent = server.received_requests().await.unwrap().pop().unwrap();
    serde_json::from_slice(&sent.body).unwrap()
}

/// The JSON without these fields, and without what is not written of a response: `null`, and empty lists.
fn without(json: &Value, names: &[&str]) -> Value {
    let is_nothing = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    match json {
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, value)| !names.contains(&name.as_str()) && !is_nothing(value))
            .map(|(name, value)| (name.clone(), without(value, names)))
            .collect(),
        Value::Array(items) => items.iter().map(|item| without(item, names)).collect(),
        other => other.clone(),
    }
}

async fn converted(client: &Client) -> ConvertResponse {
    document::convert()
        .content_type("markdown")
        .content("# A")
        .send(client)
        .await
        .unwrap()
}

#[tokio::test]
async fn converted_blocks_are_created_as_they_are() {
    let sample = sample(CONVERT);
    let (server, client) = serve(&sample).await;
    let converted = converted(&client).await;
    assert!(converted.blocks.len() > 10);
    for blocks in [Blocks::Given(converted.blocks.clone()), Blocks::Lent(&converted.blocks)] {
        let request = document_block_descendant::create("doc", "doc").children_id(&converted.first_level_block_ids);
        let request = match blocks {
            Blocks::Given(blocks) => request.descendants(blocks),
            Blocks::Lent(blocks) => request.descendants(blocks),
        };
        request.send(&client).await.unwrap();
        // `revision_id` is no field of the page.
        let descendants = without(&sample["data"]["blocks"], &["merge_info", "comment_ids", "revision_id"]);
        let expected = json!({"children_id": sample["data"]["first_level_block_ids"], "descendants": descendants});
        assert_eq!(last_body(&server).await, expected);
    }
}

enum Blocks<'a> {
    Given(Vec<Block>),
    Lent(&'a [Block]),
}

#[tokio::test]
async fn blocks_that_were_read_are_created_elsewhere_without_their_place() {
    let text = json!({"elements": [{"text_run": {"content": "a", "text_element_style": {"comment_ids": ["1"]}}}]});
    let block = json!({"block_id": "b", "parent_id": "p", "children": ["c"], "block_type": 2, "text": text});
    let (server, client) = serve(&json!({"code": 0, "data": {"items": [block], "has_more": false}})).await;
    let page = document_block::list("doc").send(&client).await.unwrap();
    let request =
        document_block_children::create("other", "other").children(page.items.iter().map(Block::without_place));
    request.send(&client).await.unwrap();
    let expected = json!({"elements": [{"text_run": {"content": "a", "text_element_style": {}}}]});
    assert_eq!(
        last_body(&server).await["children"],
        json!([{"block_type": 2, "text": expected}])
    );
}

#[tokio::test]
async fn what_no_page_tells_of_is_passed_on_as_json() {
    let block = json!({"block_id": "b", "block_type": 99, "tomorrow": {"list": [], "null": null}});
    let (server, client) = serve(&json!({"code": 0, "data": {"items": [block], "has_more": false}})).await;
    let page: Json = client.send_as(&document_block::list("doc")).await.unwrap();
    let blocks = page["items"].as_array().unwrap();
    let request = document_block_descendant::create("doc", "doc").children_id(["b"]);
    request
        .descendants(blocks.iter().map(Verbatim::of))
        .send(&client)
        .await
        .unwrap();
    assert_eq!(last_body(&server).await["descendants"], json!([block]));
}

#[test]
fn blocks_are_read_and_written_by_serde() {
    let sample = sample(CONVERT);
    for json in sample["data"]["blocks"].as_array().unwrap() {
        // A request keeps all that was read.
        let request: BlockInput = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&request).unwrap(), *json);
        // A response is what its page tells of.
        let response: Block = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(
            serde_json::to_value(&response).unwrap(),
            without(json, &["revision_id"])
        );
    }
    let error = serde_json::from_value::<BlockInput>(json!({"block_id": "b"})).unwrap_err();
    assert_eq!(error.to_string(), "missing fields `block_type`");
}

#[tokio::test]
async fn records_are_passed_on_whole() {
    let mut sample = sample(RECORDS);
    sample["data"]["items"][0]["fields"]["new"] = json!([{"type": "tomorrow", "value": null}]);
    let (server, client) = serve(&sample).await;
    let found = app_table_record::search("app", "table").send(&client).await.unwrap();
    let fields = &found.items[0].fields;
    app_table_record::create("app", "table")
        .fields(fields)
        .send(&client)
        .await
        .unwrap();
    assert_eq!(
        last_body(&server).await,
        json!({"fields": sample["data"]["items"][0]["fields"]})
    );
}

/// What reading an object by serde asks for are fields that the object has.
#[test]
fn every_required_field_is_found() {
    let (mut files, mut found) = (Vec::new(), 0);
    list(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../generated/src")),
        &mut files,
    );
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for (begin, _) in text.match_indices("wire::input!(") {
            let parameters = text[begin + 13..].split_once(");").unwrap().0;
            let Some((name, required)) = parameters.trim_end_matches('>').split_once('<') else {
                continue;
            };
            let object = &text[text.find(&format!("pub struct {name}<")).unwrap()..begin];
            // The names of all its fields are among what stands in quotes.
            let all: Value = object.split('"').map(|name| (name.to_owned(), Value::Null)).collect();
            let required = required.split(',').map(|field| field.split('"').nth(1).unwrap());
            let required: Vec<_> = required.collect();
            if let Err(error) = Draft::<()>::read(all, &required) {
                panic!("{name} in {}: {error}", file.display());
            }
            found += required.len();
        }
    }
    assert!(found > 500, "{found}");
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => list(&path, files),
            false => files.push(path),
        }
    }
}
