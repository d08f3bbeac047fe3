//! Logs a user in and asks who it is: prints the address to visit, and reads what the browser came back with.
//! The credentials stand in `FEISHU_APP_ID` and `FEISHU_APP_SECRET`.

#![allow(clippy::indexing_slicing)] // a field that JSON does not have is read as null

use feishu_openapi_runtime::Client;
use feishu_openapi_runtime::spec::Method;
use feishu_openapi_runtime::wire::Json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::from_env()?;
    let oauth = client.oauth();
    let login = oauth.authorize("http://localhost:8080/callback", &["offline_access"])?;
    println!(
        "visit {}\nand enter the state and the code that the browser comes back with:",
        login.url
    );

    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let (state, code) = line
        .trim()
        .split_once(' ')
        .ok_or("enter the state, a space and the code")?;
    if !login.is_state(state) {
        return Err("this code does not belong to this login".into());
    }
    let token = oauth.exchange(&login, code).await?;
    // In memory, since this client has no other token store.
    let session = oauth.begin_session("me", token).await?;
    let user: Json = client
        .as_user(session)
        .raw(Method::Get, "/open-apis/authen/v1/user_info")
        .send()
        .await?;
    println!("logged in as {}", user["name"]);
    Ok(())
}
