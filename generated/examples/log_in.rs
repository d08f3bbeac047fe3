//! Logs a user in and says who it is: `log_in`, with the credentials in `FEISHU_APP_ID` and `FEISHU_APP_SECRET`.

use std::error::Error;

use feishu_openapi::authen::v1::user_info;
use feishu_openapi::runtime::Authorization;
use feishu_openapi::{Client, or_missing};

/// The name of the user who came back from the login with this state and code.
pub async fn name(client: &Client, login: &Authorization, state: &str, code: &str) -> Result<String, Box<dyn Error>> {
    if !login.is_state(state) {
        return Err(Box::from("this code is not for this login"));
    }
    let oauth = client.oauth();
    let token = oauth.exchange(login, code).await?;
    // The session refreshes the token by itself.
    let session = oauth.begin_session("me", token).await?;
    let user = user_info::get().send(&client.as_user(session)).await?;
    Ok(or_missing!(user.name)?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::from_env()?;
    let back = "http://localhost:8080/callback";
    let login = client.oauth().authorize(back, &["offline_access"])?;
    println!("visit {}", login.url);
    println!("and enter the state, a space and the code that the browser comes back with:");
    let line = std::io::stdin().lines().next().ok_or("missing: state and code")??;
    let (state, code) = line.split_once(' ').ok_or("missing: a space")?;
    println!("this is {}", name(&client, &login, state, code).await?);
    Ok(())
}
