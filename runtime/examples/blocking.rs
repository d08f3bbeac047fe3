//! Asks for the tenant's name in a program that is not asynchronous, with the credentials in `FEISHU_APP_ID` and
//! `FEISHU_APP_SECRET`.

#![allow(clippy::indexing_slicing)] // a field that JSON does not have is read as null

use feishu_openapi_runtime::spec::Method;
use feishu_openapi_runtime::wire::Json;
use feishu_openapi_runtime::{Client, Result, blocking};

fn main() -> Result<()> {
    let client = blocking::Client::new(Client::from_env()?)?;
    let response: Json = client.call(async |client| {
        client
            .raw(Method::Get, "/open-apis/tenant/v2/tenant/query")
            .send()
            .await
    })?;
    println!("{}", response["tenant"]["name"]);
    Ok(())
}
