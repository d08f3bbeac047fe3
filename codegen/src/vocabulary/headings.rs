//! The words of headings.

use super::{Table, find, first, squeeze};

/// What a heading announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heading {
    Request,
    Headers,
    Path,
    Query,
    Body,
    Parameters,
    RequestSample,
    Response,
    ResponseHeaders,
    ResponseBody,
    ResponseSample,
    Errors,
}

const HEADINGS: Table<Heading> = &[
    (
        Heading::Request,
        &["请求", "请求说明", "请求方式", "Request", "HTTP请求"],
    ),
    (
        Heading::Headers,
        &["请求头", "请求Header", "Header", "Requestheader", "Requestheaders"],
    ),
    (
        Heading::Path,
        &["路径参数", "Path参数", "请求路径参数", "Pathparameters"],
    ),
    (
        Heading::Query,
        &["查询参数", "Query参数", "请求查询参数", "URL参数", "Queryparameters"],
    ),
    (
        Heading::Body,
        &[
            "请求体",
            "请求Body",
            "Body",
            "Body参数",
            "请求体参数",
            "RequestBody",
            "请求体说明",
            "请求body",
        ],
    ),
    (
        Heading::Parameters,
        &["请求参数", "参数", "参数说明", "请求参数说明", "Parameters"],
    ),
    (
        Heading::RequestSample,
        &[
            "请求体示例",
            "请求示例",
            "请求Body示例",
            "cURL请求示例",
            "CURL请求示例",
            "Curl请求示例",
            "curl请求示例",
            "CurlRequestDemo",
            "Curl请求Demo",
            "cURL示例",
            "curl示例",
            "cURL请求体示例",
            "请求体参数示例",
            "请求体示例代码",
            "Requestbodyexample",
            "Requestexample",
        ],
    ),
    (Heading::Response, &["响应", "返回", "响应说明", "Response"]),
    (
        Heading::ResponseHeaders,
        &["响应头", "返回头", "Responseheader", "Responseheaders"],
    ),
    (
        Heading::ResponseBody,
        &[
            "响应体",
            "返回Body",
            "返回体",
            "返回参数",
            "响应参数",
            "返回值",
            "响应Body",
            "成功响应",
            "ResponseBody",
            "返回参数说明",
        ],
    ),
    (
        Heading::ResponseSample,
        &[
            "响应体示例",
            "响应示例",
            "返回示例",
            "返回体示例",
            "返回Body示例",
            "响应Body示例",
            "成功响应示例",
            "失败响应",
            "失败响应示例",
            "错误响应示例",
            "返回值示例",
            "Responsebodyexample",
            "Responseexample",
        ],
    ),
    (
        Heading::Errors,
        &[
            "错误码",
            "错误码说明",
            "错误码列表",
            "返回码",
            "错误代码",
            "业务错误码",
            "Errorcode",
            "Errorcodes",
        ],
    ),
];

/// Ends of headings that name one of several bodies: 通用模板请求体.
const ALTERNATIVES: &[(Heading, &str)] = &[
    (Heading::Body, "请求体"),
    (Heading::RequestSample, "请求体示例"),
    (Heading::ResponseBody, "响应体"),
    (Heading::ResponseSample, "响应体示例"),
];

/// What a heading announces, by its text.
pub(crate) fn heading(text: &str) -> Option<Heading> {
    let text = squeeze(text);
    known_heading(&text).or_else(|| alternative(&text))
}

/// Whether a heading names one of several bodies.
pub(crate) fn is_alternative(text: &str) -> bool {
    let text = squeeze(text);
    known_heading(&text).is_none() && alternative(&text).is_some()
}

fn known_heading(squeezed: &str) -> Option<Heading> {
    find(HEADINGS, squeezed)
}

fn alternative(squeezed: &str) -> Option<Heading> {
    ALTERNATIVES
        .iter()
        .find(|(_, end)| squeezed.ends_with(end))
        .map(|(heading, _)| *heading)
}

impl Heading {
    /// The heading that fact sheets write.
    pub(crate) fn word(self) -> &'static str {
        first(HEADINGS, self)
    }
}
