//! Pages that are deep or long in one respect: no stack overflows, and nothing takes quadratic time.

use feishu_openapi_codegen::{Page, pipeline};

const BASICS: &str = "名称 | 值\n---|---\nHTTP URL | https://open.feishu.cn/open-apis/deep/v1/deep\nHTTP Method | POST\n\n### 请求体\n\n";
const HEADER: &str = "名称 | 类型 | 必填 | 描述\n--- | --- | --- | ---\n";

/// Reads a page; it comes out as an endpoint or as skipped.
fn survive(text: String) {
    let page = Page {
        name: "hostile.md".to_owned(),
        bytes: text.into_bytes(),
    };
    let reading = pipeline::schema(&[page]);
    assert_eq!(reading.described() + reading.skipped.len(), 1);
}

#[test]
fn repeated_markup_is_survived() {
    let pieces = [
        "<div>",
        "<md-td>",
        "<md-table>",
        "<md-dt-table>",
        "<md-enum>",
        "</md-td>",
        "<!--",
        "-->",
        "<",
        "&",
        "[",
        "](",
        "![",
        "*",
        "**",
        "_",
        "`",
        "~~",
        "|",
        "| a ",
        "> ",
        "- ",
        "  - ",
        "#",
        "\\",
        ":::html\n",
        ":::\n",
        "```\n",
        "````\n",
        "---\n",
        "a: b\n",
        "\n",
        "\r\n",
        "\t",
        "&emsp;",
        "∟",
        "└",
        "\u{200b}",
        "{尝试一下}(url=",
        "<md-code-json>",
        "<md-dt-tr level=\"1\">",
        "<md-perm name=\"",
        "| --- ",
    ];
    for piece in pieces {
        for head in ["", BASICS, "<md-table><md-tr><md-td>", "|a|b|\n|---|---|\n|"] {
            survive(format!("{head}{}", piece.repeat(2_000)));
        }
    }
}

#[test]
fn deep_levels_are_survived() {
    let rows: String = (0..5_000)
        .map(|level| format!("{}∟f{level} | object | 否 | deep\n", "&emsp;".repeat(level % 500)))
        .collect();
    survive(format!("{BASICS}{HEADER}{rows}"));
    let rows: String = (0..5_000)
        .map(|level| {
            format!("<md-dt-tr level=\"{level}\"><md-dt-td>f{level}</md-dt-td><md-dt-td>object</md-dt-td></md-dt-tr>\n")
        })
        .collect();
    let table = format!(
        "<md-dt-table><md-dt-tr><md-dt-th>名称</md-dt-th><md-dt-th>类型</md-dt-th></md-dt-tr>{rows}</md-dt-table>"
    );
    survive(format!("{BASICS}:::html\n{table}\n:::\n"));
}

#[test]
fn deep_samples_are_survived() {
    for sample in [
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        format!("{}{}", "[".repeat(200), "]".repeat(200)),
    ] {
        survive(format!(
            "{BASICS}{HEADER}a | object | 是 | deep\n\n### 请求体示例\n```json\n{sample}\n```\n"
        ));
    }
}

#[test]
fn long_tables_without_depths_are_survived() {
    let rows: String = (0..40_000)
        .map(|row| format!("f{row}_x | string | 否 | one\n"))
        .collect();
    survive(format!("{BASICS}{HEADER}o | object | 否 | all\n{rows}"));
}

#[test]
fn markup_that_is_left_open_again_and_again_is_survived() {
    for piece in [
        "<md-table>\n:::\n",
        "<md-enum>\n",
        "<!-- \n",
        "<md-code-json\n",
        "<md-code-json>\n:::\n",
        "a | string | 否 | <md-enum>\n",
        "a | b  \n",
    ] {
        survive(format!("{BASICS}{HEADER}{}", piece.repeat(1_000_000 / piece.len())));
    }
}

#[test]
fn long_rows_of_bars_and_code_are_survived() {
    survive(format!("{BASICS}{HEADER}{}", "`a|b` | ".repeat(60_000)));
}

#[test]
fn samples_of_bare_words_and_comments_are_survived() {
    for piece in ["a: b, // c\n", "a\n", "x/y ", "]", "\"", "{a:b}\n"] {
        let sample = piece.repeat(1_000_000 / piece.len());
        survive(format!(
            "{BASICS}{HEADER}a | object | 是 | all\n\n### 请求体示例\n```json\n{{{sample}\n```\n"
        ));
    }
}
