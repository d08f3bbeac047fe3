//! The titles of columns.

use super::{Table, find, first, squeeze};

/// What a column of a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Name,
    Type,
    /// The exact type, which samples do not change: only fact sheets have this column.
    StatedType,
    Required,
    Description,
    /// A default, an example, a source: by its title.
    Extra,
    Status,
    ErrorCode,
    Message,
    Advice,
    /// Since when the page does not list the row any more: only fact sheets have this column.
    Gone,
}

const COLUMNS: Table<Column> = &[
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
    (Column::Gone, &["移除时间"]),
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
    find(COLUMNS, &squeeze(title))
}

impl Column {
    /// The title that fact sheets write.
    pub(crate) fn word(self) -> &'static str {
        first(COLUMNS, self)
    }
}
