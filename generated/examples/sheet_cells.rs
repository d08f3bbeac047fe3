//! Writes a small table into a spreadsheet and reads its sum: `sheet_cells <spreadsheet token> <sheet id>`, with the
//! credentials in `FEISHU_APP_ID` and `FEISHU_APP_SECRET`.

use feishu_openapi::sheets::v2::cell::{self, Cell};
use feishu_openapi::sheets::v2::spreadsheet_value::{self, ValueRangeInput, ValueRenderOption};
use feishu_openapi::{Client, Result, or_missing};

/// Writes two columns of three rows, and tells the sum that the spreadsheet works out.
pub async fn sum(client: &Client, spreadsheet: &str, sheet: &str) -> Result<Option<f64>> {
    let rows = cell::rows([
        [cell::text("Pen"), cell::number(2.5)],
        [cell::text("Paper"), cell::number(4.5)],
        [cell::text("Sum"), cell::formula("=SUM(B1:B2)")],
    ]);
    let range = format!("{sheet}!A1:B3");
    let table = ValueRangeInput::new().range(range).values(rows);
    let update = spreadsheet_value::update(spreadsheet).value_range(table);
    update.send(client).await?;
    let sum = spreadsheet_value::get(spreadsheet, format!("{sheet}!B3:B3"))
        .value_render_option(ValueRenderOption::UnformattedValue) // not the formula
        .send(client)
        .await?;
    let rows = cell::read(&or_missing!(sum.value_range)?.values);
    Ok(rows.iter().flatten().find_map(Cell::number))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let token = std::env::args().nth(1).ok_or("missing: spreadsheet token")?;
    let sheet = std::env::args().nth(2).ok_or("missing: sheet id")?;
    println!("sum: {:?}", sum(&Client::from_env()?, &token, &sheet).await?);
    Ok(())
}
