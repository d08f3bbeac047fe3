//! Passes over the whole schema, one a file. Each takes the schema and makes it better, or says what is wrong with it.

mod check;
mod error_kinds;
mod forget_spans;
mod idempotency;
mod merge_types;
mod pagination;
mod recursion;
mod share_types;

pub(crate) use merge_types::LEAST_VERSIONS;

use crate::diagnostic::Diagnostic;
use crate::fixup;
use crate::ir::{Api, TypeId};

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

/// The names of the types that were published for places on the wire.
pub type Published<'a> = &'a (dyn Fn(&TypeId) -> Option<&'a str> + Sync);

/// The passes of clients, in order, after those of [`SCHEMA`]. What was published as one type stays one, and as two, two.
pub fn client(api: &mut Api, published: Published<'_>) {
    // Needs names of types that stand in one place. Other back ends show each object as its page does.
    merge_types::merge_types(api, published);
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
