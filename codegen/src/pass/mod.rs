//! Passes over the whole schema, one a file. Each takes the schema and makes it better, or says what is wrong with it.

mod check;
mod error_kinds;
mod forget_spans;
mod hold;
mod idempotency;
mod merge_types;
mod pagination;
mod recursion;
mod share_types;
mod split_types;

pub(crate) use merge_types::LEAST_VERSIONS;

use crate::diagnostic::Diagnostic;
use crate::fixup;
use crate::ir::{Api, EndpointId, Type, TypeId};

/// A step that sees the whole schema.
#[derive(Clone, Copy, Debug)]
pub struct Pass {
    /// Its name, for logs and tests.
    pub name: &'static str,
    /// What it does. What it finds out becomes part of the schema; what is wrong with the schema, a diagnostic.
    pub run: fn(&mut Api, &mut Vec<Diagnostic>),
}

/// The passes of every back end, in order.
pub const SCHEMA: &[Pass] = &[
    // Objects still stand where their fields are: the path to a cursor is easy to see.
    pass("find_pagination", pagination::find_pagination),
    pass("find_idempotency_keys", idempotency::find_idempotency_keys),
    pass("find_error_kinds", error_kinds::find_error_kinds),
    // While every diagnostic still belongs to one page.
    pass("check", check::check),
    // From here on a type may come from several pages, so that a place on one of them means nothing. And what is made of
    // the schema does not change when rows move on their pages.
    pass("forget_spans", forget_spans::forget_spans),
    // Last: from here on, objects and sets of values are definitions that many endpoints name.
    pass("share_types", share_types::share_types),
];

/// What was published of a client, by the places on the wire that it stands for.
pub trait Published: Sync {
    /// The name of the type at a place.
    fn type_at(&self, place: &TypeId) -> Option<&str>;

    /// What a place is that has no type of its own.
    fn form_at(&self, place: &TypeId) -> Option<Form>;

    /// Whether an endpoint responds without data.
    fn is_without_data(&self, endpoint: &EndpointId) -> bool;

    /// The variables of an endpoint's URL, where there are several, in the order of the arguments.
    fn arguments(&self, endpoint: &EndpointId) -> Option<Vec<&str>>;

    /// How many required fields were published before the one at a place, of what holds it.
    fn position_of_required(&self, place: &TypeId) -> Option<usize>;

    /// How many values were published before this one, of the set at a place.
    fn position_of(&self, value: &str, place: &TypeId) -> Option<usize>;
}

/// What a place was published as that has no type of its own.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// Text, a number or a boolean, or a list of them.
    Plain,
    /// JSON of any shape, or a list or map of it.
    Any(Type),
}

/// The passes of clients, in order, after those of [`SCHEMA`]. What was published as one type stays one, and as two, two.
pub fn client(api: &mut Api, published: &dyn Published) {
    // Before objects are compared, which would differ in what is to stay; and after it, for what one page tells of a type
    // that others have too.
    hold::hold(api, published);
    // Only before merging, which unites what was published as one.
    split_types::split_types(api, &|place| published.type_at(place));
    // Needs names of types that stand in one place. Other back ends show each object as its page does.
    merge_types::merge_types(api, &|place| published.type_at(place));
    hold::hold(api, published);
    // After merging, which decides what is required.
    hold::order_required(api, published);
    // After merging, which may tie types together.
    recursion::mark_recursion(api);
}

/// The passes of runs that read all pages there are, after those of [`SCHEMA`].
pub const WHOLE: &[Pass] = &[pass("check_fixups", fixup::check_fixups)];

const fn pass(name: &'static str, run: fn(&mut Api, &mut Vec<Diagnostic>)) -> Pass {
    Pass { name, run }
}

/// Runs passes one after another.
pub fn run(passes: &[Pass], api: &mut Api, diagnostics: &mut Vec<Diagnostic>) {
    for pass in passes {
        (pass.run)(api, diagnostics);
    }
}
