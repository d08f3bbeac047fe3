//! Identifiers of the values of an enumeration.

use std::collections::{HashMap, HashSet};

use super::words;
use crate::ir::{EnumValue, Enumeration};

use super::glossary::{Labels, Name};
use super::lock::Lock;
use crate::casing;

/// Names for the numbers of a set, which are values of `field`, from their labels: those that the glossary knows and no two
/// values share, unless it is all that one of them says and the others go on.
fn from_labels(set: &Enumeration, field: &str) -> Vec<Option<String>> {
    let labels = Labels::of(set.values.iter().map(|value| value.label.as_str()), field);
    let name = |value: &EnumValue| labels.name(&value.label).filter(|_| value.key.parse::<i64>().is_ok());
    let names: Vec<_> = set.values.iter().map(name).collect();
    let mut count: HashMap<(&str, bool), usize> = HashMap::new();
    for name in names.iter().flatten() {
        *count.entry((&name.text, name.is_whole)).or_default() += 1;
    }
    let is_own = |name: &&Name| {
        let of = |is_whole| count.get(&(name.text.as_str(), is_whole)).copied().unwrap_or(0);
        let is_first = of(true) == usize::from(name.is_whole) && (name.is_whole || of(false) == 1);
        is_first && !RESERVED.contains(&name.text.as_str())
    };
    let own = names.iter().map(|name| name.as_ref().filter(is_own));
    own.map(|name| name.map(|name| name.text.clone())).collect()
}

/// One identifier for each value: the one in `given`, or one from its key alone. Numbers keep their number (`V1`,
/// `VMinus1`). Where plain names are equal, a key of small letters and underscores keeps its own, and the others get
/// fuller ones: with signs spelled out, with capitals kept, in the end with the codes of their letters.
pub(super) fn identifiers(set: &Enumeration, given: Vec<Option<String>>) -> Vec<String> {
    let keys: Vec<&str> = set.values.iter().map(|value| value.key.as_str()).collect();
    let forms: [fn(&str) -> String; 5] = [snake, plain, spelled, verbatim, coded];
    let mut taken: HashSet<String> = RESERVED.map(ToOwned::to_owned).into();
    let mut names = given;
    names.resize(keys.len(), None);
    for name in &mut names {
        if name.as_ref().is_some_and(|name| !taken.insert(name.clone())) {
            *name = None;
        }
    }
    for form in forms {
        let proposed: Vec<String> = keys.iter().map(|key| form(key)).collect();
        let mut count: HashMap<&str, usize> = HashMap::new();
        for (proposal, _) in proposed.iter().zip(&names).filter(|(_, name)| name.is_none()) {
            *count.entry(proposal).or_default() += 1;
        }
        for (proposal, name) in proposed.iter().zip(&mut names) {
            let free = !proposal.is_empty() && !taken.contains(proposal);
            if name.is_none() && free && count.get(proposal.as_str()) == Some(&1) {
                *name = Some(proposal.clone());
            }
        }
        taken.extend(names.iter().flatten().cloned());
    }
    names
        .into_iter()
        .zip(&keys)
        .map(|(name, key)| name.unwrap_or_else(|| coded(key)))
        .collect()
}

/// What no value may be called: a keyword that no raw identifier can name.
const RESERVED: [&str; 1] = ["Self"];

/// Only for keys that are written as an identifier already.
fn snake(key: &str) -> String {
    if words::split(key).join("_") == key {
        plain(key)
    } else {
        String::new()
    }
}

fn plain(key: &str) -> String {
    if key.is_empty() {
        return "Empty".to_owned();
    }
    let words = match key.strip_prefix('-') {
        Some(number) if number.starts_with(|first: char| first.is_ascii_digit()) => {
            words::before(&["minus".to_owned()], &words::split(number))
        }
        _ => words::split(key),
    };
    if words.is_empty() {
        spelled(key)
    } else {
        valid(casing::camel(&words), is_number(key))
    }
}

fn spelled(key: &str) -> String {
    valid(casing::camel(&casing::spell(key)), is_number(key))
}

fn verbatim(key: &str) -> String {
    let kept: String = key.chars().filter(|letter| letter.is_alphanumeric()).collect();
    if kept.starts_with(char::is_uppercase) {
        kept
    } else {
        format!("Lower{}", casing::camel(&words::split(key)))
    }
}

fn coded(key: &str) -> String {
    key.chars().fold("Key".to_owned(), |name, letter| {
        format!("{name}_{:x}", u32::from(letter))
    })
}

fn is_number(key: &str) -> bool {
    key.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

fn valid(name: String, number: bool) -> String {
    let needs_letter = number || !name.starts_with(unicode_ident::is_xid_start);
    match name.as_str() {
        "" => name,
        "Self" => "Self_".to_owned(),
        _ if needs_letter => format!("V{name}"),
        _ => name,
    }
}

/// Names of values that do not follow from their keys: those that were published, and those that the labels of the others
/// give.
pub(super) fn given(set: &Enumeration, field: &str, keys: &[String], published: &Lock) -> Vec<Option<String>> {
    let known: Vec<Option<&str>> = keys.iter().map(|key| published.get(key)).collect();
    let told = from_labels(set, field).into_iter().zip(&known);
    told.map(|(told, own)| match own {
        Some(own) => Some((*own).to_owned()),
        None => told.filter(|told| !known.contains(&Some(told.as_str()))),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::{from_labels, identifiers};
    use crate::ir::builders::set;
    use crate::ir::{EnumBase, Type};

    fn named(keys: &[&str]) -> String {
        let values: Vec<_> = keys.iter().map(|key| (*key, "")).collect();
        let Type::Enum(set) = set(EnumBase::String, &values) else {
            panic!("a set")
        };
        identifiers(&set, Vec::new()).join(" ")
    }

    fn labelled(values: &[(&str, &str)]) -> String {
        let Type::Enum(set) = set(EnumBase::Int, values) else {
            panic!("a set")
        };
        identifiers(&set, from_labels(&set, "kind")).join(" ")
    }

    #[test]
    fn numbers_are_named_by_labels_that_the_glossary_knows() {
        assert_eq!(labelled(&[("1", "男"), ("2", "女"), ("3", "一句话")]), "Male Female V3");
        assert_eq!(labelled(&[("male", "男")]), "Male");
    }

    #[test]
    fn numbers_of_one_label_keep_their_number() {
        assert_eq!(
            labelled(&[("1", "启用"), ("2", "已启用"), ("3", "停用")]),
            "V1 V2 Deactivated"
        );
        assert_eq!(labelled(&[("1", "self")]), "V1");
        assert_eq!(
            labelled(&[("1", "审批中（更正）"), ("2", "审批中"), ("3", "审批中（撤销）")]),
            "V1 InApproval V3"
        );
    }

    #[test]
    fn words_and_numbers_become_variants() {
        assert_eq!(
            named(&["open_id", "zh-CN", "1", "-1", "2fa", "男"]),
            "OpenId ZhCn V1 VMinus1 V2fa 男"
        );
        assert_eq!(named(&[">=", "self", ""]), "GreaterEqual Self_ Empty");
    }

    #[test]
    fn equal_names_are_told_apart() {
        assert_eq!(named(&["c++", "c"]), "CPlusPlus C");
        assert_eq!(named(&["ASC", "asc"]), "ASC Asc");
        assert_eq!(named(&["a b", "a_b", "a-b"]), "ASpaceB AB ADashB");
    }
}
