//! A server on this machine that gives every request one response, and the client that calls it.

use feishu_openapi::Client;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

pub(crate) struct Server {
    server: MockServer,
    pub(crate) client: Client,
}

impl Server {
    /// Responds to every request with this status, type and body.
    pub(crate) async fn responding(status: u16, content_type: &str, body: &str) -> Self {
        let server = MockServer::start().await;
        let response = ResponseTemplate::new(status).set_body_raw(body.to_owned(), content_type);
        Mock::given(any()).respond_with(response).mount(&server).await;
        let client = Client::builder("cli_test", "secret")
            .base_url(server.uri())
            .build()
            .unwrap()
            .with_token("t-test");
        Self { server, client }
    }

    pub(crate) async fn number_of_requests(&self) -> usize {
        self.server.received_requests().await.unwrap().len()
    }

    /// The only request that came.
    pub(crate) async fn request(&self) -> Request {
        let mut requests = self.server.received_requests().await.unwrap();
        assert_eq!(requests.len(), 1, "one call is one request");
        requests.remove(0)
    }
}
