//! Prints the tree of departments: `department_tree`, with the credentials in `FEISHU_APP_ID` and `FEISHU_APP_SECRET`.

use feishu_openapi::contact::v3::department;
use feishu_openapi::{Client, Result, or_missing};

/// The names of all departments, each below the one it belongs to and further to the right.
pub async fn tree(client: &Client) -> Result<Vec<String>> {
    // The department at the top has the id 0.
    let (mut waiting, mut lines) = (vec![("0".to_owned(), "all".to_owned(), 0)], Vec::new());
    while let Some((id, name, depth)) = waiting.pop() {
        lines.push(format!("{:depth$}{name}", ""));
        let mut children = department::children(id).page_size(50).items(client);
        while let Some(child) = children.next().await {
            let child = child?;
            let id = or_missing!(child.open_department_id)?;
            waiting.push((id, child.name.unwrap_or_default(), depth + 2));
        }
    }
    Ok(lines)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    println!("{}", tree(&Client::from_env()?).await?.join("\n"));
    Ok(())
}
