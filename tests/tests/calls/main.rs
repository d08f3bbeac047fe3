//! The five endpoints of `docs-src` that were written by hand, and more, called over HTTP through the generated crate.

mod blocking;
mod error_kinds;
mod paging;
mod server;
mod specs;

use std::fmt::Debug;
use std::future::IntoFuture;

use feishu_openapi::contact::v3::{code, user};
use feishu_openapi::directory::v1::{code as department_code, department, employee};
use feishu_openapi::hire::v1::eco_account_custom_field;
use feishu_openapi::task::v1::task_collaborator;
use feishu_openapi::types::UserIdType;
use feishu_openapi::{Client, Error, Result};
use serde_json::{Value, json};
use server::Server;

/// What a page says of a call, and the code that makes it.
struct Case<F> {
    method: &'static str,
    /// With query, encoded.
    path: &'static str,
    body: Option<Value>,
    /// Status, code and message of a documented error.
    documented: (u16, i64, &'static str),
    call: F,
}

impl<F, C, T> Case<F>
where
    F: Fn(&Client) -> C,
    C: IntoFuture<Output = Result<T>>,
    T: Debug,
{
    async fn check(self) {
        self.sends_what_the_page_says().await;
        self.tells_a_documented_error().await;
        self.tells_an_undocumented_error().await;
        self.tells_garbage().await;
    }

    async fn sends_what_the_page_says(&self) {
        let server = Server::responding(200, "application/json", r#"{"code":0,"msg":"success","data":{}}"#).await;
        (self.call)(&server.client).await.unwrap();
        let request = server.request().await;
        assert_eq!(request.method.as_str(), self.method);
        let query = request.url.query().map_or(String::new(), |query| format!("?{query}"));
        assert_eq!(format!("{}{query}", request.url.path()), self.path);
        assert_eq!(request.headers["authorization"], "Bearer t-test");
        match &self.body {
            Some(body) => {
                assert_eq!(request.headers["content-type"], "application/json; charset=utf-8");
                assert_eq!(serde_json::from_slice::<Value>(&request.body).unwrap(), *body);
            }
            None => assert!(request.body.is_empty(), "{:?}", String::from_utf8_lossy(&request.body)),
        }
    }

    async fn tells_a_documented_error(&self) {
        let (status, code, message) = self.documented;
        let body = json!({ "code": code, "msg": message }).to_string();
        let server = Server::responding(status, "application/json", &body).await;
        let Error::Api(error) = (self.call)(&server.client).await.unwrap_err() else {
            panic!("a response with a code is an error of the API");
        };
        assert_eq!((error.status, error.code, error.message.as_str()), self.documented);
        let documented = error.documented().expect("the page lists the code");
        assert_eq!(
            (documented.status, documented.code, documented.message),
            (Some(status), code, message)
        );
    }

    async fn tells_an_undocumented_error(&self) {
        let body = r#"{"code":987654321,"msg":"something new","error":{"log_id":"log-1"}}"#;
        let server = Server::responding(400, "application/json; charset=utf-8", body).await;
        let error = (self.call)(&server.client).await.unwrap_err();
        assert_eq!(error.code(), Some(987_654_321));
        assert_eq!(error.log_id(), Some("log-1"));
        let Error::Api(error) = error else {
            panic!("a response with a code is an error of the API");
        };
        assert_eq!(error.message, "something new");
        assert!(error.documented().is_none());
    }

    async fn tells_garbage(&self) {
        let server = Server::responding(200, "text/html", "<html>maintenance</html>").await;
        let error = (self.call)(&server.client).await.unwrap_err();
        assert_eq!(error.status(), Some(200));
        let Error::Decode(error) = error else {
            panic!("what is no JSON cannot be read: {error:?}");
        };
        assert_eq!(error.body.bytes(), b"<html>maintenance</html>");
    }
}

#[tokio::test]
async fn batch_delete_of_custom_fields() {
    let case = Case {
        method: "POST",
        path: "/open-apis/hire/v1/eco_account_custom_fields/batch_delete",
        body: Some(json!({ "scope": 1, "custom_field_key_list": ["account_token_v1"] })),
        documented: (500, 1_002_001, "系统错误"),
        call: |client: &Client| {
            eco_account_custom_field::batch_delete()
                .scope(eco_account_custom_field::EcoAccountCustomFieldScope::BackgroundCheck)
                .custom_field_key_list(["account_token_v1"])
                .send(client)
        },
    };
    case.check().await;
}

#[tokio::test]
async fn delete_of_a_task_collaborator() {
    let case = Case {
        method: "DELETE",
        path: "/open-apis/task/v1/tasks/83912691%2F2e43/collaborators/ou_%E4%B8%AD%3F%23?user_id_type=open_id",
        body: None,
        documented: (404, 1_470_700, "task collaborator not found"),
        call: |client: &Client| {
            task_collaborator::delete("83912691/2e43", "ou_中?#")
                .user_id_type(UserIdType::OpenId)
                .send(client)
        },
    };
    case.check().await;
}

#[tokio::test]
async fn delete_of_a_department() {
    let case = Case {
        method: "DELETE",
        path: "/open-apis/directory/v1/departments/weasdqwe?department_id_type=department_id",
        body: None,
        documented: (
            400,
            department_code::DEPARTMENT_HAS_MEMBERS_CAN_NOT_DELETE_DEPARTMENT,
            "Department has members, can not delete department",
        ),
        call: |client: &Client| {
            department::delete("weasdqwe")
                .department_id_type("department_id")
                .send(client)
        },
    };
    case.check().await;
}

#[tokio::test]
async fn delete_of_an_employee() {
    let case = Case {
        method: "DELETE",
        path: "/open-apis/directory/v1/employees/eesdasjd?employee_id_type=employee_id",
        body: Some(json!({
            "options": {
                "resigned_employee_resource_receiver": {
                    "department_chat_acceptor_employee_id": "ou_7dab8a3d3cdcc9da365777c7ad535d62",
                    "docs_acceptor_employee_id": "eehsdna",
                },
            },
        })),
        documented: (400, 2_221_183, "Unable to delete tenant founder"),
        call: |client: &Client| {
            let receiver = employee::ResignedUserResourceReceiver::new()
                .department_chat_acceptor_employee_id("ou_7dab8a3d3cdcc9da365777c7ad535d62")
                .docs_acceptor_employee_id("eehsdna");
            employee::delete("eesdasjd")
                .employee_id_type(employee::EmployeeIdType::EmployeeId)
                .options(employee::DeleteEmployeeOptions::new().resigned_employee_resource_receiver(receiver))
                .send(client)
        },
    };
    case.check().await;
}

#[tokio::test]
async fn delete_of_a_user() {
    let case = Case {
        method: "DELETE",
        path: "/open-apis/contact/v3/users/ou_7dab8a3d3cdcc9da365777c7ad535d62?user_id_type=user_id",
        body: Some(json!({
            "docs_acceptor_user_id": "ou_1",
            "email_acceptor": { "processing_type": "1", "acceptor_user_id": "ou_2" },
            "anycross_acceptor_user_id": "ou_3",
        })),
        documented: (403, code::NO_USER_AUTHORITY_ERROR, "no user authority error"),
        call: |client: &Client| {
            user::delete("ou_7dab8a3d3cdcc9da365777c7ad535d62")
                .user_id_type(UserIdType::UserId)
                .docs_acceptor_user_id("ou_1")
                .email_acceptor(
                    user::ResourceAcceptor::new()
                        .processing_type("1")
                        .acceptor_user_id("ou_2"),
                )
                .anycross_acceptor_user_id("ou_3")
                .send(client)
        },
    };
    case.check().await;
}

/// A value that no page documents goes out as it is.
#[tokio::test]
async fn undocumented_values_are_sent() {
    let server = Server::responding(200, "application/json", r#"{"code":0}"#).await;
    department::delete("d")
        .department_id_type("a new kind")
        .send(&server.client)
        .await
        .unwrap();
    assert_eq!(
        server.request().await.url.query(),
        Some("department_id_type=a%20new%20kind")
    );
}
