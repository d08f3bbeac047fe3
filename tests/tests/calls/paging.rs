//! Paging of requests whose cursor is not a field of their own.

use feishu_openapi::Client;
use feishu_openapi::contact::v3::scope;
use feishu_openapi::corehr::v1::leave;
use feishu_openapi::directory::v1::department;
use futures_util::TryStreamExt;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// A server that responds with the `data` that is made of a request.
async fn serve(data: impl Fn(&Request) -> Value + Send + Sync + 'static) -> (MockServer, Client) {
    let server = MockServer::start().await;
    let respond = move |request: &Request| {
        let body = json!({"code": 0, "msg": "", "data": data(request)});
        ResponseTemplate::new(200).set_body_json(body)
    };
    Mock::given(any()).respond_with(respond).mount(&server).await;
    let client = Client::builder("cli_test", "secret")
        .base_url(server.uri())
        .build()
        .unwrap()
        .with_token("t-test");
    (server, client)
}

fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

#[tokio::test]
async fn a_token_goes_from_an_object_of_the_response_to_an_object_of_the_request() {
    let (_server, client) = serve(|request| match body(request)["page_request"]["page_token"].as_str() {
        None => json!({
            "departments": [{"department_id": "a"}, {"department_id": "b"}],
            "page_response": {"has_more": true, "page_token": "second"},
        }),
        Some("second") => json!({
            "departments": [{"department_id": "c"}],
            "page_response": {"has_more": false, "page_token": ""},
        }),
        Some(other) => panic!("nobody gave the token {other}"),
    })
    .await;
    let request = department::search()
        .query("sales")
        .page_request(department::PageCondition::new().page_size(2))
        .required_fields(["name"]);
    let found: Vec<_> = request.items(&client).try_collect().await.unwrap();
    let ids: Vec<_> = found
        .iter()
        .filter_map(|department| department.department_id.as_deref())
        .collect();
    assert_eq!(ids, ["a", "b", "c"]);
}

#[tokio::test]
async fn an_offset_inside_of_an_object_is_counted_on() {
    let (server, client) = serve(|request| {
        let calendars = match body(request)["wk_option"]["offset"].as_i64() {
            None => json!([{"calendar_id": "a"}, {"calendar_id": "b"}]),
            Some(2) => json!([{"calendar_id": "c"}]),
            _ => json!([]),
        };
        json!({ "work_calendars": calendars })
    })
    .await;
    let request = leave::work_calendar()
        .wk_calendar_ids(["1"])
        .wk_option(leave::WkOption::new().limit(2));
    let found: Vec<_> = request.items(&client).try_collect().await.unwrap();
    let ids: Vec<_> = found
        .iter()
        .filter_map(|calendar| calendar.calendar_id.as_deref())
        .collect();
    assert_eq!(ids, ["a", "b", "c"]);
    assert_eq!(server.received_requests().await.unwrap().len(), 3);
}

#[tokio::test]
async fn pages_of_several_lists_come_as_they_are() {
    let (_server, client) = serve(|request| match request.url.query() {
        None => json!({"user_ids": ["u1"], "department_ids": ["d1"], "has_more": true, "page_token": "second"}),
        _ => json!({"user_ids": ["u2"], "group_ids": ["g1"], "has_more": false}),
    })
    .await;
    let pages: Vec<_> = scope::list().pages(&client).try_collect().await.unwrap();
    let users: Vec<_> = pages.iter().flat_map(|page| &page.user_ids).collect();
    assert_eq!(users, ["u1", "u2"]);
    assert_eq!(pages[1].group_ids, ["g1"]);
}
