//! Names that say little of what they name.

/// Sorted. What has such a name wants a word of what it belongs to: each object has a status of its own.
const SAY_LITTLE: &[&str] = &[
    "action",
    "category",
    "code",
    "config",
    "content",
    "count",
    "data",
    "enum",
    "enums",
    "ext",
    "field",
    "fields",
    "format",
    "id",
    "info",
    "item",
    "key",
    "kind",
    "level",
    "list",
    "meta",
    "metadata",
    "mode",
    "name",
    "object",
    "operator",
    "option",
    "options",
    "order",
    "properties",
    "property",
    "reason",
    "result",
    "scope",
    "setting",
    "settings",
    "source",
    "stage",
    "start",
    "state",
    "status",
    "term",
    "test",
    "type",
    "unit",
    "usage",
    "value",
    "view",
];

/// Those of them that say nothing of an object either. Sorted.
const SAY_NOTHING: &[&str] = &[
    "code",
    "config",
    "content",
    "count",
    "data",
    "enum",
    "enums",
    "ext",
    "field",
    "fields",
    "id",
    "info",
    "item",
    "key",
    "list",
    "meta",
    "metadata",
    "name",
    "object",
    "option",
    "options",
    "properties",
    "property",
    "setting",
    "settings",
    "status",
    "type",
    "value",
];

/// Whether a name in snake case says little of a set of values.
pub(crate) fn says_little(name: &str) -> bool {
    SAY_LITTLE.binary_search(&name).is_ok()
}

/// Whether a name in snake case says nothing of an object.
pub(crate) fn says_nothing(name: &str) -> bool {
    SAY_NOTHING.binary_search(&name).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{SAY_LITTLE, SAY_NOTHING, says_little, says_nothing};

    #[test]
    fn every_name_is_found() {
        assert!(SAY_LITTLE.is_sorted_by(|one, next| one < next));
        assert!(SAY_LITTLE.iter().all(|name| says_little(name)));
        assert!(!says_little("user_id_type") && !says_little("gender"));
        assert!(SAY_NOTHING.is_sorted_by(|one, next| one < next));
        assert!(SAY_NOTHING.iter().all(|name| says_little(name) && says_nothing(name)));
        assert!(!says_nothing("view"));
    }
}
