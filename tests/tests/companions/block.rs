use feishu_openapi::docx::v1::block;
use feishu_openapi::docx::v1::document_block_children;
use feishu_openapi::docx::v1::types::{Block, BlockInput, Language, ObjType};
use feishu_openapi::runtime::wire;
use serde_json::{Value, json};

fn written(block: &BlockInput) -> Value {
    serde_json::from_str(&wire::to_string(block).unwrap()).unwrap()
}

fn text(content: &str) -> Value {
    json!({"elements": [{"text_run": {"content": content, "text_element_style": {}}}]})
}

#[test]
fn blocks_are_written_as_the_page_shows_them() {
    let mut code = text("fn main() {}");
    code["style"] = json!({"language": 53});
    let mut todo = text("Do");
    todo["style"] = json!({"done": true});
    for (block, json) in [
        (block::paragraph("a"), json!({"block_type": 2, "text": text("a")})),
        (block::heading(0, "a"), json!({"block_type": 3, "heading1": text("a")})),
        (
            block::bullet(String::from("a")),
            json!({"block_type": 12, "bullet": text("a")}),
        ),
        (
            block::ordered(block::run("a")),
            json!({"block_type": 13, "ordered": text("a")}),
        ),
        (
            block::code(Language::Rust, "fn main() {}"),
            json!({"block_type": 14, "code": code}),
        ),
        (
            block::quote(vec![block::run("a")]),
            json!({"block_type": 15, "quote": text("a")}),
        ),
        (block::todo(true, "Do"), json!({"block_type": 17, "todo": todo})),
        (block::divider(), json!({"block_type": 22, "divider": {}})),
        (block::image(), json!({"block_type": 27, "image": {}})),
        (
            block::table(2, 3),
            json!({"block_type": 31, "table": {"property": {"row_size": 2, "column_size": 3}}}),
        ),
    ] {
        assert_eq!(written(&block), json);
    }
    for level in 1..=9 {
        let heading = format!("heading{level}");
        let expected = json!({"block_type": 2 + level, heading: text("a")});
        assert_eq!(written(&block::heading(level, "a")), expected);
    }
    assert_eq!(written(&block::heading(10, "a"))["block_type"], 11);
}

#[test]
fn pieces_of_a_line_have_styles() {
    let line = [
        block::run("a").bold().italic().underline().strike().code(),
        block::run("b").link("https://a.example/ä"),
        block::mention("ou_1").styled(|style| style.bold(true)),
        block::mention_document("doxcn1", ObjType::Docx, "https://a.example"),
        block::equation("E=mc^2"),
    ];
    let style = json!({"bold": true, "italic": true, "underline": true, "strikethrough": true, "inline_code": true});
    let document = json!({
        "token": "doxcn1", "obj_type": 22, "url": "https%3A%2F%2Fa.example", "text_element_style": {},
    });
    let link = json!({"link": {"url": "https%3A%2F%2Fa.example%2F%C3%A4"}});
    let elements = json!([
        {"text_run": {"content": "a", "text_element_style": style}},
        {"text_run": {"content": "b", "text_element_style": link}},
        {"mention_user": {"user_id": "ou_1", "text_element_style": {"bold": true}}},
        {"mention_doc": document},
        {"equation": {"content": "E=mc^2", "text_element_style": {}}},
    ]);
    assert_eq!(written(&block::paragraph(line))["text"]["elements"], elements);
}

#[test]
fn blocks_are_handed_to_a_request() {
    let blocks = [block::paragraph("a"), block::divider()];
    let request = document_block_children::create("doc", "doc").children(blocks);
    let shown = format!("{request:?}");
    assert!(shown.contains("children") && shown.contains("divider"), "{shown}");
}

#[test]
fn the_text_of_a_block_is_read() {
    let read = |json: Value| wire::from_str::<Block>(&json.to_string()).unwrap().plain_text();
    let elements = json!([
        {"text_run": {"content": "a "}},
        {"mention_user": {"user_id": "ou_1"}},
        {"mention_doc": {"title": "b", "token": "doxcn1", "obj_type": 22}},
        {"equation": {"content": " c"}},
    ]);
    assert_eq!(read(json!({"block_type": 2, "text": {"elements": elements}})), "a b c");
    assert_eq!(
        read(json!({"block_type": 17, "todo": {"elements": [{"text_run": {"content": "d"}}]}})),
        "d"
    );
    assert_eq!(read(json!({"block_type": 22, "divider": {}})), "");
}
