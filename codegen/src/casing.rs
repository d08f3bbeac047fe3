//! Words of a name, and the cases that join them.

use std::borrow::Cow;

use unicode_ident::{is_xid_continue, is_xid_start};

/// Words that are one in spite of the capitals in them.
const ATOMS: &[(&str, &str)] = &[
    ("iOS", "Ios"),
    ("iPad", "Ipad"),
    ("iPhone", "Iphone"),
    ("macOS", "Macos"),
    ("P2P", "P2p"),
    ("I18N", "I18n"),
    ("OAuth", "Oauth"),
];

/// The words of a wire name or message, in lower case. Everything that cannot stand in an identifier separates words, and so
/// does a capital after a small letter, or before one (`frozen RowCount` and `XMLHttp` have three and two).
pub(crate) fn split(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let name = ATOMS
        .iter()
        .fold(Cow::Borrowed(name), |name, (atom, word)| match name.contains(atom) {
            true => name.replace(atom, word).into(),
            false => name,
        });
    let mut chars = name.chars().peekable();
    let mut previous: Option<char> = None;
    while let Some(letter) = chars.next() {
        if letter == '_' || !is_xid_continue(letter) {
            finish(&mut word, &mut words);
            previous = None;
            continue;
        }
        let after_small = previous.is_some_and(|previous| previous.is_lowercase() || previous.is_ascii_digit());
        let after_capital = previous.is_some_and(char::is_uppercase);
        let before_small = chars.peek().is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && (after_small || (after_capital && before_small && !is_plural(&chars))) {
            finish(&mut word, &mut words);
        }
        word.extend(letter.to_lowercase());
        previous = Some(letter);
    }
    finish(&mut word, &mut words);
    words
}

/// Whether what follows is the small `s` at the end of a word in capitals: `userIDs` has two words.
fn is_plural(rest: &std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let mut rest = rest.clone();
    rest.next() == Some('s') && rest.next().is_none_or(|next| !next.is_lowercase())
}

fn finish(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// The words of a name that has none, spelled out by its signs: `>=` is greater, equal.
pub(crate) fn spell(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut letters = String::new();
    let mut rest = name.chars().peekable();
    while let Some(letter) = rest.next() {
        if let Some(sign) = sign(letter) {
            let is_dash = letter == '-' && [letters.chars().last(), rest.peek().copied()].iter().flatten().count() == 2;
            words.extend(split(&std::mem::take(&mut letters)));
            words.push(if is_dash { "dash" } else { sign }.to_owned());
        } else {
            letters.push(letter);
        }
    }
    words.extend(split(&letters));
    words
}

fn sign(letter: char) -> Option<&'static str> {
    Some(match letter {
        '>' => "greater",
        '<' => "less",
        '=' => "equal",
        '!' => "not",
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '%' => "percent",
        '&' => "and",
        '|' => "or",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '#' => "hash",
        '@' => "at",
        '$' => "dollar",
        '^' => "caret",
        '~' => "tilde",
        '?' => "question",
        '(' | ')' => "paren",
        '[' | ']' => "bracket",
        '{' | '}' => "brace",
        ' ' => "space",
        _ => return None,
    })
}

/// `two_words`
pub(crate) fn snake(words: &[String]) -> String {
    let joined = words.join("_");
    if joined.starts_with(is_xid_start) {
        joined
    } else {
        format!("_{joined}")
    }
}

/// `TwoWords`. Begins with a digit where the words do.
pub(crate) fn camel(words: &[String]) -> String {
    words.iter().map(|word| capitalize(word)).collect()
}

/// `TWO_WORDS`
pub(crate) fn constant(words: &[String]) -> String {
    words.join("_").to_uppercase()
}

fn capitalize(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// Plurals that no rule below makes one of. Crates that know more of them take `data` for many of a `datum`.
const IRREGULAR: &[(&str, &str)] = &[
    ("alias", "alias"),
    ("aliases", "alias"),
    ("children", "child"),
    ("ids", "id"),
    ("news", "news"),
    ("series", "series"),
    ("statuses", "status"),
];

/// One of what a plural names: `users` is a `user`, `key_list` a `key`.
pub(crate) fn singular(words: &[String]) -> Vec<String> {
    let Some((last, before)) = words.split_last() else {
        return Vec::new();
    };
    if matches!(last.as_str(), "list" | "array") && !before.is_empty() {
        return singular(before);
    }
    let irregular = IRREGULAR.iter().find(|(many, _)| many == last);
    let one = match (irregular, last.as_str()) {
        (Some((_, one)), _) => (*one).to_owned(),
        (_, word) if word.len() <= 3 || ["ss", "us", "is"].iter().any(|end| word.ends_with(end)) => word.to_owned(),
        (_, word) if word.ends_with("ies") => format!("{}y", word.trim_end_matches("ies")),
        (_, word) if ["sses", "xes", "ches", "shes"].iter().any(|end| word.ends_with(end)) => {
            word.strip_suffix("es").unwrap_or(word).to_owned()
        }
        (_, word) => word.strip_suffix('s').unwrap_or(word).to_owned(),
    };
    before.iter().cloned().chain([one]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_part_at_signs_and_capitals() {
        for (name, words) in [
            ("user_id_type", "user id type"),
            ("frozen RowCount", "frozen row count"),
            ("XMLHttp", "xml http"),
            ("openIDs", "open ids"),
            ("zh-CN", "zh cn"),
            ("app.table", "app table"),
            ("i18nName", "i18n name"),
            ("I18NName", "i18n name"),
            ("iOS_P2P", "ios p2p"),
            ("部门 名称", "部门 名称"),
            ("HTML", "html"),
            ("_id", "id"),
            (">=", ""),
        ] {
            assert_eq!(split(name).join(" "), words, "{name}");
        }
    }

    #[test]
    fn signs_are_spelled() {
        assert_eq!(spell(">=").join(" "), "greater equal");
        assert_eq!(spell("c++").join(" "), "c plus plus");
        assert_eq!(spell("a-b -1").join(" "), "a dash b space minus 1");
    }

    #[test]
    fn a_name_that_begins_with_a_digit_is_still_one() {
        assert_eq!(snake(&split("2fa")), "_2fa");
        assert_eq!(snake(&split("")), "_");
    }

    #[test]
    fn plurals_become_one() {
        for (many, one) in [
            ("users", "user"),
            ("status", "status"),
            ("categories", "category"),
            ("address", "address"),
            ("boxes", "box"),
            ("custom_field_key_list", "custom_field_key"),
            ("list", "list"),
            ("user_ids", "user_id"),
            ("data", "data"),
            ("statuses", "status"),
            ("children", "child"),
            ("time_series", "time_series"),
        ] {
            assert_eq!(singular(&split(many)).join("_"), one, "{many}");
        }
    }
}
