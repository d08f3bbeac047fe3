//! The webhook in a server.

use feishu_openapi_runtime::receive::{Delivered, Handlers, Webhook};
use feishu_openapi_runtime::reqwest::{Body, Client, Method};
use tokio::net::TcpListener;

use super::events::{Message, Notes, message, webhook};

async fn serve(webhook: Webhook) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = axum::Router::new().route_service("/feishu", webhook);
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{address}/feishu")
}

#[tokio::test]
async fn axum_serves_a_webhook_and_reads_no_more_than_allowed() {
    let notes = Notes::default();
    let handlers = Handlers::new(notes.clone()).on(|notes: Notes, message: Delivered<Message>| async move {
        notes.add(message.header.id.clone());
        Ok(())
    });
    let webhook = webhook(handlers);
    let url = serve(webhook.clone()).await;
    let (head, body) = webhook.sealed(&message("om_1", "oc_1")).unwrap().into_parts();
    let client = Client::new();
    let request = |method: Method, body: Body| {
        client
            .request(method, &url)
            .headers(head.headers.clone())
            .body(body)
            .send()
    };
    let response = request(Method::POST, body.clone().into()).await.unwrap();
    assert_eq!(
        (response.status().as_u16(), response.text().await.unwrap().as_str()),
        (200, "{}")
    );
    assert_eq!(request(Method::PUT, body.into()).await.unwrap().status(), 401);
    assert_eq!(
        request(Method::POST, vec![b' '; 2 << 20].into())
            .await
            .unwrap()
            .status(),
        401
    );
    // Without its length, and without an end.
    let endless = futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![b' '; 1 << 16]));
    match request(Method::POST, Body::wrap_stream(endless)).await {
        Ok(response) => assert_eq!(response.status(), 401),
        // The server has hung up while it was sent.
        Err(error) => assert!(error.is_request(), "{error}"),
    }
    assert_eq!(notes.all(), ["event-om_1"]);
}
