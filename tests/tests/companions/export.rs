//! Exports in one call: what each call of them carries, and how they end.

use std::sync::atomic::{AtomicUsize, Ordering};

use feishu_openapi::Client;
use feishu_openapi::drive::v1::export;
use feishu_openapi::runtime::{Error, Result};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// Responds with these results of the task, one after another, the last one again and again.
async fn serve(results: Vec<Value>) -> (MockServer, Client) {
    let server = MockServer::start().await;
    let asked = AtomicUsize::new(0);
    let respond = move |request: &Request| {
        let data = match request
            .url
            .path()
            .trim_start_matches("/open-apis/drive/v1/export_tasks")
        {
            "" => json!({ "ticket": "6933" }),
            "/6933" => {
                let at = asked.fetch_add(1, Ordering::Relaxed).min(results.len() - 1);
                json!({ "result": results[at] })
            }
            "/file/boxcn1/download" => return ResponseTemplate::new(200).set_body_raw("%PDF", "application/pdf"),
            path => panic!("{path}"),
        };
        ResponseTemplate::new(200).set_body_json(json!({ "code": 0, "msg": "", "data": data }))
    };
    Mock::given(any()).respond_with(respond).mount(&server).await;
    let builder = Client::builder("cli_test", "secret").base_url(server.uri());
    let client = builder.build().unwrap().with_token("t-test");
    (server, client)
}

async fn run(export: export::Export, results: Vec<Value>) -> (MockServer, Result<Vec<u8>>) {
    let (server, client) = serve(results).await;
    let bytes = async { Ok(export.send(&client).await?.bytes(99).await?.to_vec()) };
    let bytes = bytes.await;
    (server, bytes)
}

fn done() -> Value {
    json!({ "job_status": 0, "job_error_msg": "success", "file_token": "boxcn1" })
}

#[tokio::test]
async fn a_file_is_awaited_and_downloaded() {
    let results = vec![json!({ "job_status": 1 }), json!({ "job_status": 2 }), done()];
    let (server, bytes) = run(export::document("doxcn1").as_pdf(), results).await;
    assert_eq!(bytes.unwrap(), b"%PDF");
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 5);
    assert_eq!(requests[1].url.query(), Some("token=doxcn1"));
}

#[tokio::test]
async fn each_kind_has_its_type_and_extension() {
    for (export, body) in [
        (
            export::document("1").as_docx(),
            json!({ "type": "docx", "token": "1", "file_extension": "docx" }),
        ),
        (
            export::old_document("2").as_pdf(),
            json!({ "type": "doc", "token": "2", "file_extension": "pdf" }),
        ),
        (
            export::sheet("3").as_xlsx(),
            json!({ "type": "sheet", "token": "3", "file_extension": "xlsx" }),
        ),
        (
            export::base("4").as_csv("tbl1"),
            json!({ "type": "bitable", "token": "4", "file_extension": "csv", "sub_id": "tbl1" }),
        ),
    ] {
        let (server, bytes) = run(export, vec![done()]).await;
        bytes.unwrap();
        let request = server.received_requests().await.unwrap().remove(0);
        assert_eq!(serde_json::from_slice::<Value>(&request.body).unwrap(), body);
    }
}

#[tokio::test]
async fn a_task_that_fails_says_why() {
    for (result, told) in [
        (
            json!({ "job_status": 110, "job_error_msg": "no permission" }),
            "status 110: no permission",
        ),
        (
            json!({ "job_status": 107, "job_error_msg": "" }),
            "status 107: ExportDocumentTooLarge",
        ),
        (json!({ "job_status": 4711 }), "status 4711: no reason given"),
    ] {
        let (_server, bytes) = run(export::document("doxcn1").as_pdf(), vec![result]).await;
        let error = bytes.unwrap_err();
        assert!(matches!(error, Error::Task(_)) && !error.is_retryable(), "{error:?}");
        assert_eq!(
            error.to_string(),
            format!("drive.v1.export_task.get: the task ended with {told}")
        );
    }
}

#[tokio::test]
async fn a_task_without_a_file_is_an_error() {
    for (result, field) in [
        (json!({ "job_status": 0, "file_token": "" }), "file_token"),
        (json!({}), "job_status"),
    ] {
        let (_server, bytes) = run(export::document("doxcn1").as_pdf(), vec![result]).await;
        match bytes.unwrap_err() {
            Error::Missing(error) => assert_eq!(error.field, field),
            error => panic!("{error}"),
        }
    }
}
