//! Every example is run against a server on 127.0.0.1.

#![allow(unreachable_pub, dead_code)] // the module belongs to the other tests
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // how a test fails

#[path = "it/server.rs"]
mod server;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use server::{Recorded, Response, Server};

/// What the examples call.
fn respond(request: &Recorded) -> Response {
    let is_second_page = request.target.contains("page_token=p2");
    let tenant = request.header("authorization").unwrap_or_default();
    Response::json(match (request.method.as_str(), request.path()) {
        ("POST", "/open-apis/auth/v3/tenant_access_token") => {
            let name = if request.text().contains("tenant-a") { "a" } else { "b" };
            format!(r#"{{"code":0,"tenant_access_token":"t-{name}","expire":7200}}"#)
        }
        ("POST", path) if path.starts_with("/open-apis/auth/v3/") => {
            r#"{"code":0,"tenant_access_token":"t-1","app_access_token":"a-1","expire":7200}"#.to_owned()
        }
        ("POST", "/open-apis/authen/v2/oauth/token") if request.text().contains("the-code") => {
            r#"{"code":0,"access_token":"u-1","expires_in":7200,"refresh_token":"r-1"}"#.to_owned()
        }
        ("GET", "/open-apis/authen/v1/user_info") if tenant == "Bearer u-1" => {
            r#"{"code":0,"data":{"name":"Li Si"}}"#.to_owned()
        }
        ("GET", "/open-apis/tenant/v2/tenant/query") => {
            let name = tenant.rsplit('-').next().unwrap();
            format!(r#"{{"code":0,"data":{{"tenant":{{"name":"Tenant {name}"}}}}}}"#)
        }
        ("GET", "/open-apis/contact/v3/users/find_by_department") if is_second_page => {
            r#"{"code":0,"data":{"items":[{"open_id":"ou_3","name":"Wang Wu"}],"has_more":false}}"#.to_owned()
        }
        ("GET", "/open-apis/contact/v3/users/find_by_department") => r#"{"code":0,"data":{"items":[
            {"open_id":"ou_1","name":"Zhang San"},{"open_id":"ou_2","name":"Li Si"}],"has_more":true,"page_token":"p2"}}"#
            .to_owned(),
        ("POST", "/open-apis/im/v1/messages") => r#"{"code":0,"data":{"message_id":"om_1"}}"#.to_owned(),
        ("POST", "/open-apis/im/v1/files") => r#"{"code":0,"data":{"file_key":"file_1"}}"#.to_owned(),
        ("GET", "/open-apis/im/v1/files/file_1") => {
            let headers = [("content-disposition", "attachment; filename=a.txt")];
            return Response::new(200, &headers, "what was uploaded");
        }
        _ => return Response::error(404, r#"{"code":1,"msg":"not a part of the examples"}"#),
    })
}

async fn serve() -> Server {
    Server::start(respond).await
}

/// The program of an example. `cargo test` builds it together with the tests, unless it is told which tests to build.
fn example(name: &str, url: &str) -> Command {
    let tests = std::env::current_exe().unwrap();
    let program = tests
        .parent()
        .and_then(Path::parent)
        .unwrap()
        .join("examples")
        .join(name);
    let source = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(format!("{name}.rs"));
    let changed = |path: &Path| path.metadata().and_then(|metadata| metadata.modified()).ok();
    assert!(
        changed(&program) > changed(&source),
        "run `cargo build --package feishu-openapi-runtime --all-features --examples` first"
    );
    let mut command = Command::new(program);
    command
        .env("FEISHU_APP_ID", "cli_1")
        .env("FEISHU_APP_SECRET", "secret")
        .env("FEISHU_BASE_URL", url);
    command
}

/// What an example prints.
async fn run(name: &str, arguments: &[&str]) -> (Server, String) {
    let server = serve().await;
    let mut command = example(name, &server.url());
    command.args(arguments);
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .unwrap()
        .unwrap();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{errors}");
    (server, String::from_utf8(output.stdout).unwrap())
}

#[tokio::test]
async fn raw_message() {
    let (server, text) = run("raw_message", &["ou_1", "Hello"]).await;
    assert_eq!(text, "sent \"om_1\"\n");
    let sent = server.requests().pop().unwrap();
    assert_eq!(sent.target, "/open-apis/im/v1/messages?receive_id_type=open_id");
    assert!(sent.text().contains("Hello"));
}

#[tokio::test]
async fn raw_list() {
    let (server, text) = run("raw_list", &[]).await;
    assert_eq!(
        text,
        "\"ou_1\" \"Zhang San\"\n\"ou_2\" \"Li Si\"\n\"ou_3\" \"Wang Wu\"\n3 users\n"
    );
    let sent = server.requests().pop().unwrap();
    assert!(
        sent.target.ends_with("department_id=0&page_size=50&page_token=p2"),
        "{}",
        sent.target
    );
}

#[tokio::test]
async fn tenants() {
    let (_, text) = run("tenants", &["ticket", "tenant-a", "tenant-b"]).await;
    assert_eq!(text, "tenant-a: \"Tenant a\"\ntenant-b: \"Tenant b\"\n");
}

#[tokio::test]
async fn raw_file() {
    let path = std::env::temp_dir().join(format!("upload-{}.txt", std::process::id()));
    std::fs::write(&path, "what was uploaded").unwrap();
    let path = path.to_str().unwrap();
    let (server, text) = run("raw_file", &[path]).await;
    assert!(
        text.contains("uploaded as file_1") && text.contains("wrote 17 bytes"),
        "{text}"
    );
    assert!(server.requests()[1].text().contains("what was uploaded"));
    let copy = format!("{path}.downloaded");
    assert_eq!(std::fs::read_to_string(&copy).unwrap(), "what was uploaded");
    std::fs::remove_file(copy).unwrap();
    std::fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn oauth_login() {
    let server = serve().await;
    let mut command = example("oauth_login", &server.url());
    let log_in = move || {
        let mut program = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let url = url::Url::parse(first.strip_prefix("visit ").unwrap()).unwrap();
        let (_, state) = url.query_pairs().find(|(name, _)| name == "state").unwrap();
        writeln!(program.stdin.take().unwrap(), "{state} the-code").unwrap();
        let rest: Vec<String> = lines.map(Result::unwrap).collect();
        (program.wait().unwrap().success(), rest)
    };
    let (success, rest) = tokio::task::spawn_blocking(log_in).await.unwrap();
    assert!(success, "{rest:?}");
    assert_eq!(rest.last().unwrap(), "logged in as \"Li Si\"");
}

#[cfg(feature = "blocking")]
#[tokio::test]
async fn blocking() {
    let (_, text) = run("blocking", &[]).await;
    assert_eq!(text, "\"Tenant 1\"\n");
}

#[test]
fn every_example_is_run() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let tests = include_str!("examples.rs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(tests.contains(&format!("async fn {name}()")), "{name}");
    }
}
