//! Adds two records to a table of Base, and ticks off all that are open: `base_records <app token> <table id>`, with the
//! credentials in `FEISHU_APP_ID` and `FEISHU_APP_SECRET`. The table has the fields `Task` (text) and `Done` (checkbox).

use feishu_openapi::bitable::v1::app_table_record::{self, AppTableRecordInput as New, Condition, FilterInfo};
use feishu_openapi::bitable::v1::{cell, types::Conjunction};
use feishu_openapi::{Client, Result, or_missing};

/// The names of the tasks that were open.
pub async fn finish(client: &Client, app: &str, table: &str) -> Result<Vec<String>> {
    let new = ["Visit", "Call"].map(|task| New::new().fields([("Task", cell::text(task))]));
    let create = app_table_record::batch_create(app, table).records(new);
    create.send(client).await?;
    let open = Condition::new().field_name("Done").operator("is").value(["false"]);
    let open = FilterInfo::new().conjunction(Conjunction::And).conditions([open]);
    let mut records = app_table_record::search(app, table).filter(open).items(client);
    let mut found = Vec::new();
    // To the end first: a record that is ticked off would leave the list and move the others.
    while let Some(record) = records.next().await {
        found.push(record?);
    }
    let mut tasks = Vec::new();
    for record in found {
        let update = app_table_record::update(app, table, or_missing!(record.record_id)?);
        update.fields([("Done", cell::checkbox(true))]).send(client).await?;
        tasks.extend(cell::get::<String>(&record.fields, "Task")?);
    }
    Ok(tasks)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let app = std::env::args().nth(1).ok_or("missing: app token")?;
    let table = std::env::args().nth(2).ok_or("missing: table id")?;
    println!("done: {}", finish(&Client::from_env()?, &app, &table).await?.join(", "));
    Ok(())
}
