//! Writes a small table into a spreadsheet and reads its sum: `sheet_cells <spreadsheet token> <sheet id>`, with the
//! credentials in `FEISHU_APP_ID` and `FEISHU_APP_SECRET`.

use feishu_openapi::sheets::v2::cell::{self, Cell};
use feishu_openapi::sheets::v2::spreadsheet_value::{self, AppendValueRange, ValueRenderOption};
use feishu_openapi::{Client, Result, or_missing};

/// Writes two columns of three rows, and tells the sum that the spreadsheet works out.
pub async fn sum(client: &Client, spreadsheet: &str, sheet: &str) -> Result<Option<f64>> {
    let rows = cell::rows([
        [cell::text("Pen"), Cell::Number(2.5)],
        [cell::text("Paper"), Cell::Number(4.5)],
        [cell::text("Sum"), cell::formula("=SUM(B1:B2)")],
    ]);
    let table = AppendValueRange::new().range(format!("{sheet}!A1:B3")).values(rows);
    spreadsheet_value::update(spreadsheet).value_range(table).send(client).await?;
    let sum = spreadsheet_value::get(spreadsheet, format!("{sheet}!B3:B3"))
        .value_render_option(ValueRenderOption::UnformattedValue) // not the formula
        .send(client)
        .await?;
    let rows = cell::read(&or_missing!(sum.value_range)?.values);
    Ok(rows.iter().flatten().find_map(Cell::number))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let usage = "usage: sheet_cells <spreadsheet token> <sheet id>";
    let (token, sheet) = (std::env::args().nth(1).ok_or(usage)?, std::env::args().nth(2).ok_or(usage)?);
    println!("sum: {:?}", sum(&Client::from_env()?, &token, &sheet).await?);
    Ok(())
}
