//! The labels within a description, and the words of rules on values.

use super::{DEPRECATED, GONE, GONE_VALUES, HELD, Table, find, first, marked_squeezed};

/// What a label within a description announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Label {
    Example,
    Default,
    Values,
    Rules,
    /// Permissions of the field.
    Scopes,
    /// A value that never changes.
    Fixed,
    /// The field should not be used any more.
    Deprecated,
    /// What the number counts.
    Unit,
    /// The page does not list the field any more.
    Gone,
    /// The page calls the field optional, which was required.
    Held,
    /// Values that the page does not list any more.
    GoneValues,
}

const LABELS: Table<Label> = &[
    (Label::Example, &["示例值", "示例", "Example value", "Example"]),
    (Label::Default, &["默认值", "缺省值", "Default value", "Default"]),
    (
        Label::Values,
        &[
            "可选值有",
            "可能值有",
            "枚举值有",
            "可选值",
            "可能值",
            "枚举值",
            "可能的值有",
            "Optional values",
            "Optional values are",
            "Possible values are",
            "Possible values",
            "Options",
        ],
    ),
    (
        Label::Rules,
        &[
            "数据校验规则",
            "校验规则",
            "Data validation rules",
            "Data validation rule",
        ],
    ),
    (Label::Fixed, &["固定值", "Fixed value"]),
    (Label::Deprecated, &[DEPRECATED]),
    (Label::Unit, &["单位"]),
    (
        Label::Scopes,
        &[
            "字段权限要求",
            "Requiredfieldscopes",
            "thefollowingfieldscopesarerequired",
        ],
    ),
];

/// What a label announces, by its text without blanks and colons. Words may stand before that of permissions: the value
/// for which they are needed.
pub(crate) fn label(squeezed: &str) -> Option<Label> {
    let scopes = LABELS.iter().find(|(label, _)| *label == Label::Scopes);
    if scopes.is_some_and(|(_, words)| words.iter().any(|word| squeezed.contains(word))) {
        return Some(Label::Scopes);
    }
    let marks = [
        (Label::Gone, GONE),
        (Label::Held, HELD),
        (Label::GoneValues, GONE_VALUES),
    ];
    let mark = marks
        .into_iter()
        .find(|(_, what)| marked_squeezed(squeezed, what).is_some());
    mark.map(|(label, _)| label).or_else(|| find(LABELS, squeezed))
}

impl Label {
    /// The label that fact sheets write.
    pub(crate) fn word(self) -> &'static str {
        first(LABELS, self)
    }
}

/// Stands before the value for which a permission is needed: `当值为 user_id，字段权限要求`. The first is what fact sheets write.
pub(crate) const WHEN: [&str; 2] = ["当值为", "When the value is"];

/// Stands in every text that tells of a default.
pub(crate) const DEFAULT: &str = "默认";

/// Words by which a sentence gives the default: `默认为"viewer"。`
pub(crate) const DEFAULTS_TO: &[&str] = &["默认为", "默认值为", "默认是", "默认值是"];

/// Behind a value, or behind what it means: it is the default.
pub(crate) const DEFAULT_MARKS: [&str; 4] = ["（默认值）", "(默认值)", "（默认）", "(默认)"];

/// A rule on values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    LengthRange,
    ValueRange,
    MaxLength,
    MinLength,
    Maximum,
    Minimum,
    Pattern,
}

/// The words of rules; where several begin at one place, the first counts.
const RULES: Table<Rule> = &[
    (Rule::LengthRange, &["长度范围", "Length range"]),
    (Rule::ValueRange, &["取值范围", "数据范围", "Value range"]),
    (Rule::MaxLength, &["最大长度", "Maximum length"]),
    (Rule::MinLength, &["最小长度", "Minimum length"]),
    (Rule::Maximum, &["最大值", "Maximum value"]),
    (Rule::Minimum, &["最小值", "Minimum value"]),
    (Rule::Pattern, &["正则校验", "Regular expression"]),
];

/// The first rule that a text names: where its words begin and end.
pub(crate) fn rule(text: &str) -> Option<(usize, usize, Rule)> {
    let words = RULES
        .iter()
        .flat_map(|(rule, words)| words.iter().map(move |word| (*word, *rule)));
    let found = words.filter_map(|(word, rule)| text.find(word).map(|at| (at, at + word.len(), rule)));
    found.min_by_key(|(at, _, _)| *at)
}

impl Rule {
    /// The words that fact sheets write.
    pub(crate) fn word(self) -> &'static str {
        first(RULES, self)
    }
}
