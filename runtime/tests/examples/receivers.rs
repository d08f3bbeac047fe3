//! Examples that receive: they run until they are stopped.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Stdio};

use feishu_openapi_runtime::receive::{Handlers, Webhook};
use feishu_openapi_runtime::reqwest;
use feishu_openapi_runtime::serde_json::json;
use feishu_openapi_runtime::wire::Json;

use super::example;

/// A program that runs, and what it prints.
struct Program {
    process: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
}

impl Program {
    fn start(name: &str, url: &str, arguments: &[&str]) -> Self {
        let mut command = example(name, url);
        command.args(arguments).stdout(Stdio::piped());
        command
            .env("FEISHU_VERIFICATION_TOKEN", "vtoken")
            .env("FEISHU_ENCRYPT_KEY", "key");
        let mut process = command.spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, lines }
    }

    /// The first line that begins like this, without its beginning.
    fn line(&mut self, begin: &str) -> String {
        let line = self
            .lines
            .find_map(|line| line.unwrap().strip_prefix(begin).map(str::to_owned));
        line.unwrap()
    }

    /// As somebody does who presses Ctrl-C.
    fn stop(mut self) -> bool {
        let id = self.process.id().to_string();
        std::process::Command::new("kill").args(["-INT", &id]).status().unwrap();
        self.process.wait().unwrap().success()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn message(app: &str) -> Json {
    json!({
        "schema": "2.0",
        "header": { "event_id": "event-1", "event_type": "im.message.receive_v1", "app_id": app, "tenant_key": "t1" },
        "event": { "message": { "message_id": "om_1", "message_type": "text", "content": r#"{"text":"hello"}"# } },
    })
}

/// Sends what the server would send.
async fn post(url: String, message: &Json, token: &str, key: &str) -> u16 {
    let webhook = Webhook::builder(Handlers::new(()))
        .verification_token(token)
        .encrypt_key(key);
    let (head, body) = webhook.build().unwrap().sealed(message).unwrap().into_parts();
    let request = reqwest::Client::new().post(url).headers(head.headers).body(body);
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test(flavor = "multi_thread")]
async fn receive_many_apps() {
    let apps = ["cli_1:secret:token-1", "cli_2:secret:token-2"];
    let mut program = Program::start("receive_many_apps", "", &["0", apps[0], apps[1]]);
    let address = program.line("listening on ");
    let url = |app: &str| format!("http://{address}/feishu/{app}");
    assert_eq!(post(url("cli_2"), &message("cli_2"), "token-2", "").await, 200);
    assert_eq!(
        program.line("application 2 got "),
        r#"Some("om_1"), and would reply by cli_2"#
    );
    assert_eq!(post(url("cli_1"), &message("cli_2"), "token-1", "").await, 401);
}

#[tokio::test]
async fn receive_offline() {
    let output = example("receive_offline", "").output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "all is as it should be\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn receive_webhook() {
    let server = super::serve().await;
    let mut program = Program::start("receive_webhook", &server.url(), &["0"]);
    assert_eq!(
        program.line("subscribe to "),
        "im.message.receive_v1, and ask for im:message.p2p_msg:readonly"
    );
    let url = format!("http://{}/feishu", program.line("listening on "));
    assert_eq!(post(url, &message("cli_1"), "vtoken", "key").await, 200);
    assert_eq!(program.line("replied to "), "om_1");
    let sent = server.requests().pop().unwrap();
    assert_eq!(sent.target, "/open-apis/im/v1/messages/om_1/reply");
    let body = json!({ "msg_type": "text", "content": r#"{"text":"hello"}"#, "uuid": "event-1" });
    assert_eq!(sent.text(), body.to_string());
    assert!(program.stop());
}

#[cfg(feature = "long-connection")]
mod connection {
    use super::super::gateway::{Gateway, Rules};
    use super::{Json, Program, json, message};

    #[tokio::test(flavor = "multi_thread")]
    async fn receive_connection() {
        let mut gateway = Gateway::start(Rules::default()).await;
        let mut program = Program::start("receive_connection", &format!("http://{}", gateway.address), &[]);
        let mut socket = gateway.next().await;
        assert_eq!(socket.ask("m1", &message("cli_1")).await.code, 200);
        assert_eq!(program.line("replied to "), "om_1");
        let (head, _) = gateway.requests.lock().unwrap().pop().unwrap();
        assert!(head.starts_with("POST /open-apis/im/v1/messages/om_1/reply "), "{head}");
        assert!(program.stop());
        assert!(socket.response().await.is_none());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn receive_cards() {
        let mut gateway = Gateway::start(Rules::default()).await;
        let program = Program::start("receive_cards", &format!("http://{}", gateway.address), &["oc_1"]);
        let mut socket = gateway.next().await;
        let card = {
            let requests = gateway.requests.lock().unwrap();
            let sent = requests
                .iter()
                .find(|(head, _)| head.starts_with("POST /open-apis/im/v1/messages?"))
                .unwrap();
            let sent: Json = sent.1.parse().unwrap();
            sent["content"].as_str().unwrap().parse::<Json>().unwrap()
        };
        let value = &card["body"]["elements"][1]["behaviors"][0]["value"];
        let click = json!({
            "schema": "2.0",
            "header": { "event_id": "e1", "event_type": "card.action.trigger" },
            "event": { "action": { "value": value, "tag": "button" } },
        });
        let reply = socket.ask("m1", &click).await.data.unwrap();
        assert_eq!(reply["toast"]["content"], "approved");
        assert_eq!(
            reply["card"]["data"]["body"]["elements"][0]["content"],
            "Order 17 is **approved**"
        );
        assert!(program.stop());
    }
}
