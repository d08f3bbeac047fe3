//! Whether a response means success or failure, however it says so.

use feishu_openapi_runtime::{ApiError, Client, Endpoint, Error, Options, Retry};

use crate::endpoints::contact::v3::user;
use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

async fn serve(response: Response) -> Client {
    let server = Server::always(response).await;
    let builder = Client::builder("a", "s").base_url(server.url());
    let client = builder.options(Options::new().retry(Retry::NEVER)).build().unwrap();
    client.with_token("t")
}

async fn list(body: &str) -> Result<node::Page, Error> {
    list_of(Response::json(body)).await
}

async fn list_of(response: Response) -> Result<node::Page, Error> {
    let list = node::List {
        parent: "root".into(),
        ..node::List::default()
    };
    list.send(&serve(response).await).await
}

async fn refusal(body: &str) -> ApiError {
    match list(body).await {
        Err(Error::Api(error)) => *error,
        other => panic!("{body}: {other:?}"),
    }
}

#[tokio::test]
async fn an_error_of_the_api_says_all_that_is_known() {
    let body = r#"{"code":41050,"msg":"no user authority","error":{"log_id":"x","troubleshooter":"see https://t",
        "permission_violations":[{"subject":"contact:user","type":"t"},{"scope":"contact:all","url":"https://u"}],
        "field_violations":[{"field":"user_id","value":"hush","description":"wrong"}],
        "details":[{"key":"limit","value":"100 per page"}],"helps":[{"url":"https://h","description":"d"}]}}"#;
    let error = user::delete("x")
        .send(&serve(Response::error(400, body)).await)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code(), error.status(), error.log_id()),
        (Some(41050), Some(400), Some("log-1"))
    );
    assert!(!error.is_retryable());
    let text = "contact.v3.user.delete: code 41050: no user authority (HTTP status 400), `user_id`: wrong, \
                limit: 100 per page, missing scopes: contact:user, contact:all, log id log-1";
    assert_eq!(error.to_string(), text);
    let shown = format!("{error:?}");
    assert!(!shown.contains("hush") && shown.contains("100 per page"), "{shown}");
    assert!(!shown.contains(<user::Delete as Endpoint>::SPEC.title()), "{shown}");
    let Error::Api(api) = error else { panic!("{error:?}") };
    assert_eq!(api.documented().unwrap().message, "no user authority error");
    assert_eq!(api.field_violations[0].value, "hush");
    assert_eq!(api.details[0].value, "100 per page");
    assert_eq!(api.helps[0].url, "https://h");
    assert_eq!(api.permission_violations[1].url.as_deref(), Some("https://u"));
    assert_eq!(api.troubleshooter.as_deref(), Some("see https://t"));
}

