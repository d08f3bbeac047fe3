//! The vendor's own SDK for Python as the other side. Without it these tests say that they were skipped, or fail, if
//! `FEISHU_REQUIRE_VENDOR_SDK` is set. `FEISHU_VENDOR_PYTHON` names a Python that has it (`pip install lark-oapi`), in place
//! of `python3`.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use feishu_openapi_runtime::bytes::Bytes;
use feishu_openapi_runtime::http::Request;
use feishu_openapi_runtime::receive::{Handlers, Webhook};
use feishu_openapi_runtime::serde_json::{self, json};
use feishu_openapi_runtime::wire::Json;

use super::events::message;

/// A script that runs.
struct Vendor {
    process: Child,
    lines: std::io::Lines<BufReader<ChildStdout>>,
    input: ChildStdin,
}

impl Vendor {
    fn start(script: &str, arguments: &[&str]) -> Option<Self> {
        let python = std::env::var("FEISHU_VENDOR_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let found = Command::new(&python)
            .args(["-c", "import lark_oapi"])
            .stderr(Stdio::null())
            .status();
        if !found.is_ok_and(|status| status.success()) {
            let required = std::env::var_os("FEISHU_REQUIRE_VENDOR_SDK").is_some();
            assert!(!required, "{python} has no lark_oapi");
            eprintln!("skipped: {python} has no lark_oapi");
            return None;
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/receive/vendor");
        let mut command = Command::new(python);
        command
            .arg(folder.join(script))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        Some(Self {
            lines: BufReader::new(process.stdout.take().unwrap()).lines(),
            input: process.stdin.take().unwrap(),
            process,
        })
    }

    fn line(&mut self) -> String {
        self.lines.next().unwrap().unwrap()
    }

    fn ask(&mut self, line: &str) -> String {
        writeln!(self.input, "{line}").unwrap();
        self.line()
    }
}

impl Drop for Vendor {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn line(request: &Request<Bytes>) -> String {
    // It looks for the names as the documentation writes them.
    let title = |name: &str| {
        let words = name.split('-').map(|word| word[..1].to_uppercase() + &word[1..]);
        words.collect::<Vec<_>>().join("-")
    };
    let headers = request
        .headers()
        .iter()
        .map(|(name, value)| (title(name.as_str()), value.to_str().unwrap()));
    let headers: serde_json::Map<String, Json> = headers.map(|(name, value)| (name, value.into())).collect();
    json!({ "headers": headers, "body": std::str::from_utf8(request.body()).unwrap() }).to_string()
}

#[test]
fn the_vendor_opens_what_is_sealed_here() {
    for key in ["", "test key"] {
        let Some(mut vendor) = Vendor::start("webhook.py", &[key, "vtoken"]) else {
            return;
        };
        let webhook = Webhook::builder(Handlers::new(()))
            .verification_token("vtoken")
            .encrypt_key(key);
        let webhook = webhook.build().unwrap();
        let mut ask = |request: &Request<Bytes>| -> Json { serde_json::from_str(&vendor.ask(&line(request))).unwrap() };

        let response = ask(&webhook.sealed(&message("om_1", "oc_1")).unwrap());
        assert_eq!(
            (&response["status"], &response["seen"]),
            (&json!(200), &json!(["om_1"])),
            "{response}"
        );
        let check = ask(&webhook
            .sealed(&json!({ "type": "url_verification", "challenge": "c1" }))
            .unwrap());
        assert_eq!(check["body"], json!(r#"{"challenge":"c1"}"#));
        // It does look at the token and the signature.
        let other = Webhook::builder(Handlers::new(()))
            .verification_token("other")
            .encrypt_key(key);
        let response = ask(&other.build().unwrap().sealed(&message("om_1", "oc_1")).unwrap());
        assert_eq!(
            (&response["status"], &response["seen"]),
            (&json!(500), &json!([])),
            "{response}"
        );
    }
}

#[cfg(feature = "long-connection")]
mod connection {
    use super::super::frame::Frame;
    use super::super::gateway::{Gateway, Rules, data, pong};
    use super::{Vendor, message};

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn bytes(hex: &str) -> Vec<u8> {
        let pairs = (0..hex.len()).step_by(2);
        pairs
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect()
    }

    #[test]
    fn frames_are_read_and_written_as_the_vendor_does() {
        let Some(mut vendor) = Vendor::start("frames.py", &[]) else {
            return;
        };
        let ping = vendor.line();
        assert!(Frame::read(bytes(&ping).into()).unwrap() == Frame::ping(33_554_678));
        for theirs in [ping, vendor.line()] {
            assert_eq!(hex(&Frame::read(bytes(&theirs).into()).unwrap().write()), theirs);
        }
        assert_eq!(vendor.line(), "");
        for ours in [Frame::ping(-1), pong("{}"), data("m1", (1, 2), vec![0; 1000])] {
            let ours = hex(&ours.write());
            assert_eq!(vendor.ask(&ours), ours);
        }
    }

    /// So the gateway of these tests plays the server's part as the vendor's client knows it.
    #[tokio::test(flavor = "multi_thread")]
    async fn the_vendor_s_client_works_with_the_gateway() {
        let mut gateway = Gateway::start(Rules::default()).await;
        let address = format!("http://{}", gateway.address);
        let Some(mut vendor) = Vendor::start("client.py", &[&address]) else {
            return;
        };
        let mut socket = gateway.next().await;
        let response = socket.ask("m1", &message("om_1", "oc_1")).await;
        assert_eq!(
            (response.code, response.headers["instance_id"].as_str()),
            (200, "instance")
        );
        assert_eq!(vendor.line(), "om_1");
        let text = message("om_2", "oc_1").to_string();
        let (begin, end) = text.split_at(40);
        for (seq, part) in [(1, end), (0, begin)] {
            socket.send(&data("m2", (seq, 2), part.to_owned())).await;
        }
        assert_eq!(socket.response().await.unwrap().code, 200);
        assert_eq!(vendor.line(), "om_2");
    }
}
