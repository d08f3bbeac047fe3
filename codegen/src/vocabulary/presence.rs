//! The words that say whether a field is required.

use crate::ir::Presence;

/// The first is what fact sheets write.
const REQUIRED: &[&str] = &[
    "是", "必填", "必须", "必选", "必需", "true", "yes", "y", "required", "√", "✓",
];

/// The first is what fact sheets write.
const OPTIONAL: &[&str] = &[
    "否",
    "选填",
    "可选",
    "非必填",
    "非必须",
    "非必选",
    "不必填",
    "不必须",
    "false",
    "no",
    "n",
    "optional",
    "-",
    "",
];

/// Words that stand beside a name, as a tag.
const TAGS: &[&str] = &["必选", "必填", "必须", "可选", "选填"];

/// What a tag without words says.
pub(crate) const REQUIRED_TAG: &str = "必选";

/// Required or not; `None` where the word is not understood.
pub(crate) fn presence(word: &str) -> Option<Presence> {
    let word = word.trim().trim_start_matches('\\');
    let is_one = |words: &[&str]| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    if is_one(REQUIRED) {
        return Some(Presence::Required);
    }
    is_one(OPTIONAL).then_some(Presence::Optional)
}

/// Whether a tag beside a name says that.
pub(crate) fn is_presence_tag(text: &str) -> bool {
    TAGS.contains(&text.trim())
}

/// The name and the tag that is glued to it: `links必选`. Names in words, such as 是否必选, have none.
pub(crate) fn split_presence_tag(name: &str) -> (&str, Option<&'static str>) {
    let glued = TAGS
        .iter()
        .find_map(|tag| Some((name.strip_suffix(tag)?.trim_end(), *tag)));
    match glued.filter(|(rest, _)| !rest.is_empty() && rest.is_ascii()) {
        Some((rest, tag)) => (rest, Some(tag)),
        None => (name, None),
    }
}

/// The word that fact sheets write.
pub(crate) fn presence_word(presence: Presence) -> &'static str {
    let words = match presence {
        Presence::Required => REQUIRED,
        Presence::Optional => OPTIONAL,
    };
    words.first().copied().unwrap_or_default()
}
