//! Writes a document of a few blocks: `write_document <title>`, with the credentials in `FEISHU_APP_ID` and
//! `FEISHU_APP_SECRET`.

use feishu_openapi::docx::v1::{block, document, document_block_children, types::Language};
use feishu_openapi::{Client, Result, or_missing};

/// Makes a document with this title, fills it, and tells its id.
pub async fn write(client: &Client, title: &str) -> Result<String> {
    let created = document::create().title(title).send(client).await?;
    let id = or_missing!(created.document?.document_id)?;
    let blocks = [
        block::heading(1, "What was said"),
        block::paragraph([block::run("All is "), block::run("well").bold()]),
        block::bullet(block::run("More about it").link("https://example.com")),
        block::todo(false, "Tell the others"),
        block::code(Language::Rust, "fn main() {}"),
    ];
    // The document's own id is that of the block around all others.
    let create = document_block_children::create(&id, &id).children(blocks);
    create.send(client).await?;
    Ok(id)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let title = std::env::args().nth(1).ok_or("usage: write_document <title>")?;
    println!("wrote the document {}", write(&Client::from_env()?, &title).await?);
    Ok(())
}
