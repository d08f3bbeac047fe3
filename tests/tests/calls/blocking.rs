//! The features of the runtime, switched on through the generated crate.

use feishu_openapi::contact::v3::user;
use feishu_openapi::runtime::{RedisTokenStore, blocking};
use feishu_openapi::{Client, Error};

use crate::server::Server;

#[test]
fn a_program_that_is_not_asynchronous_calls_the_generated_endpoints() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let body = r#"{"code":0,"msg":"success","data":{}}"#;
    let server = runtime.block_on(Server::responding(200, "application/json", body));
    let client = blocking::Client::new(server.client.clone()).unwrap();
    client.send(&user::delete("ou_1")).unwrap();
    let request = runtime.block_on(server.request());
    assert_eq!(request.url.path(), "/open-apis/contact/v3/users/ou_1");
}

#[test]
fn a_client_may_keep_its_tokens_in_redis() {
    let store = RedisTokenStore::new("redis://127.0.0.1").unwrap();
    Client::builder("cli_test", "secret")
        .token_store(store)
        .build()
        .unwrap();
    assert!(matches!(RedisTokenStore::new("nowhere"), Err(Error::Config(_))));
}
