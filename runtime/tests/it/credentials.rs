//! Which token a call is sent with.

use feishu_openapi_runtime::{Client, Options};

use crate::endpoints::contact::v3::user;
use crate::endpoints::demo::v1::node;
use crate::server::{Response, Server};

#[tokio::test]
async fn a_user_calls_what_accepts_users_and_nothing_else() {
    let server = Server::always(Response::json("{}")).await;
    let client = Client::builder("a", "s")
        .base_url(server.url())
        .build()
        .unwrap()
        .as_user("u-1");
    client.send(&node::Flat).await.unwrap();
    assert_eq!(server.only_request().header("authorization"), Some("Bearer u-1"));
    let error = user::delete("x").send(&client).await.unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("contact.v3.user.delete: needs tenant_access_token:"),
        "{error}"
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn where_a_page_is_wrong_about_tokens_the_one_that_there_is_is_sent() {
    let server = Server::always(Response::json(r#"{"tenant_access_token":"t-1","expire":7200}"#)).await;
    let client = Client::builder("a", "s").base_url(server.url()).build().unwrap();
    let user = client.as_user("u-1");
    let refusal = user::delete("x").send(&user).await.unwrap_err();
    assert!(refusal.to_string().contains("`Options::any_token`"), "{refusal}");
    assert_eq!(server.requests().len(), 0);

    let any = |client: &Client| client.with(Options::new().any_token(true));
    user::delete("x").send(&any(&user)).await.unwrap();
    // Of which the page says that it takes no token.
    let login = node::Form {
        grant: "g".into(),
        scopes: vec![],
    };
    any(&user).send(&login).await.unwrap();
    any(&client).send(&login).await.unwrap();
    let sent = server.requests();
    let tokens: Vec<_> = sent.iter().map(|request| request.header("authorization")).collect();
    let (of_user, of_tenant) = (Some("Bearer u-1"), Some("Bearer t-1"));
    assert_eq!(tokens, [of_user, of_user, None, of_tenant], "the third fetches a token");
}

#[tokio::test]
async fn an_endpoint_without_tokens_gets_none() {
    let server = Server::always(Response::json("{}")).await;
    let client = Client::builder("a", "s").base_url(server.url()).build().unwrap();
    client
        .send(&node::Form {
            grant: "g".into(),
            scopes: vec![],
        })
        .await
        .unwrap();
    assert_eq!(server.only_request().header("authorization"), None);
}
