//! A row for which an object is searched.

use std::rc::Rc;

use super::symbol::Symbol;
use super::word::Class;

/// A row, as evidence sees it.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) name: Symbol,
    pub(super) word: Symbol,
    pub(super) class: Class,
    pub(super) at: usize,
    /// The words of the name.
    pub(super) parts: Rc<Vec<Symbol>>,
    /// Key of the pair of this row and the one before.
    pub(super) pair: Symbol,
}