#[tokio::test]
async fn a_code_that_is_there_and_not_zero_is_an_error_whatever_its_type() {
    let digits = "1".repeat(400);
    for (code, read, name) in [
        ("5.0", 5, None),
        ("5e0", 5, None),
        ("\" 5 \"", 5, None),
        ("\"ERR\"", 0, Some("ERR")),
        ("true", 0, Some("true")),
        ("0.5", 0, Some("0.5")),
        ("18446744073709551615", 0, Some("18446744073709551615")),
        (
            "\"123456789012345678901234567890\"",
            0,
            Some("123456789012345678901234567890"),
        ),
        ("1e400", 0, Some("1e400")),
        (&digits, 0, Some(&digits)),
        ("[1]", 0, None),
        ("{\"a\":1}", 0, None),
    ] {
        for body in [
            format!(r#"{{"code":{code},"msg":"no"}}"#),
            format!(r#"{{"data":{{"total":1}},"msg":"no","code":{code}}}"#),
        ] {
            let error = refusal(&body).await;
            assert_eq!((error.code, error.name.as_deref()), (read, name), "{body}");
            assert_eq!(error.message, "no");
        }
    }
    let error = Error::from(refusal(r#"{"code":"ERR","msg":"no"}"#).await);
    assert_eq!(error.code(), None);
    assert_eq!(error.to_string(), "demo.v1.node.list: error ERR: no (HTTP status 200)");
}

#[tokio::test]
async fn a_code_of_zero_is_none_whatever_its_type() {
    for code in ["0", "0.0", "-0", "\"0\"", "\"\"", "null", "false"] {
        let page = list(&format!(r#"{{"msg":"ok","code":{code},"data":{{"total":1}}}}"#)).await;
        assert_eq!(page.unwrap().total, Some(1), "{code}");
    }
}

#[tokio::test]
async fn of_two_codes_the_one_that_means_failure_counts() {
    for body in [
        r#"{"code":0,"code":5,"msg":"no"}"#,
        r#"{"code":5,"code":0,"msg":"no"}"#,
        r#"{"code":0,"data":{"items":"no list"},"code":5}"#,
        r#"{"code":0,"data":{},"code":"5"}"#,
    ] {
        assert_eq!(refusal(body).await.code, 5, "{body}");
    }
    assert_eq!(
        list(r#"{"code":0,"data":{"total":1},"code":0}"#).await.unwrap().total,
        Some(1)
    );
}

#[tokio::test]
async fn an_error_with_neither_code_nor_data_is_an_error() {
    let error = refusal(r#"{"error":"invalid_grant","error_description":"used"}"#).await;
    assert_eq!(
        (error.name.as_deref(), error.message.as_str()),
        (Some("invalid_grant"), "used")
    );
    let error = refusal(r#"{"data":null,"error":{"log_id":"l"}}"#).await;
    assert_eq!((error.code, error.log_id.as_deref()), (0, Some("l")));
    let text = "demo.v1.node.list: an error without a code:  (HTTP status 200), log id l";
    assert_eq!(Error::from(error).to_string(), text);
    for body in [
        r#"{"error":{},"total":1}"#,
        r#"{"error":{"a":1},"data":{"total":1}}"#,
        r#"{"code":0,"error":{"a":1},"total":1}"#,
    ] {
        assert_eq!(list(body).await.unwrap().total, Some(1), "{body}");
    }
}

#[tokio::test]
async fn a_file_of_json_may_have_a_field_named_code() {
    let fetch = || node::Fetch { id: "f".into() };
    let body = r#"{"code":"de","error":"none"}"#;
    let download = fetch().send(&serve(Response::json(body)).await).await.unwrap();
    assert_eq!(download.bytes(100).await.unwrap(), body);
    let error = fetch()
        .send(&serve(Response::json(r#"{"code":0,"code":5}"#)).await)
        .await;
    assert_eq!(error.unwrap_err().code(), Some(5));
}

#[tokio::test]
async fn a_broken_text_hides_no_error() {
    assert_eq!(refusal(r#"{"msg":"\ud83d","code":5}"#).await.code, 5);
}

#[tokio::test]
async fn an_error_as_oauth_describes_it_needs_no_code() {
    let body = r#"{"error":"invalid_grant","error_description":"The refresh token has been used."}"#;
    let error = list_of(Response::error(400, body)).await.unwrap_err();
    let Error::Api(error) = error else { panic!("{error:?}") };
    assert_eq!((error.name.as_deref(), error.status), (Some("invalid_grant"), 400));
    assert_eq!(error.message, "The refresh token has been used.");
    // A gateway's own page is none.
    let page = Response::error(502, r#"{"error":{},"path":"/x"}"#);
    assert!(matches!(list_of(page).await, Err(Error::Status(_))));
}

#[tokio::test]
async fn a_text_that_certainly_is_an_error_is_no_file() {
    let text = |body: &str| Response::new(200, &[("content-type", "text/plain; charset=utf-8")], body);
    let fetch = |response: Response| async {
        let client = serve(response).await;
        node::Fetch { id: "f".into() }.send(&client).await?.bytes(1 << 20).await
    };
    let error = fetch(text("\n{\"code\":234,\"msg\":\"no\"}")).await.unwrap_err();
    assert_eq!(error.code(), Some(234));
    let long = format!("{{\"code\":1,\"msg\":\"{}\"}}", "x".repeat(100_000));
    for file in [
        "",
        "{",
        "code: 1, msg: no",
        "{\"code\":1}",
        "{\"code\":\"E\",\"msg\":\"x\"}",
        "{\"code\":0,\"msg\":\"x\"}",
        &long,
    ] {
        assert_eq!(fetch(text(file)).await.unwrap(), file);
    }
    let named = [
        ("content-type", "text/plain"),
        ("content-disposition", "attachment; filename=a.txt"),
    ];
    let file = "{\"code\":1,\"msg\":\"x\"}";
    assert_eq!(fetch(Response::new(200, &named, file)).await.unwrap(), file);
}
