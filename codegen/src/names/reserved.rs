//! Names that generated code cannot use, because they already mean something in Rust or in the crate.

/// Types and traits of the runtime that generated files name: their prelude.
pub(crate) const PRELUDE: &[&str] = &[
    "Call",
    "Client",
    "Download",
    "Endpoint",
    "EventStream",
    "File",
    "Fits",
    "Given",
    "IsGiven",
    "Items",
    "Paged",
    "PagedList",
    "Pages",
    "Redirect",
    "Request",
];

/// The prelude of Rust, and what generated files derive.
const TYPES: &[&str] = &[
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
];

/// Modules of the crate beside the services, and crates that paths begin with.
pub(super) const SERVICES: &[&str] = &["alloc", "core", "missing", "prelude", "runtime", "std", "types"];

/// Modules of a version beside the resources.
pub(super) const RESOURCES: &[&str] = &["code", EVENTS, "types"];

/// The module of the events of a version.
pub(crate) const EVENTS: &str = "events";

/// How the file of an endpoint ends that stands beside modules of resources, whose names cannot end so.
pub(crate) const ENDPOINT_FILE: &str = "_endpoint";

/// Methods of every request, so that no setter hides one.
pub(super) const REQUEST_METHODS: &[&str] = &["clone", "encode", "into", "send"];

/// Further methods of a request whose response comes in pages.
pub(super) const PAGED_METHODS: &[&str] = &["items", "pages"];

/// Methods of every object of a request.
pub(super) const OBJECT_METHODS: &[&str] = &["clone", "default", "into", "new"];

/// Whether a name with the letters of an identifier is none: syn knows the keywords, but for the one that is new in the
/// edition of the generated crate.
pub(crate) fn is_keyword(name: &str) -> bool {
    name == "gen" || syn::parse_str::<syn::Ident>(name).is_err()
}

/// How the names of types begin that stand for required fields, before a word: see [`markers`](super::markers).
const MARKERS: &[&str] = &["Has", "Missing"];

/// Whether a type may have the name: an identifier that means nothing else.
pub(super) fn may_name_type(name: &str) -> bool {
    let is_word = |rest: &str| rest.starts_with(|letter: char| !letter.is_lowercase());
    let is_marker = MARKERS
        .iter()
        .any(|start| name.strip_prefix(start).is_some_and(is_word));
    !TYPES.contains(&name) && !PRELUDE.contains(&name) && !is_marker && !is_keyword(name) && !name.starts_with('_')
}
