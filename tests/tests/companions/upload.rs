//! Uploads by parts: what each call of them carries. How they go on after failures is tested beside the runtime.

use feishu_openapi::Client;
use feishu_openapi::drive::v1::media::MediaParentType;
use feishu_openapi::drive::v1::upload;
use feishu_openapi::runtime::File;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

async fn serve() -> (MockServer, Client) {
    let server = MockServer::start().await;
    let respond = |request: &Request| {
        let data = match request.url.path().rsplit('_').next() {
            Some("prepare") => json!({"upload_id": "7111", "block_size": 8 << 20, "block_num": 3}),
            Some("part") => json!({}),
            _ => json!({"file_token": "boxcn1"}),
        };
        ResponseTemplate::new(200).set_body_json(json!({"code": 0, "msg": "", "data": data}))
    };
    Mock::given(any()).respond_with(respond).mount(&server).await;
    let builder = Client::builder("cli_test", "secret").base_url(server.uri());
    let client = builder.build().unwrap().with_token("t-test");
    (server, client)
}

/// Path and fields of each request, those of files as their lengths. In the order of the parts.
async fn sent(server: &MockServer) -> Vec<(String, Value)> {
    let requests = server.received_requests().await.unwrap();
    let mut sent: Vec<_> = requests
        .iter()
        .map(|request| (request.url.path().to_owned(), fields(request)))
        .collect();
    sent.sort_by_key(|(path, fields)| match path.rsplit('_').next() {
        Some("prepare") => 0,
        Some("part") => 1 + fields["seq"].as_str().map_or(0, |seq| seq.parse().unwrap()),
        _ => 99,
    });
    sent
}

fn fields(request: &Request) -> Value {
    if let Ok(json) = serde_json::from_slice(&request.body) {
        return json;
    }
    let body = String::from_utf8_lossy(&request.body);
    let fields = body.split("name=\"").skip(1).filter_map(|field| {
        // What comes before is `file` of `filename`.
        let (name, rest) = field.split_once('"')?;
        let (_, content) = rest.split_once("\r\n\r\n")?;
        let content = content.split_once("\r\n--")?.0;
        let is_text = content.len() < 100;
        Some((
            name.to_owned(),
            if is_text { json!(content) } else { json!(content.len()) },
        ))
    });
    fields.collect()
}

fn large() -> File {
    File::bytes("a.bin", vec![0; (20 << 20) + 1])
}

#[tokio::test]
async fn a_file_goes_to_a_folder_in_parts() {
    let (server, client) = serve().await;
    assert_eq!(
        upload::folder("fldcn1").file(large()).send(&client).await.unwrap(),
        "boxcn1"
    );
    let sent = sent(&server).await;
    let paths: Vec<_> = sent
        .iter()
        .map(|(path, _)| path.trim_start_matches("/open-apis/drive/v1/files/"))
        .collect();
    assert_eq!(
        paths,
        [
            "upload_prepare",
            "upload_part",
            "upload_part",
            "upload_part",
            "upload_finish"
        ]
    );
    assert_eq!(
        sent[0].1,
        json!({"file_name": "a.bin", "parent_type": "explorer", "parent_node": "fldcn1", "size": (20 << 20) + 1})
    );
    for (seq, length) in [8 << 20, 8 << 20, (4 << 20) + 1].into_iter().enumerate() {
        let part = &sent[seq + 1].1;
        assert_eq!(
            (&part["upload_id"], &part["seq"], &part["size"]),
            (&json!("7111"), &json!(seq.to_string()), &json!(length.to_string()))
        );
        // Of zeros: 1, and how many of them in the upper half.
        assert_eq!(part["checksum"], json!(((length % 65521) << 16 | 1).to_string()));
    }
    assert_eq!(sent[4].1, json!({"upload_id": "7111", "block_num": 3}));
}

#[tokio::test]
async fn media_go_to_their_place_in_parts_or_whole() {
    let (server, client) = serve().await;
    let place = upload::media(MediaParentType::DocxFile, "doxcn1").extra(r#"{"drive_route_token":"doxcn1"}"#);
    assert_eq!(place.clone().file(large()).send(&client).await.unwrap(), "boxcn1");
    let prepared = json!({
        "file_name": "a.bin", "parent_type": "docx_file", "parent_node": "doxcn1", "size": (20 << 20) + 1,
        "extra": r#"{"drive_route_token":"doxcn1"}"#,
    });
    let sent = sent(&server).await;
    assert_eq!(
        (sent[0].0.as_str(), &sent[0].1),
        ("/open-apis/drive/v1/medias/upload_prepare", &prepared)
    );
    assert_eq!(sent.len(), 5);

    let (server, client) = serve().await;
    let small = File::bytes("b.bin", "abc");
    assert_eq!(place.file(small).send(&client).await.unwrap(), "boxcn1");
    let request = server.received_requests().await.unwrap().remove(0);
    assert_eq!(request.url.path(), "/open-apis/drive/v1/medias/upload_all");
    let body = String::from_utf8_lossy(&request.body);
    for expected in [
        "38600999",
        "\r\n\r\n3\r\n",
        "docx_file",
        "drive_route_token",
        "filename=\"b.bin\"",
    ] {
        assert!(body.contains(expected), "{expected} in {body}");
    }
}
