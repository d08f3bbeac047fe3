//! Makes a task for a person, due in a day: `assign_task <open_id> <what to do>`, with the credentials in `FEISHU_APP_ID`
//! and `FEISHU_APP_SECRET`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use feishu_openapi::task::v2::task;
use feishu_openapi::task::v2::types::{DueInput, MemberInput};
use feishu_openapi::{Client, Result, or_missing};

/// Makes a task that is due so long after 1970, and tells its address.
pub async fn assign(client: &Client, person: &str, what: &str, due: Duration) -> Result<String> {
    let due = DueInput::new().timestamp(due.as_millis().to_string());
    let member = MemberInput::new().id(person).role("assignee");
    let task = task::create().summary(what).due(due).members([member]);
    let created = task.send(client).await?;
    or_missing!(created.task?.url)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let person = std::env::args().nth(1).ok_or("missing: open_id")?;
    let what = std::env::args().nth(2).ok_or("missing: what to do")?;
    let due = SystemTime::now().duration_since(UNIX_EPOCH)? + Duration::from_secs(24 * 60 * 60);
    println!("{}", assign(&Client::from_env()?, &person, &what, due).await?);
    Ok(())
}
