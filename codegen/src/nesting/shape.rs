//! The fields that each type has in the part of a table that is read so far.

use std::rc::Rc;

use super::symbol::{Symbol, mix};

/// What is known of the types of a table, newest first. Shared between partial trees.
#[derive(Debug)]
pub(super) struct Shapes {
    word: Symbol,
    fields: Rc<Vec<Symbol>>,
    hash: Symbol,
    all: Symbol,
    before: Option<Rc<Shapes>>,
}

impl Shapes {
    /// The fields of the last object of type `word`.
    pub(super) fn find(shapes: Option<&Rc<Self>>, word: Symbol) -> Option<&Rc<Vec<Symbol>>> {
        Self::entry(shapes, word)
            .map(|entry| &entry.fields)
            .filter(|fields| !fields.is_empty())
    }

    /// Equal for equal knowledge.
    pub(super) fn identity(shapes: Option<&Rc<Self>>) -> Symbol {
        shapes.map_or(0, |shapes| shapes.all)
    }

    /// Learns the fields of an object of type `word`; none forgets it.
    pub(super) fn learn(shapes: Option<Rc<Self>>, word: Symbol, fields: &Rc<Vec<Symbol>>) -> Option<Rc<Self>> {
        let hash = if fields.is_empty() {
            0
        } else {
            fields.iter().copied().fold(word, mix)
        };
        let old = Self::entry(shapes.as_ref(), word).map_or(0, |entry| entry.hash);
        if old == hash {
            return shapes;
        }
        let all = Self::identity(shapes.as_ref()) ^ old ^ hash;
        Some(Rc::new(Self {
            word,
            fields: Rc::clone(fields),
            hash,
            all,
            before: shapes,
        }))
    }

    fn entry(shapes: Option<&Rc<Self>>, word: Symbol) -> Option<&Rc<Self>> {
        let mut next = shapes;
        while let Some(entry) = next.filter(|entry| entry.word != word) {
            next = entry.before.as_ref();
        }
        next
    }
}

impl Drop for Shapes {
    /// Long chains are taken apart one by one, so that the stack does not overflow.
    fn drop(&mut self) {
        let mut next = self.before.take();
        while let Some(mut shapes) = next.and_then(Rc::into_inner) {
            next = shapes.before.take();
        }
    }
}
