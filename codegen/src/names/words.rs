//! The words of names on the wire, as identifiers say them: spelled right, and none twice.

use crate::casing;

/// What the vendor misspells, and how it is spelled, sorted. The wire keeps the vendor's.
const TYPOS: &[(&str, &str)] = &[
    ("activitys", "activities"),
    ("addresss", "address"),
    ("asssessment", "assessment"),
    ("attachement", "attachment"),
    ("calibaration", "calibration"),
    ("collboration", "collaboration"),
    ("deparment", "department"),
    ("deparments", "departments"),
    ("depercated", "deprecated"),
    ("domin", "domain"),
    ("drving", "driving"),
    ("effecitve", "effective"),
    ("exteranl", "external"),
    ("failded", "failed"),
    ("herf", "href"),
    ("herit", "inherit"),
    ("hiberarchy", "hierarchy"),
    ("indentification", "identification"),
    ("invaild", "invalid"),
    ("invalis", "invalid"),
    ("joinner", "joiner"),
    ("lable", "label"),
    ("licnese", "license"),
    ("pencentage", "percentage"),
    ("permissione", "permission"),
    ("primarys", "primaries"),
    ("qustion", "question"),
    ("readed", "read"),
    ("recommited", "recommitted"),
    ("regonnize", "recognize"),
    ("remainder", "reminder"),
    ("remedys", "remedies"),
    ("requset", "request"),
    ("resouce", "resource"),
    ("rollbaclk", "rollback"),
    ("sentive", "sensitive"),
    ("singing", "signing"),
    ("socail", "social"),
    ("socre", "score"),
    ("statictics", "statistics"),
    ("subcribe", "subscribe"),
    ("summarys", "summaries"),
    ("supper", "super"),
    ("timpstamp", "timestamp"),
    ("tranfer", "transfer"),
    ("unceratin", "uncertain"),
    ("vhcat", "vchat"),
    ("visiable", "visible"),
    ("vlaue", "value"),
    ("volumnteer", "volunteer"),
];

/// The words of a name on the wire or of a message, in lower case and spelled right.
pub(super) fn split(name: &str) -> Vec<String> {
    casing::split(name).into_iter().map(corrected).collect()
}

/// `second` with `first` before it, without words that `second` says: `app_table` and `table_field` are `app_table_field`,
/// and `group_create` and `group_type` are `create_group_type`.
pub(super) fn before(first: &[String], second: &[String]) -> Vec<String> {
    let first = first.iter().filter(|word| !second.contains(word));
    first.chain(second).cloned().collect()
}

fn corrected(word: String) -> String {
    match TYPOS.binary_search_by_key(&word.as_str(), |(typo, _)| typo) {
        Ok(index) => TYPOS.get(index).map_or(word, |(_, right)| (*right).to_owned()),
        Err(_) => word,
    }
}

#[cfg(test)]
mod tests {
    use super::{TYPOS, corrected, split};

    #[test]
    fn every_typo_is_found_and_corrected_once() {
        assert!(TYPOS.is_sorted_by(|(one, _), (next, _)| one < next));
        for (typo, right) in TYPOS {
            assert_eq!(corrected((*typo).to_owned()), *right);
            assert_eq!(corrected((*right).to_owned()), *right);
        }
    }

    #[test]
    fn no_word_is_said_twice() {
        let before = |first: &str, second: &str| super::before(&split(first), &split(second)).join("_");
        assert_eq!(before("user", "user_status"), "user_status");
        assert_eq!(before("custom_attr", "attr_value"), "custom_attr_value");
        assert_eq!(before("group_create", "group_type"), "create_group_type");
        assert_eq!(before("a", "b"), "a_b");
    }
}
