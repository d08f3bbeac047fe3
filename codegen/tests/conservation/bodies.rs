//! Tables of fields below the request are of its body.

use std::collections::BTreeMap;

use feishu_openapi_codegen::ir::{Body, Endpoint};

use crate::mirror::{mirror, visible};

/// Pages whose table of fields below the request is of no body, and why.
const WITHOUT_BODY: &[(&str, &str)] = &[];

#[test]
fn a_table_of_the_request_becomes_a_body_or_is_explained() {
    let Some((pages, _, reading)) = mirror() else { return };
    let texts: BTreeMap<&str, String> = pages
        .iter()
        .map(|page| (page.name.as_str(), visible(&String::from_utf8_lossy(&page.bytes))))
        .collect();
    let writes = |endpoint: &&Endpoint| matches!(endpoint.method.as_str(), "POST" | "PUT" | "PATCH");
    let mut unexplained = Vec::new();
    for endpoint in reading.api.endpoints.values().filter(writes) {
        let page = endpoint.source.page.as_str();
        let tables = tables_of_request(&texts[page]);
        if !tables.is_empty() && matches!(endpoint.body, Body::None) {
            let is_explained = WITHOUT_BODY.iter().any(|(known, _)| *known == page);
            if !is_explained {
                unexplained.push(format!("{page}: {}", tables.join(", ")));
            }
        }
    }
    assert!(
        unexplained.is_empty(),
        "tables without a body:\n{}",
        unexplained.join("\n")
    );
}

/// The headings before the response that stand above a table of fields and speak neither of headers nor of parameters in
/// the URL, found without the reader.
fn tables_of_request(text: &str) -> Vec<String> {
    let mut heading = "";
    let mut found: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with('#') {
            heading = line.trim_start_matches('#').trim();
            if heading.starts_with("响应") || heading.starts_with("返回") || heading.starts_with("错误") {
                break;
            }
        }
        let is_name = [
            "名称</md-dt-th>",
            "名称</md-th>",
            "参数</md-th>",
            "|名称|",
            "|参数|",
            "| 名称 |",
            "| 参数 |",
        ]
        .iter()
        .any(|title| line.contains(title));
        let is_elsewhere = ["请求头", "Header", "路径", "Path", "查询", "Query"]
            .iter()
            .any(|word| heading.contains(word));
        if is_name && !heading.is_empty() && !is_elsewhere && found.last().is_none_or(|last| last != heading) {
            found.push(heading.to_owned());
        }
    }
    found
}
