//! An object of a table while its fields are being found.

use std::rc::Rc;

use super::candidate::Candidate;
use super::dictionary::{END, FOLLOWING, HOLDING, Known, Member, Owner, START, Seen, following, holding};
use super::run::Extent;
use super::sample::{NodeId, SampleTree};
use super::symbol::{Symbol, mix};
use super::word::Class;

/// More fields than any object of a page has.
const SIBLINGS: usize = 1_000;

/// An object that rows may join: the table itself, or a row that is not scalar.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    /// The object that it is a field of.
    pub(super) up: Option<Rc<Scope>>,
    /// Its row; `None` is the table itself.
    pub(super) row: Option<usize>,
    pub(super) class: Class,
    /// How many objects it stands in.
    pub(super) depth: usize,
    pub(super) owner: Owner,
    /// The names of its fields so far; of very many, the last ones.
    pub(super) children: Rc<Vec<Symbol>>,
    /// The words of their names.
    parts: Rc<Vec<Rc<Vec<Symbol>>>>,
    /// How far the rows below agree with those below other rows of its type.
    extent: Option<Rc<Extent>>,
    /// What the samples show of it, if they do.
    pub(super) node: Option<NodeId>,
    /// What it costs to end it together with all objects around it.
    pub(super) closing: f64,
    /// How many of its fields the samples lack.
    pub(super) missing: u32,
    /// The fields of the last object of the same type in this table.
    pub(super) like: Option<Rc<Vec<Symbol>>>,
    /// This is the whole response, and its `data` has been met.
    pub(super) data_seen: bool,
    /// A hash of its fields and of the objects around it: two partial trees whose scopes are equal in it go on alike.
    pub(super) identity: Symbol,
    pub(super) following: [Symbol; FOLLOWING],
    pub(super) followed: [Seen; FOLLOWING],
    pub(super) ended: [u32; FOLLOWING],
    pub(super) holding: [Symbol; HOLDING],
    pub(super) held: [Seen; HOLDING],
}

impl Scope {
    pub(super) fn new(
        up: Option<Rc<Self>>,
        row: Option<usize>,
        class: Class,
        owner: Owner,
        node: Option<NodeId>,
        like: Option<Rc<Vec<Symbol>>>,
        known: &Known<'_>,
    ) -> Self {
        let depth = up.as_ref().map_or(0, |up| up.depth + 1);
        let above = up.as_ref().map_or(0, |up| up.identity);
        let holding = holding(owner);
        let mut scope = Self {
            up,
            row,
            class,
            depth,
            owner,
            children: Rc::default(),
            parts: Rc::default(),
            extent: None,
            node,
            closing: 0.0,
            missing: 0,
            like,
            data_seen: false,
            identity: mix(above, row.map_or(0, |row| row as u64 + 1)),
            following: [0; FOLLOWING],
            followed: [Seen::default(); FOLLOWING],
            ended: [0; FOLLOWING],
            holding,
            held: holding.map(|key| known.seen(key)),
        };
        scope.look_up(
            Member {
                name: START,
                word: START,
            },
            known,
        );
        scope
    }

    /// The scope, with what the rows below are like.
    pub(super) fn of_extent(mut self, extent: Option<&Rc<Extent>>) -> Self {
        self.extent = extent.cloned();
        self
    }

    /// What is known of row `at` from the rows below other rows of this type.
    pub(super) fn run(&self, at: usize) -> Option<(&Extent, usize)> {
        Some((self.extent.as_ref()?, at.checked_sub(self.row? + 1)?))
    }

    fn look_up(&mut self, last: Member, known: &Known<'_>) {
        self.following = following(self.owner, last);
        self.followed = self.following.map(|key| known.seen(key));
        self.ended = self.following.map(|key| known.count(mix(key, END)));
    }

    /// The scope with one more field.
    pub(super) fn with(&self, at: usize, row: &Candidate, in_sample: bool, data: bool, known: &Known<'_>) -> Self {
        let mut scope = self.clone();
        push(&mut scope.children, row.name);
        push(&mut scope.parts, Rc::clone(&row.parts));
        scope.missing += u32::from(!in_sample);
        scope.data_seen |= data;
        scope.identity = mix(self.identity, at as u64);
        scope.look_up(
            Member {
                name: row.name,
                word: row.word,
            },
            known,
        );
        scope
    }

    /// What the samples show of its field `name`.
    pub(super) fn below(&self, name: Symbol, samples: &SampleTree) -> Option<NodeId> {
        samples.node(self.node?)?.keys.get(&name).copied()
    }

    /// The field that comes next in the last object of the same type in this table.
    pub(super) fn expected(&self) -> Option<Symbol> {
        let like = self.like.as_ref()?;
        let next = match self.children.last() {
            Some(last) => like.iter().position(|name| name == last).map_or(0, |at| at + 1),
            None => 0,
        };
        like.get(next).copied()
    }

    /// How alike `parts`, the words of a name, are to the names of its fields, from 0 to 1: each field that shares words
    /// makes one more likely.
    pub(super) fn alike(&self, parts: &[Symbol]) -> f64 {
        let share = |sibling: &Rc<Vec<Symbol>>| {
            let common = sibling.iter().filter(|part| parts.contains(part)).count();
            common as f64 / (sibling.len() + parts.len() - common).max(1) as f64
        };
        1.0 - self.parts.iter().map(|sibling| 1.0 - share(sibling)).product::<f64>()
    }
}

/// Adds one more, and forgets the first of very many: each step copies them all.
fn push<T: Clone>(list: &mut Rc<Vec<T>>, item: T) {
    let list = Rc::make_mut(list);
    if list.len() >= SIBLINGS {
        list.drain(..SIBLINGS / 2);
    }
    list.push(item);
}
