//! What requests look like on the wire.

use std::borrow::Cow;

use feishu_openapi_runtime::{Client, ConfigError, Error, File, Options, wire};

use crate::endpoints::contact::v3::user;
use crate::endpoints::demo::v1::node;
use crate::server::{Recorded, Response, Server};

const OK: &str = r#"{"code":0,"msg":"success"}"#;

fn client(server: &Server) -> Client {
    Client::builder("cli_test", "secret")
        .base_url(server.url())
        .build()
        .unwrap()
        .with_token("t-test")
}

/// The reason for which a request is refused before it is sent.
fn refused<T>(result: Result<T, Error>) -> (Cow<'static, str>, &'static str) {
    match result.err().unwrap() {
        Error::Config(error) => match *error {
            ConfigError::InvalidParameter { name, reason, .. } => (name, reason),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_request_is_sent_as_its_page_says() {
    let server = Server::always(Response::json(OK)).await;
    let request = user::delete("ou_7dab")
        .user_id_type(user::UserIdType::OpenId)
        .docs_acceptor_user_id("ou_docs")
        .email_acceptor(user::ResourceAcceptor::new().processing_type("1"));
    request.send(&client(&server)).await.unwrap();

    let sent = server.only_request();
    assert_eq!(sent.method, "DELETE");
    assert_eq!(sent.target, "/open-apis/contact/v3/users/ou_7dab?user_id_type=open_id");
    assert_eq!(sent.header("authorization"), Some("Bearer t-test"));
    assert_eq!(sent.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(
        sent.text(),
        r#"{"docs_acceptor_user_id":"ou_docs","email_acceptor":{"processing_type":"1"}}"#
    );
}

#[tokio::test]
async fn a_path_parameter_never_leaves_its_segment() {
    let server = Server::always(Response::json(OK)).await;
    for (value, segment) in [
        ("a/b", "a%2Fb"),
        ("../x", "..%2Fx"),
        ("?q#f", "%3Fq%23f"),
        ("100%", "100%25"),
        ("空 格", "%E7%A9%BA%20%E6%A0%BC"),
        ("a+b;c:d@e", "a%2Bb%3Bc%3Ad%40e"),
        ("...", "..."),
        ("%2e%2e", "%252e%252e"),
    ] {
        user::delete(value).send(&client(&server)).await.unwrap();
        let sent = server.requests().pop().unwrap();
        assert_eq!(sent.target, format!("/open-apis/contact/v3/users/{segment}"));
    }
}

#[tokio::test]
async fn a_path_parameter_that_means_another_path_is_refused() {
    let server = Server::always(Response::json(OK)).await;
    for value in ["", ".", ".."] {
        let (name, _) = refused(user::delete(value).send(&client(&server)).await);
        assert_eq!(name, "user_id");
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn lists_in_a_query_are_repeated_and_absent_values_left_out() {
    let server = Server::always(Response::json(OK)).await;
    let request = node::List {
        parent: "root".into(),
        kinds: Some(vec!["folder".into(), "a&b=c".into()]),
        page_size: Some(50),
        trace: Some("t 1".into()),
        ..node::List::default()
    };
    request.send(&client(&server)).await.unwrap();
    let sent = server.only_request();
    let target = "/open-apis/demo/v1/nodes/root/children?depth=1&kinds=folder&kinds=a%26b%3Dc&page_size=50";
    assert_eq!(sent.target, target);
    assert_eq!(sent.header("x-demo-trace"), Some("t 1"));
    assert_eq!(sent.body, b"");
    assert_eq!(sent.header("content-type"), None);
}

#[tokio::test]
async fn a_header_cannot_smuggle_another() {
    let server = Server::always(Response::json(OK)).await;
    let request = node::List {
        parent: "x".into(),
        trace: Some("a\r\nevil: 1".into()),
        ..node::List::default()
    };
    let (name, _) = refused(request.send(&client(&server)).await);
    assert_eq!(name, "X-Demo-Trace");
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_body_may_be_a_list() {
    let server = Server::always(Response::json(OK)).await;
    let nodes = vec![node::Node {
        id: Some("a".into()),
        status: Some((-1).into()),
        ..node::Node::default()
    }];
    client(&server).send(&node::Create { nodes, uuid: None }).await.unwrap();
    let sent = server.only_request();
    assert_eq!(sent.text(), r#"[{"id":"a","status":-1}]"#);
}

#[tokio::test]
async fn a_form_is_url_encoded() {
    let server = Server::always(Response::json(OK)).await;
    let form = node::Form {
        grant: "a b&c".into(),
        scopes: vec!["x:y".into(), "z".into()],
    };
    client(&server).send(&form).await.unwrap();
    let sent = server.only_request();
    assert_eq!(sent.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(sent.text(), "grant=a%20b%26c&scopes=x%3Ay&scopes=z");
}

#[test]
fn debug_shows_what_is_set_and_no_secret() {
    let acceptor = user::ResourceAcceptor::new().processing_type("2");
    let delete = user::delete("ou/1").user_id_type("user_id").email_acceptor(acceptor);
    assert_eq!(
        format!("{delete:?}"),
        r#"Delete { user_id: "ou/1", user_id_type: "user_id", email_acceptor: {"processing_type": "2"} }"#
    );
    let secret = |name| wire::Draft::<()>::multipart().field::<String>(name, "s");
    assert_eq!(format!("{:?}", secret("app_secret")), "Draft { app_secret: … }");
    assert_eq!(
        format!("{:?}", secret("name").files("file", [File::bytes("a.txt", "hello")])),
        r#"Draft { name: "s", file: [File { name: "a.txt", length: 5, .. }] }"#
    );
}

/// The parts of a multipart body: head and content of each.
fn parts(sent: &Recorded) -> Vec<(String, String)> {
    let boundary = sent
        .header("content-type")
        .unwrap()
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let text = String::from_utf8(sent.body.clone()).unwrap();
    let inner = text
        .strip_suffix("--\r\n")
        .unwrap()
        .trim_end_matches(boundary)
        .strip_suffix("--")
        .unwrap();
    inner
        .split(&format!("--{boundary}\r\n"))
        .skip(1)
        .map(|part| part.trim_end_matches("\r\n").split_once("\r\n\r\n").unwrap())
        .map(|(head, content)| (head.replace("\r\n", "|"), content.to_owned()))
        .collect()
}

fn upload(file: File) -> node::Upload {
    node::Upload {
        file_name: "报告.txt".into(),
        size: 5,
        kind: node::NodeKind::File.into(),
        extra: None,
        file,
        cover: None,
    }
}

#[tokio::test]
async fn a_multipart_form_holds_texts_objects_and_files() {
    let server = Server::always(Response::json(OK)).await;
    let mut request = upload(File::bytes("报告 \"1\".txt", "hello").content_type(mime::TEXT_PLAIN));
    request.extra = Some(node::Node {
        id: Some("x".into()),
        ..node::Node::default()
    });
    client(&server).send(&request).await.unwrap();
    let expected = [
        (r#"Content-Disposition: form-data; name="file_name""#, "报告.txt"),
        (r#"Content-Disposition: form-data; name="size""#, "5"),
        (r#"Content-Disposition: form-data; name="kind""#, "file"),
        (r#"Content-Disposition: form-data; name="extra""#, r#"{"id":"x"}"#),
        (
            r#"Content-Disposition: form-data; name="file"; filename="报告 \"1\".txt"|Content-Type: text/plain"#,
            "hello",
        ),
    ];
    let sent = parts(&server.only_request());
    assert_eq!(
        sent,
        expected.map(|(head, content)| (head.to_owned(), content.to_owned()))
    );
}

#[tokio::test]
async fn files_come_from_disk_and_from_readers() {
    let server = Server::always(Response::json(OK)).await;
    let path = std::env::temp_dir().join(format!("feishu-openapi-upload-{}.txt", std::process::id()));
    std::fs::write(&path, "from disk").unwrap();
    let mut request = upload(File::reader("r.bin", 6, std::io::Cursor::new("reader")));
    request.cover = Some(File::path(&path).named("cover.txt"));
    client(&server).send(&request).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    let contents: Vec<_> = parts(&server.only_request())
        .into_iter()
        .map(|(_, content)| content)
        .collect();
    assert_eq!(contents[3..], ["reader", "from disk"]);

    let (name, _) = refused(client(&server).send(&request).await);
    assert_eq!(name, "file", "a reader can be sent once");
}

#[tokio::test]
async fn a_file_name_cannot_break_the_form() {
    let server = Server::always(Response::json(OK)).await;
    for name in ["", "a\r\nb", "a\0b"] {
        let (parameter, _) = refused(client(&server).send(&upload(File::bytes(name, "x"))).await);
        assert_eq!(parameter, "file");
    }
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn a_base_url_keeps_its_path() {
    let server = Server::always(Response::json(OK)).await;
    let client = Client::builder("a", "s")
        .base_url(format!("{}/gate/way/", server.url()))
        .build()
        .unwrap();
    user::delete("x").send(&client.with_token("t")).await.unwrap();
    assert_eq!(server.only_request().path(), "/gate/way/open-apis/contact/v3/users/x");
}

#[tokio::test]
async fn options_of_a_derived_client_add_to_those_of_the_first() {
    let server = Server::always(Response::json(OK)).await;
    let header = |name, value| Options::new().extra_header(name, value);
    let builder = Client::builder("a", "s").base_url(server.url()).user_agent("test/1");
    let first = builder.options(header("x-one", "1")).build().unwrap().with_token("t");
    let derived = first.with(header("x-two", "2")).with(header("x-one", "changed"));
    for client in [&derived, &first] {
        user::delete("x").send(client).await.unwrap();
    }
    let values =
        |request: &Recorded| ["x-one", "x-two", "user-agent"].map(|name| request.header(name).map(str::to_owned));
    let sent: Vec<_> = server.requests().iter().map(values).collect();
    assert_eq!(
        sent[0],
        [Some("changed".into()), Some("2".into()), Some("test/1".into())]
    );
    assert_eq!(sent[1], [Some("1".into()), None, Some("test/1".into())]);
}

#[test]
fn a_base_url_that_is_none_is_refused() {
    for base in [
        "",
        "open.feishu.cn",
        "ftp://x",
        "https://x?a=b",
        "https://x/#f",
        "https://u:hush@x",
    ] {
        let error = Client::builder("a", "s").base_url(base).build().unwrap_err();
        assert!(matches!(&error, Error::Config(_)), "{base}");
        assert!(!format!("{error} {error:?}").contains("hush"));
    }
}
