//! Responses of every shape, and failures of every kind.

use feishu_openapi_runtime::spec::Method;
use feishu_openapi_runtime::{Client, Error, Options, OrMissing, Retry, or_missing};
use futures_util::TryStreamExt;

use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

async fn serve(response: Response) -> Client {
    let server = Server::always(response).await;
    Client::builder("cli_test", "secret")
        .base_url(server.url())
        .options(Options::new().retry(Retry::NEVER))
        .build()
        .unwrap()
        .with_token("t-test")
}

fn list() -> node::List {
    node::List {
        parent: "root".into(),
        ..node::List::default()
    }
}

async fn page(body: &str) -> node::Page {
    list().send(&serve(Response::json(body)).await).await.unwrap()
}

#[tokio::test]
async fn data_may_be_absent_null_empty_or_last() {
    for body in [
        "",
        " ",
        "{}",
        r#"{"code":0}"#,
        r#"{"code":0,"data":null}"#,
        r#"{"code":"0","data":{}}"#,
        "null",
    ] {
        assert_eq!(page(body).await, node::Page::default(), "{body}");
    }
    assert_eq!(page(r#"{"data":{"total":3},"msg":"ok","code":0}"#).await.total, Some(3));
    assert_eq!(page("\u{feff}{\"code\":0,\"data\":{\"total\":3}}").await.total, Some(3));
}

#[tokio::test]
async fn fields_beside_code_are_read_where_there_is_no_data() {
    assert_eq!(page(r#"{"code":0,"msg":"","total":4}"#).await.total, Some(4));
    assert_eq!(page(r#"{"total":4}"#).await.total, Some(4));
    assert_eq!(page(r#"{"code":0,"data":{"total":5},"total":4}"#).await.total, Some(5));
    assert_eq!(page(r#"{"code":0,"total":4,"data":{"total":5}}"#).await.total, Some(5));
}

#[tokio::test]
async fn flat_and_bare_responses_are_read() {
    let client = serve(Response::json(r#"{"code":0,"msg":"ok","id":"a","revision":"2"}"#)).await;
    let flat = client.send(&node::Flat).await.unwrap();
    assert_eq!((flat.id.as_deref(), flat.revision), (Some("a"), Some(2)));

    let body = r#"{"code":"not a number","items":[1]}"#;
    assert_eq!(
        serve(Response::json(body))
            .await
            .send(&node::Bare)
            .await
            .unwrap()
            .to_string(),
        body
    );
    assert_eq!(
        serve(Response::json("[1]"))
            .await
            .send(&node::Bare)
            .await
            .unwrap()
            .to_string(),
        "[1]"
    );
    let body = r#"{"code":7,"msg":"no"}"#;
    assert_eq!(
        serve(Response::json(body))
            .await
            .send(&node::Bare)
            .await
            .unwrap_err()
            .code(),
        Some(7)
    );
}

#[tokio::test]
async fn an_error_of_the_api_is_one_with_any_status_and_shape() {
    for (response, code) in [
        (Response::json(r#"{"code":5,"msg":"no"}"#), 5),
        (Response::json(r#"{"data":{"items":"not a list"},"code":5}"#), 5),
        (Response::json(r#"{"code":"5","message":"no"}"#), 5),
        (Response::error(500, r#"{"code":5,"msg":"no","data":[1,2]}"#), 5),
        (
            Response::error(400, r#"{"code":20050,"error":"server_error","error_description":"no"}"#),
            20050,
        ),
        (
            Response::new(400, &[("content-type", "text/plain")], r#"{"code":5,"msg":"no"}"#),
            5,
        ),
    ] {
        let error = list().send(&serve(response.clone()).await).await.unwrap_err();
        assert_eq!(error.code(), Some(code), "{response:?}: {error:?}");
    }
}

#[tokio::test]
async fn missing_scopes_come_from_the_page_where_the_server_names_none() {
    let client = serve(Response::error(400, r#"{"code":99991672,"msg":"no scope"}"#)).await;
    let Error::Api(error) = list().send(&client).await.unwrap_err() else {
        panic!()
    };
    assert_eq!(error.missing_scopes(), ["demo:node", "demo:all"]);
}

#[tokio::test]
async fn a_status_without_a_response_of_the_api_is_an_error_of_its_own() {
    let page = Response::new(
        502,
        &[("content-type", "text/html"), ("x-tt-logid", "l")],
        "<html>hush</html>",
    );
    let error = list().send(&serve(page).await).await.unwrap_err();
    assert!(error.is_retryable());
    assert_eq!(
        (error.code(), error.status(), error.log_id()),
        (None, Some(502), Some("l"))
    );
    assert!(!format!("{error} {error:?}").contains("hush"));
    let Error::Status(status) = error else {
        panic!("{error:?}")
    };
    assert_eq!(status.body.text(), "<html>hush</html>");

    for (status, body) in [
        (404, ""),
        (403, "{}"),
        (500, r#"{"code":0,"msg":"success"}"#),
        (302, ""),
    ] {
        let error = list()
            .send(&serve(Response::new(status, &[], body)).await)
            .await
            .unwrap_err();
        assert!(matches!(&error, Error::Status(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_response_that_cannot_be_read_names_the_place_and_keeps_the_body() {
    let body = r#"{"code":0,"data":{"items":[{},{},{},{"revision":"hush"}]}}"#;
    let response = Response::new(200, &[("content-type", "application/json"), ("x-tt-logid", "l")], body);
    let client = serve(response).await.with(Options::new().strict(true));
    let error = list().send(&client).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hush"));
    let Error::Decode(error) = error else {
        panic!("{error:?}")
    };
    assert_eq!(error.path, "data.items[3].revision");
    assert!(
        error.message.starts_with("expected an integer, found a string"),
        "{}",
        error.message
    );
    assert_eq!((error.log_id.as_deref(), error.body.text().as_ref()), (Some("l"), body));
}

#[tokio::test]
async fn a_good_status_with_garbage_is_a_reading_error() {
    let html = Response::new(200, &[("content-type", "text/html")], "<html>");
    let Error::Decode(error) = list().send(&serve(html).await).await.unwrap_err() else {
        panic!()
    };
    assert!(error.path.is_empty());
    assert!(
        error.message.starts_with("no JSON but text/html, 6 bytes"),
        "{}",
        error.message
    );

    let garbage = vec![0xA5; 10 * 1024 * 1024];
    let Error::Decode(error) = list().send(&serve(Response::json(&garbage)).await).await.unwrap_err() else {
        panic!()
    };
    assert_eq!(
        (error.body.length(), error.body.bytes().len()),
        (garbage.len(), 64 * 1024)
    );

    for body in [
        r#"{"code":0,"data":{"total":1}"#,
        r#"{"code":0}}"#,
        r#"{"code":0,"data":{"total":"hush"}"#,
        r#"["hush"]"#,
    ] {
        let error = list().send(&serve(Response::json(body)).await).await.unwrap_err();
        assert!(matches!(&error, Error::Decode(_)), "{body}: {error:?}");
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}

#[tokio::test]
async fn the_type_may_be_wrong_where_the_content_is_right() {
    let response = Response::new(
        200,
        &[("content-type", "text/plain")],
        r#"{"code":0,"data":{"total":6}}"#,
    );
    assert_eq!(list().send(&serve(response).await).await.unwrap().total, Some(6));
}

#[tokio::test]
async fn a_compressed_response_is_read_and_a_truncated_one_is_an_error() {
    let read = serve(Response::gzip()).await.send(&node::Flat).await;
    assert_eq!(read.unwrap().id, None, "flat responses have no `data`");
    let client = serve(Response::gzip()).await;
    let node: node::Node = client.raw(Method::Get, "/open-apis/demo/v1/raw").send().await.unwrap();
    assert_eq!(node.id.as_deref(), Some("any"));
    let client = serve(Response::truncated_gzip())
        .await
        .with(Options::new().retry(Retry::NEVER));
    let error = client.send(&node::Flat).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.sent), "{error:?}");
}

#[tokio::test]
async fn a_refused_connection_was_certainly_not_used() {
    let client = Client::builder("a", "s")
        .base_url("http://127.0.0.1:1")
        .build()
        .unwrap()
        .with_token("t");
    let error = list().send(&client).await.unwrap_err();
    assert!(error.is_retryable());
    assert!(matches!(&error, Error::Transport(error) if !error.sent), "{error:?}");
    assert!(!format!("{error:?}").contains("/open-apis"), "{error:?}");
}

#[tokio::test]
async fn a_connection_that_breaks_is_a_transport_error() {
    let whole = Response::json(r#"{"code":0,"data":{"total":1}}"#);
    for response in [
        whole.clone().cut(0),
        whole.clone().cut(20),
        whole.cut(100),
        Response::raw("garbage\r\n\r\n"),
    ] {
        let error = list().send(&serve(response).await).await.unwrap_err();
        assert!(matches!(&error, Error::Transport(error) if error.sent), "{error:?}");
    }
}

#[tokio::test]
async fn downloads_come_bit_by_bit_with_name_and_type() {
    let headers = [
        ("content-type", "image/png"),
        ("content-disposition", "attachment; filename=\"图.png\""),
    ];
    let client = serve(Response::new(200, &headers, vec![7; 300_000])).await;
    let download = node::Fetch { id: "f".into() }.send(&client).await.unwrap();
    assert_eq!(download.file_name().as_deref(), Some("图.png"));
    assert_eq!(
        (download.content_type().as_deref(), download.content_length()),
        (Some("image/png"), Some(300_000))
    );
    let bytes = download
        .try_fold(0, |sum, chunk| async move { Ok(sum + chunk.len()) })
        .await
        .unwrap();
    assert_eq!(bytes, 300_000);

    let download = node::Fetch { id: "f".into() }.send(&client).await.unwrap();
    assert!(matches!(download.bytes(1000).await, Err(Error::File(_))));

    let path = std::env::temp_dir().join(format!("feishu-openapi-download-{}", std::process::id()));
    let download = node::Fetch { id: "f".into() }.send(&client).await.unwrap();
    assert_eq!(download.to_file(&path).await.unwrap(), 300_000);
    assert_eq!(std::fs::read(&path).unwrap(), vec![7; 300_000]);
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test]
async fn a_download_that_is_an_error_is_an_error() {
    let client = serve(Response::json(r#"{"code":234001,"msg":"no"}"#)).await;
    let error = node::Fetch { id: "f".into() }.send(&client).await.unwrap_err();
    assert_eq!(error.code(), Some(234_001));
}

#[tokio::test]
async fn a_download_may_be_json() {
    for body in [
        r#"{"code":0,"a":1}"#.to_owned(),
        "[1]".into(),
        format!("\"{}\"", "x".repeat(3_000_000)),
    ] {
        let client = serve(Response::json(&body)).await;
        let download = node::Fetch { id: "f".into() }.send(&client).await.unwrap();
        assert_eq!(download.bytes(usize::MAX).await.unwrap(), body);
    }
}

#[tokio::test]
async fn a_download_that_breaks_off_ends_with_an_error() {
    let client = serve(Response::new(200, &[], vec![7; 300_000]).cut(200_000)).await;
    let download = node::Fetch { id: "f".into() }.send(&client).await.unwrap();
    let error = download.try_for_each(|_| async { Ok(()) }).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn a_redirect_is_the_response_and_its_query_is_not_shown() {
    let client = serve(Response::new(302, &[("location", "/callback?code=hush")], "")).await;
    let redirect = client.redirect(&node::Login { state: "s".into() }).await.unwrap();
    assert!(redirect.url().as_str().ends_with("/callback?code=hush"));
    assert!(!format!("{redirect:?}").contains("hush"));

    let client = serve(Response::json(r#"{"code":3,"msg":"no"}"#)).await;
    assert_eq!(
        client
            .redirect(&node::Login { state: "s".into() })
            .await
            .unwrap_err()
            .code(),
        Some(3)
    );
}

#[tokio::test]
async fn a_field_that_a_caller_needs_is_named_where_the_server_leaves_it_out() {
    let client = serve(Response::json(r#"{"code":0,"data":{"total":6,"items":[{}]}}"#)).await;
    let page = list().send(&client).await.unwrap();
    assert_eq!(or_missing!(page.total).unwrap(), 6);
    let node = page.items.first().or_missing("items").unwrap();
    for error in [
        or_missing!(page.page_token).unwrap_err(),
        None::<bool>.or_missing("page_token").unwrap_err(),
    ] {
        assert!(
            matches!(&error, Error::Missing(error) if error.field == "page_token"),
            "{error:?}"
        );
        assert!(
            error.to_string().starts_with("the response has no `page_token`:"),
            "{error}"
        );
        assert!(!error.is_retryable());
    }
    assert!(node.id.as_ref().or_missing("id").is_err());
}
