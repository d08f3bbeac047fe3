//! Asks for an approval in a person's name: `request_approval <approval code> <open_id>`, with the credentials in
//! `FEISHU_APP_ID` and `FEISHU_APP_SECRET`. Its form has the widgets `what` (text) and `price` (amount).

use feishu_openapi::approval::v4::form::{self, Form};
use feishu_openapi::approval::v4::instance;
use feishu_openapi::{Client, Result, or_missing};

/// Asks for it, and tells the form as it was taken, and whether the approval is decided yet.
pub async fn request(client: &Client, approval: &str, person: &str) -> Result<String> {
    let form = Form::new([form::text("what", "Laptop"), form::amount("price", 1234.5, "USD")]);
    let request = instance::create().approval_code(approval).open_id(person);
    let created = request.form(form).send(client).await?;
    let instance = instance::get(or_missing!(created.instance_code)?).send(client).await?;
    let form = Form::read(&or_missing!(instance.form)?).unwrap_or_default();
    let what = form.get("what").and_then(|widget| widget.text()).unwrap_or_default();
    Ok(format!("{what}: {}", or_missing!(instance.status)?))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let code = std::env::args().nth(1).ok_or("missing: approval code")?;
    let person = std::env::args().nth(2).ok_or("missing: open_id")?;
    println!("{}", request(&Client::from_env()?, &code, &person).await?);
    Ok(())
}
