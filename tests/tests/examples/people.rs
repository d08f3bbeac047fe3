//! Messages, people, logins and errors.

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::{bodies, data, file, json_body, serve};

#[tokio::test]
async fn send_message() {
    let (server, client) = serve(|_| data(json!({ "message_id": "om_1" }))).await;
    assert_eq!(
        crate::send_message::send(&client, "ou_1", "Hello").await.unwrap(),
        "om_1"
    );
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
async fn send_image() {
    let (server, client) = serve(|request| match request.url.path() {
        "/open-apis/im/v1/images" => data(json!({ "image_key": "img_1" })),
        _ => data(json!({ "message_id": "om_1" })),
    })
    .await;
    let path = file("image.png", b"the image");
    assert_eq!(crate::send_image::send(&client, "ou_1", &path).await.unwrap(), "om_1");
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
    let users = crate::list_users::list(&client, "0").await.unwrap();
    let expected = [("ou_1", "Zhang San"), ("ou_2", "Li Si")].map(|(id, name)| (id.to_owned(), name.to_owned()));
    assert_eq!(users, expected);
}

#[tokio::test]
async fn list_messages() {
    let (server, client) = serve(|_| {
        let text = json!({ "msg_type": "text", "body": { "content": r#"{"text":"Hello"}"# } });
        let image = json!({ "msg_type": "image", "body": { "content": r#"{"image_key":"img_1"}"# } });
        data(json!({ "has_more": false, "items": [text, image, { "deleted": true }] }))
    })
    .await;
    let lines = crate::list_messages::list(&client, "oc_1").await.unwrap();
    assert_eq!(lines, ["Hello", "(image)"]);
    let request = server.received_requests().await.unwrap().remove(0);
    assert_eq!(
        request.url.query(),
        Some("container_id_type=chat&container_id=oc_1&sort_type=ByCreateTimeAsc&page_size=50")
    );
}

#[tokio::test]
async fn department_tree() {
    let (_server, client) = serve(|request| {
        let children = match request.url.path() {
            "/open-apis/contact/v3/departments/0/children" => json!([
                { "open_department_id": "od_1", "name": "Sales" },
                { "open_department_id": "od_2", "name": "Research" },
            ]),
            "/open-apis/contact/v3/departments/od_1/children" => {
                json!([{ "open_department_id": "od_3", "name": "North" }])
            }
            _ => json!([]),
        };
        data(json!({ "has_more": false, "items": children }))
    })
    .await;
    let lines = crate::department_tree::tree(&client).await.unwrap();
    assert_eq!(lines, ["all", "  Research", "  Sales", "    North"]);
}

#[tokio::test]
async fn log_in() {
    let (server, client) = serve(|request| match request.url.path() {
        "/open-apis/authen/v2/oauth/token" => {
            let token = json!({ "code": 0, "access_token": "u-1", "expires_in": 7200, "refresh_token": "r-1" });
            ResponseTemplate::new(200).set_body_json(token)
        }
        _ => data(json!({ "name": "Li Si" })),
    })
    .await;
    let login = client.oauth().authorize("http://localhost/back", &[]).unwrap();
    let state = login.url.query_pairs().find(|(name, _)| name == "state").unwrap().1;
    assert_eq!(
        crate::log_in::name(&client, &login, &state, "code-1").await.unwrap(),
        "Li Si"
    );
    let asked = server.received_requests().await.unwrap().remove(1);
    assert_eq!(asked.headers["authorization"], "Bearer u-1");
    // The code of another login is not exchanged.
    assert!(crate::log_in::name(&client, &login, "other", "code-2").await.is_err());
    assert_eq!(bodies(&server, "/oauth/token").await.len(), 1);
}

#[tokio::test]
async fn handle_errors() {
    let (_server, client) = serve(|request| {
        let refuse = |code| ResponseTemplate::new(400).set_body_json(json!({ "code": code, "msg": "no" }));
        match request.url.path().rsplit('/').next().unwrap() {
            "ou_1" => data(json!({ "user": { "name": "Li Si" } })),
            "ou_2" => refuse(41050),
            "ou_3" => refuse(99991672),
            "ou_4" => refuse(99991663),
            _ => refuse(40001),
        }
    })
    .await;
    let name = |person| crate::handle_errors::name(&client, person);
    assert_eq!(name("ou_1").await.unwrap(), "Li Si");
    assert_eq!(name("ou_2").await.unwrap_err(), "extend the range of contacts");
    let scopes = name("ou_3").await.unwrap_err();
    assert!(scopes.starts_with("ask for one of these scopes: contact:"), "{scopes}");
    assert_eq!(name("ou_4").await.unwrap_err(), "look at the credentials");
    assert!(name("ou_5").await.unwrap_err().contains("40001"));
}
