//! Looks a person up and says what to do about an error: `handle_errors <open_id>`, with the credentials in `FEISHU_APP_ID`
//! and `FEISHU_APP_SECRET`.

use feishu_openapi::contact::v3::{code, user};
use feishu_openapi::runtime::ErrorKind;
use feishu_openapi::{Client, Error};

/// The person's name, or what to do.
pub async fn name(client: &Client, person: &str) -> Result<String, String> {
    // Limits and short failures are waited for and repeated before there is an error.
    let error = match user::get(person).send(client).await {
        Ok(found) => return Ok(found.user.and_then(|user| user.name).unwrap_or_default()),
        Err(error) => error,
    };
    Err(match (&error, error.kind()) {
        (Error::Api(refused), _) if !refused.missing_scopes().is_empty() => {
            format!("ask for one of these scopes: {}", refused.missing_scopes().join(", "))
        }
        _ if error.code() == Some(code::NO_USER_AUTHORITY_ERROR) => "extend the range of contacts".to_owned(),
        (_, Some(ErrorKind::Authentication)) => "look at the credentials".to_owned(),
        (_, Some(ErrorKind::RateLimit | ErrorKind::Busy | ErrorKind::Server)) => "try later".to_owned(),
        _ => format!("{error} (log id {})", error.log_id().unwrap_or("unknown")),
    })
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let person = std::env::args().nth(1).ok_or("usage: handle_errors <open_id>")?;
    println!("{}", name(&Client::from_env()?, &person).await?);
    Ok(())
}
