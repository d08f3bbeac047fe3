//! Makes a document of a Markdown file: `convert_markdown <path>`, with the credentials in `FEISHU_APP_ID` and
//! `FEISHU_APP_SECRET`.

use feishu_openapi::docx::v1::document::{self, ContentType};
use feishu_openapi::docx::v1::document_block_descendant;
use feishu_openapi::{Client, Result, or_missing};

/// Makes a document with this title, and tells its id.
pub async fn convert(client: &Client, title: &str, markdown: &str) -> Result<String> {
    let converted = document::convert()
        .content_type(ContentType::Markdown)
        .content(markdown)
        .send(client)
        .await?;
    let created = document::create().title(title).send(client).await?;
    let id = or_missing!(created.document?.document_id)?;
    // The document's own id is that of the block around all others. A call takes up to 1000 blocks.
    document_block_descendant::create(&id, &id)
        .children_id(converted.first_level_block_ids)
        .descendants(converted.blocks)
        .send(client)
        .await?;
    Ok(id)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: convert_markdown <path>")?;
    let markdown = std::fs::read_to_string(&path)?;
    let id = convert(&Client::from_env()?, &path, &markdown).await?;
    println!("made the document {id}");
    Ok(())
}
