//! Sends a text message as the application: `raw_message <open_id> <text>`, with the credentials in `FEISHU_APP_ID` and
//! `FEISHU_APP_SECRET`.

#![allow(clippy::indexing_slicing)] // a field that JSON does not have is read as null

use feishu_openapi_runtime::serde_json::json;
use feishu_openapi_runtime::spec::Method;
use feishu_openapi_runtime::wire::Json;
use feishu_openapi_runtime::{Client, Error, Options};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(receiver), Some(text)) = (arguments.next(), arguments.next()) else {
        return Err("usage: raw_message <open_id> <text>".into());
    };
    let client = Client::from_env()?;
    // The page of this endpoint says that `uuid` makes a repeated call send the message once.
    let client = client.with(Options::new().repeat_writes(true));
    let sent = client
        .raw(Method::Post, "/open-apis/im/v1/messages")
        .query("receive_id_type", "open_id")
        .json(&json!({
            "receive_id": receiver,
            "msg_type": "text",
            "content": json!({ "text": text }).to_string(),
            "uuid": format!("example-{}", std::process::id()),
        }))
        .send::<Json>()
        .await;
    match sent {
        Ok(message) => println!("sent {}", message["message_id"]),
        Err(Error::Api(error)) if !error.missing_scopes().is_empty() => {
            println!(
                "the application needs one of these scopes: {}",
                error.missing_scopes().join(", ")
            );
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
