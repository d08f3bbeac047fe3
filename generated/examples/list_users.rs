//! Lists the members of a department, page by page: `list_users [department_id]`, with the credentials in
//! `FEISHU_APP_ID` and `FEISHU_APP_SECRET`.

use feishu_openapi::contact::v3::user;
use feishu_openapi::{Client, Result};

/// The open ids and names of a department's members.
pub async fn list(client: &Client, department: &str) -> Result<Vec<(String, String)>> {
    // Each page is called for when the one before it has been gone through.
    let request = user::find_by_department().department_id(department).page_size(50);
    let (mut users, mut found) = (request.items(client), Vec::new());
    while let Some(user) = users.next().await {
        let user = user?;
        found.push((user.open_id.unwrap_or_default(), user.name.unwrap_or_default()));
    }
    Ok(found)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    // The department at the top has the id 0.
    let department = std::env::args().nth(1).unwrap_or_else(|| "0".to_owned());
    let users = list(&Client::from_env()?, &department).await?;
    for (id, name) in &users {
        println!("{id} {name}");
    }
    println!("{} users", users.len());
    Ok(())
}
