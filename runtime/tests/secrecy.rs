//! Secrets, tokens and bodies are never printed: everything that can be printed is looked through for them.

#![allow(unreachable_pub, dead_code)] // the modules belong to the other tests
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // how a test fails

#[path = "it/endpoints/mod.rs"]
mod endpoints;
#[path = "it/server.rs"]
mod server;

use std::fmt::Debug;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use feishu_openapi_runtime::{AccessToken, Client, Endpoint, File, Options, Request, Retry};

use endpoints::demo::v1::node;
use server::{Response, Server};

/// Stands in everything that must not be seen.
const SECRET: &str = "hush";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn print(&self, value: &impl Debug) {
        writeln!(self.clone(), "{value:?} {value:#?}").unwrap();
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn responses() -> Vec<Response> {
    vec![
        Response::json(r#"{"code":0,"data":{"items":[{"id":"hush"}],"page_token":"hush"}}"#),
        Response::json(r#"{"code":0,"data":{"items":"hush"}}"#),
        Response::json(r#"{"code":0,"data":{"total":"hush","items":[{"revision":"hush"}]}}"#),
        Response::json(r#"{"code":0,"data":{"page_token":"hush\ud83d"}}"#),
        Response::json("\"hush\""),
        Response::json("hush"),
        Response::new(502, &[("content-type", "text/html")], "<html>hush</html>"),
        Response::error(
            400,
            r#"{"code":5,"msg":"no","error":{"field_violations":[{"field":"f","value":"hush"}]}}"#,
        ),
        Response::error(400, r#"{"code":99991663,"msg":"Invalid access token"}"#),
        Response::json(r#"{"code":0,"data":{"id":"hush"}}"#).cut(90),
    ]
}

async fn call_in_every_way(log: &Log) {
    for response in responses() {
        let server = Server::start(move |request| match request.path() {
            "/open-apis/auth/v3/tenant_access_token/internal" => {
                Response::json(r#"{"code":0,"tenant_access_token":"t-hush","expire":7200}"#)
            }
            _ => response.clone(),
        })
        .await;
        let quick = Options::new().retry(Retry {
            first: Duration::from_millis(1),
            ..Retry::default()
        });
        let builder = Client::builder("cli_test", "app-hush")
            .base_url(server.url())
            .options(quick);
        log.print(&builder);
        let client = builder.build().unwrap();
        let clients = [client.clone(), client.as_user("u-hush"), client.with_token("any-hush")];
        for client in clients {
            log.print(&client);
            let list = node::List {
                parent: "hush".into(),
                page_token: Some("hush".into()),
                ..node::List::default()
            };
            let mut request = Request::new(const { &node::List::SPEC });
            list.encode(&mut request);
            log.print(&request);
            let call = list.send(&client);
            if let Err(error) = call.await {
                log.print(&error);
                writeln!(log.clone(), "{error}").unwrap();
            }
        }
    }
}

#[tokio::test]
async fn nothing_printed_holds_a_secret() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(move || writer.clone())
        .finish();
    // For the whole process, which is why this test has one of its own.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    call_in_every_way(&log).await;

    let oauth = Client::builder("cli_test", "app-hush").build().unwrap().oauth();
    log.print(&File::bytes("name.txt", SECRET));
    let mut token = AccessToken::new("u-hush".into(), Duration::from_secs(1));
    token.refresh_token = Some("r-hush".into());
    log.print(&token);
    log.print(&oauth.begin_session("user", token).await.unwrap());
    log.print(&oauth);

    let text = log.text();
    let ours: Vec<_> = text.lines().filter(|line| line.contains(SECRET)).collect();
    assert!(ours.is_empty(), "{ours:#?}");
    for expected in [
        "demo.v1.node.list",
        "call{operation=",
        "attempts=",
        "status=400",
        "code=5",
        "log_id=\"log-1\"",
        "a text is not Unicode, and is read with replacement characters operation=\"demo.v1.node.list\"",
    ] {
        assert!(text.contains(expected), "the log says {expected}");
    }
}

#[test]
fn a_login_shows_neither_its_state_nor_its_verifier() {
    use secrecy::ExposeSecret;
    let client = Client::builder("a", SECRET).build().unwrap();
    let login = client.oauth().authorize("https://example.com/back", &["x"]).unwrap();
    let shown = format!("{login:?}");
    for secret in [&login.state, &login.code_verifier] {
        assert!(!shown.contains(secret.expose_secret()), "{shown}");
    }
    assert!(shown.contains("/open-apis/authen/v1/authorize"), "{shown}");
}

#[test]
fn an_address_that_is_refused_is_not_shown_with_what_may_be_a_secret() {
    for base in [
        "https://u:hush@x",
        "https://hush@x",
        "https://u:hush",
        "https://x/hush?token=hush",
        "https://x/#hush",
        "https://u:a@hush b@x",
        "//u:hush@x",
        "u:hush@x",
        "mailto:hush",
    ] {
        let error = Client::builder("a", "s").base_url(base).build().unwrap_err();
        assert!(!format!("{error} {error:?}").contains(SECRET), "{error}");
    }
    for (base, shown) in [
        ("open.feishu.cn", "`open.feishu.cn`"),
        ("https://x?a=b", "`https://x`"),
        ("ftp://x", "`ftp://x`"),
    ] {
        let error = Client::builder("a", "s").base_url(base).build().unwrap_err();
        assert!(error.to_string().starts_with(shown), "{error}");
    }
}
