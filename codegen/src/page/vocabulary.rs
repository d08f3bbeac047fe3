//! The words by which pages name their sections, columns and rows. Data, in one place.

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

const HEADINGS: &[(Heading, &[&str])] = &[
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
    HEADINGS
        .iter()
        .find(|(_, words)| words.iter().any(|word| word.eq_ignore_ascii_case(squeezed)))
        .map(|(heading, _)| *heading)
}

fn alternative(squeezed: &str) -> Option<Heading> {
    ALTERNATIVES
        .iter()
        .find(|(_, end)| squeezed.ends_with(end))
        .map(|(heading, _)| *heading)
}

/// What a column of a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Name,
    Type,
    /// A type that is meant as it stands: no sample says otherwise.
    StatedType,
    Required,
    Description,
    /// A default, an example, a source: by its title.
    Extra,
    Status,
    ErrorCode,
    Message,
    Advice,
}

const COLUMNS: &[(Column, &[&str])] = &[
    (
        Column::Name,
        &[
            "名称",
            "参数",
            "参数名",
            "参数名称",
            "字段",
            "字段名",
            "字段名称",
            "属性名称",
            "属性名",
            "name",
            "Key",
            "Field",
            "Parameter",
        ],
    ),
    (
        Column::Type,
        &["类型", "参数类型", "数据类型", "字段类型", "Type", "格式"],
    ),
    (Column::StatedType, &["确切类型"]),
    (
        Column::Required,
        &[
            "必填",
            "必须",
            "是否必填",
            "是否必须",
            "必填/选填",
            "必选",
            "是否必选",
            "是否必需",
            "必需",
            "Required",
            "可选",
        ],
    ),
    (
        Column::Description,
        &[
            "描述",
            "说明",
            "含义",
            "介绍",
            "参数说明",
            "意义",
            "参数描述",
            "字段说明",
            "备注",
            "Description",
        ],
    ),
    (
        Column::Extra,
        &[
            "默认值",
            "示例",
            "示例值",
            "来源",
            "取值",
            "取值示例",
            "样例",
            "例子",
            "Default",
            "Example",
            "位置",
            "长度",
            "限制",
        ],
    ),
    (
        Column::Status,
        &[
            "HTTP状态码",
            "状态码",
            "HTTP状态",
            "HTTPCode",
            "Http状态码",
            "HTTPstatuscode",
            "httpcode",
        ],
    ),
    (
        Column::ErrorCode,
        &[
            "错误码",
            "返回码",
            "code",
            "错误代码",
            "业务错误码",
            "ErrorCode",
            "errcode",
            "error_code",
            "错误码code",
        ],
    ),
    (
        Column::Message,
        &[
            "错误信息",
            "msg",
            "message",
            "错误描述",
            "错误消息",
            "错误",
            "报错信息",
            "错误提示",
            "返回信息",
        ],
    ),
    (
        Column::Advice,
        &[
            "排查建议",
            "解决方案",
            "处理建议",
            "解决办法",
            "解决方法",
            "建议",
            "处理方式",
            "原因",
            "Troubleshootingsuggestions",
            "处理方案",
        ],
    ),
];

/// What a column holds, by its title.
pub(crate) fn column(title: &str) -> Option<Column> {
    let title = squeeze(title);
    COLUMNS
        .iter()
        .find(|(_, words)| words.iter().any(|word| word.eq_ignore_ascii_case(&title)))
        .map(|(column, _)| *column)
}

/// A row of the table that introduces an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Basic {
    Url,
    Method,
    RateLimit,
    AppTypes,
    FieldScopes,
    Scopes,
    EventType,
    Tokens,
    ContentType,
    /// The id that the API explorer knows the endpoint by.
    ExplorerId,
    /// The id that was once made up for want of such a one.
    DerivedId,
    /// 已废弃
    Status,
    /// The type of a body that is no object.
    BodyType,
    /// The shape of the answer, where it is not the usual one.
    AnswerShape,
}

const BASICS: &[(Basic, &[&str])] = &[
    (Basic::Url, &["HTTPURL"]),
    (Basic::Method, &["HTTPMethod"]),
    (Basic::RateLimit, &["接口频率限制", "频率限制", "Ratelimit"]),
    (
        Basic::AppTypes,
        &["支持的应用类型", "Supportedapptypes", "Supportedapplicationtypes"],
    ),
    (Basic::FieldScopes, &["字段权限要求", "Requiredfieldscopes"]),
    (Basic::Scopes, &["权限要求", "Requiredscopes"]),
    (Basic::EventType, &["事件类型", "Eventtype"]),
    (Basic::Tokens, &["凭证要求", "访问凭证"]),
    (Basic::ContentType, &["HTTPContent-Type", "Content-Type"]),
    (Basic::ExplorerId, &["APIExplorer"]),
    (Basic::DerivedId, &["推导ID"]),
    (Basic::Status, &["接口状态"]),
    (Basic::BodyType, &["请求体类型"]),
    (Basic::AnswerShape, &["响应形式"]),
];

/// What a row says, by the words it begins with. URL and method stand alone in their cell.
pub(crate) fn basic(label: &str) -> Option<Basic> {
    let label = squeeze(label);
    let (basic, word) = BASICS.iter().find_map(|(basic, words)| {
        let starts = |word: &&&str| {
            label
                .get(..word.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        words.iter().find(starts).map(|word| (*basic, *word))
    })?;
    let stands_alone = matches!(basic, Basic::Url | Basic::Method);
    (!stands_alone || label.len() == word.len()).then_some(basic)
}

/// Words before the date of a page's last change.
pub(crate) const LAST_CHANGE: &[&str] = &["最后更新于", "最近更新于", "更新时间", "Last updated on"];

/// Headers of a request that stand in tables below headings of their own.
pub(crate) const REQUEST_HEADERS: &[&str] = &[
    "Range",
    "If-Match",
    "If-None-Match",
    "If-Modified-Since",
    "Accept-Language",
];

/// Whether a word names a kind of token: `tenant_access_token`.
pub(crate) fn is_token(word: &str) -> bool {
    word.ends_with("_access_token")
}

/// Says that an endpoint should not be used any more, as a state of its own.
pub(crate) const DEPRECATED: &str = "已废弃";

/// The label of what a number counts.
pub(crate) const UNIT: &str = "单位";

/// Marks behind a permission, and the tag that each one stands for.
pub(crate) const SCOPE_MARKS: [(&str, &str); 2] = [("历史版本", "history"), ("已下线", "offline")];

/// Marks before the name of a nested row.
pub(crate) const NESTING_MARKS: [char; 4] = ['∟', '└', '├', '─'];

/// The text without blanks, emphasis and colons.
pub(crate) fn squeeze(text: &str) -> String {
    text.chars()
        .filter(|char| !char.is_whitespace() && !matches!(char, '*' | ':' | '：' | '`' | '\u{200b}'))
        .collect()
}
