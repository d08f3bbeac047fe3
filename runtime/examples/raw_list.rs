//! Lists the members of a department, page by page: `raw_list [department_id]`, with the credentials in
//! `FEISHU_APP_ID` and `FEISHU_APP_SECRET`.

#![allow(clippy::indexing_slicing)] // a field that JSON does not have is read as null

use feishu_openapi_runtime::Client;
use feishu_openapi_runtime::spec::Method;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The department at the top has the id 0.
    let department = std::env::args().nth(1).unwrap_or_else(|| "0".to_owned());
    let client = Client::from_env()?;
    let mut users = client
        .raw(Method::Get, "/open-apis/contact/v3/users/find_by_department")
        .query("department_id", &department)
        .query("page_size", "50")
        .items();
    let mut count = 0;
    // A page is called for when the one before it has been gone through.
    while let Some(user) = users.next().await {
        let user = user?;
        println!("{} {}", user["open_id"], user["name"]);
        count += 1;
    }
    println!("{count} users");
    Ok(())
}
