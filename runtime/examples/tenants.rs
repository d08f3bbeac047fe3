//! Calls for several tenants of a store application at once: `tenants <app_ticket> <tenant_key>…`, with
//! the credentials in `FEISHU_APP_ID` and `FEISHU_APP_SECRET`.

#![allow(clippy::indexing_slicing)] // a field that JSON does not have is read as null

use feishu_openapi_runtime::futures_util::future::join_all;
use feishu_openapi_runtime::spec::{AppType, Method};
use feishu_openapi_runtime::wire::Json;
use feishu_openapi_runtime::{ClientBuilder, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let ticket = arguments.next().ok_or("usage: tenants <app_ticket> <tenant_key>…")?;
    let client = ClientBuilder::from_env()?.app_type(AppType::Isv).build()?;
    // In an application, the ticket comes with the `app_ticket` event every hour.
    client.set_app_ticket(ticket).await?;

    let calls = arguments.map(|tenant| {
        let in_tenant = client.for_tenant(&tenant);
        async move {
            let response = in_tenant
                .raw(Method::Get, "/open-apis/tenant/v2/tenant/query")
                .send::<Json>()
                .await;
            (tenant, response)
        }
    });
    for (tenant, response) in join_all(calls).await {
        match response {
            Ok(response) => println!("{tenant}: {}", response["tenant"]["name"]),
            Err(Error::Token(error)) => println!("{tenant}: {error}"),
            Err(error) => println!("{tenant}: {error}"),
        }
    }
    Ok(())
}
