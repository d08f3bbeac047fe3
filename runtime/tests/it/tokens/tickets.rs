//! Asking for the ticket of a store application.

use std::time::Duration;

use feishu_openapi_runtime::spec::AppType;
use feishu_openapi_runtime::{Client, Error, Options};

use super::builder;
use crate::server::{Response, Server};

#[tokio::test]
async fn the_ticket_can_be_asked_for() {
    let server = Server::always(Response::json(r#"{"code":0,"msg":"success"}"#)).await;
    client(&server).resend_app_ticket().await.unwrap();
    let sent = server.only_request();
    assert_eq!(sent.target, "/open-apis/auth/v3/app_ticket/resend");
    assert_eq!(sent.text(), r#"{"app_id":"cli_test","app_secret":"app-secret"}"#);
}

fn client(server: &Server) -> Client {
    builder(server).app_type(AppType::Isv).build().unwrap()
}

#[tokio::test]
async fn the_ticket_is_asked_for_with_the_options_of_the_client() {
    let server = Server::always(Response::json(r#"{"code":0}"#).after(Duration::from_secs(1))).await;
    let options = Options::new().extra_header("x-api-key", "gateway");
    let hasty = client(&server).with(options.timeout(Duration::from_millis(100)));
    let error = hasty.resend_app_ticket().await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error:?}");
    assert_eq!(server.only_request().header("x-api-key"), Some("gateway"));
}

#[tokio::test]
async fn a_second_code_of_the_response_counts_for_the_ticket_as_well() {
    let server = Server::always(Response::json(r#"{"code":0,"code":5,"msg":"no"}"#)).await;
    let error = client(&server).resend_app_ticket().await.unwrap_err();
    assert_eq!(error.code(), Some(5));
}
