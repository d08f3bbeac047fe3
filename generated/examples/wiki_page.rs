//! Finds a page at the top of a wiki space, or makes it: `wiki_page <space id> <title>`, with the credentials in
//! `FEISHU_APP_ID` and `FEISHU_APP_SECRET`.

use feishu_openapi::wiki::v2::space_node;
use feishu_openapi::wiki::v2::types::{NodeType, ObjType};
use feishu_openapi::{Client, Result, or_missing};

/// The token of the document that the page shows.
pub async fn page(client: &Client, space: &str, title: &str) -> Result<String> {
    let mut nodes = space_node::list(space).items(client);
    while let Some(node) = nodes.next().await {
        let node = node?;
        if node.title.as_deref() == Some(title) {
            return or_missing!(node.obj_token);
        }
    }
    let page = space_node::create(space).title(title);
    let page = page.obj_type(ObjType::Docx).node_type(NodeType::Origin);
    let created = page.send(client).await?;
    or_missing!(created.node?.obj_token)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let space = std::env::args().nth(1).ok_or("missing: space id")?;
    let title = std::env::args().nth(2).ok_or("missing: title")?;
    println!("{}", page(&Client::from_env()?, &space, &title).await?);
    Ok(())
}
