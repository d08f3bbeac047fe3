//! The search for the best tree: rows in order, each joining one of the objects that are open.

use std::collections::HashMap;
use std::rc::Rc;

use super::candidate::Candidate;
use super::dictionary::{Known, Member, Owner, Step, pair};
use super::run::{Extent, Runs};
use super::sample::SampleTree;
use super::scope::Scope;
use super::score::{Evidence, Weights, close, join};
use super::shape::Shapes;
use super::symbol::{Symbol, mix, symbol};
use super::word::{Class, Word};
use super::{Place, Table};
use crate::vocabulary::CONTENT;

/// How many partial trees are kept.
pub(super) const NARROW: usize = 16;
/// How many are kept where that gave nothing certain: as many as this much work allows, and this many at most.
const WORK: usize = 60_000;
const WIDE: usize = 200;
/// Longer tables than any page has: for them, the likeliest step is taken each time, and samples are left alone.
const LONG: usize = 4_000;
/// Objects in objects deeper than this are no schema but an accident: they take in no rows.
const DEEPEST: usize = 64;
/// Partial trees this much worse than the best are dropped.
const HOPELESS: f64 = 12.0;
/// How many rivals of a tree are remembered.
const RIVALS: usize = 3;

/// A table, prepared.
pub(super) struct Search<'a> {
    service: Symbol,
    place: Place,
    rows: Vec<Prepared>,
    /// Where each name, and each type, comes last.
    last_row: HashMap<Symbol, usize>,
    last_of_type: HashMap<Symbol, usize>,
    samples: SampleTree,
    extents: Vec<Rc<Extent>>,
    known: &'a Known<'a>,
    weights: &'a Weights,
    data: Symbol,
}

struct Prepared {
    candidate: Candidate,
    word: Word,
    nested: Option<bool>,
}

/// Which object each row joined, last row first.
pub(super) struct Trail {
    before: Option<Rc<Trail>>,
    pub(super) parent: Option<usize>,
}

/// A partial tree.
#[derive(Clone)]
pub(super) struct Tree {
    pub(super) score: f64,
    /// The score if the table ended here: what is open has to end some time.
    hope: f64,
    scope: Rc<Scope>,
    pub(super) trail: Option<Rc<Trail>>,
    shapes: Option<Rc<Shapes>>,
    /// Trees that lost against this one when they became equal in all that matters for later rows.
    pub(super) rivals: Vec<Rival>,
}

/// A tree that lost.
#[derive(Clone)]
pub(super) struct Rival {
    /// By how much.
    pub(super) margin: f64,
    pub(super) trail: Option<Rc<Trail>>,
}

impl Trail {
    /// The parents of the rows, first row first.
    pub(super) fn parents(trail: Option<&Rc<Self>>) -> Vec<Option<usize>> {
        let mut parents = Vec::new();
        let mut at = trail;
        while let Some(step) = at {
            parents.push(step.parent);
            at = step.before.as_ref();
        }
        parents.reverse();
        parents
    }
}

impl Drop for Trail {
    /// Long chains are taken apart one by one, so that the stack does not overflow.
    fn drop(&mut self) {
        let mut next = self.before.take();
        while let Some(mut trail) = next.and_then(Rc::into_inner) {
            next = trail.before.take();
        }
    }
}

impl<'a> Search<'a> {
    pub(super) fn new(table: &Table<'_>, known: &'a Known<'a>, runs: &Runs, weights: &'a Weights) -> Self {
        let rows = &table.rows;
        let extents = runs.extents(table).into_iter().map(Rc::new).collect();
        let mut prepared: Vec<Prepared> = Vec::with_capacity(rows.len());
        let mut last_row = HashMap::new();
        let mut last_of_type = HashMap::new();
        let mut before: Option<Member> = None;
        for (at, row) in rows.iter().enumerate() {
            let word = Word::read(row.type_word);
            let member = Member {
                name: symbol(row.name),
                word: word.symbol,
            };
            last_row.insert(member.name, at);
            last_of_type.insert(member.word, at);
            let pair = before.map_or(0, |before| pair(before, member));
            before = Some(member);
            let candidate = Candidate {
                at,
                name: member.name,
                word: word.symbol,
                class: word.class,
                parts: Rc::new(row.name.split('_').map(symbol).collect()),
                pair,
            };
            prepared.push(Prepared {
                candidate,
                word,
                nested: row.nested,
            });
        }
        Self {
            service: symbol(table.service),
            place: table.place,
            rows: prepared,
            last_row,
            last_of_type,
            samples: SampleTree::new(if rows.len() > LONG { &[] } else { &table.samples }),
            extents,
            known,
            weights,
            data: symbol(CONTENT),
        }
    }

    /// The tree of no rows.
    pub(super) fn seed(&self) -> Tree {
        let owner = Owner::root(self.service, self.place);
        let node = self.rows.first().and_then(|row| self.samples.root(row.candidate.name));
        let scope = Scope::new(None, None, Class::Generic, owner, node, None, self.known);
        Tree {
            score: 0.0,
            hope: 0.0,
            scope: Rc::new(scope),
            trail: None,
            shapes: None,
            rivals: Vec::new(),
        }
    }

    /// The evidence for row `at` joining each object that is open in `tree`, from the deepest on.
    pub(super) fn weigh(&self, tree: &Tree, at: usize) -> Vec<Move> {
        let Some(Prepared {
            candidate: row, nested, ..
        }) = self.rows.get(at)
        else {
            return Vec::new();
        };
        let mut moves = Vec::new();
        let mut closing = Evidence::default();
        let mut shapes = tree.shapes.clone();
        let mut next = Some(&tree.scope);
        while let Some(scope) = next {
            let mut evidence = closing.clone();
            let step = if scope.row.is_some_and(|row| row + 1 == at) {
                Step::Into
            } else if tree.trail.as_ref().is_none_or(|trail| trail.parent == scope.row) {
                Step::Beside
            } else {
                Step::Out
            };
            join(&mut evidence, scope, row, step, self.known, &self.samples);
            let identity = mix(mix(scope.identity, at as u64), Shapes::identity(shapes.as_ref()));
            moves.push(Move {
                evidence,
                ended: moves.len(),
                closing: scope.closing,
                identity,
            });
            close(&mut closing, scope, Some(row), |key| self.later(key, at), &self.samples);
            shapes = self.learn(scope, at, shapes);
            next = scope.up.as_ref();
        }
        // The table itself comes last, and what the markup shows is no matter of weights.
        match nested {
            Some(true) if moves.len() > 1 => drop(moves.pop()),
            Some(false) => drop(moves.drain(..moves.len() - 1)),
            _ => {}
        }
        moves
    }

    /// What is known of types after `scope` ended before row `at`. Only types that come again matter.
    fn learn(&self, scope: &Scope, at: usize, shapes: Option<Rc<Shapes>>) -> Option<Rc<Shapes>> {
        if scope.class != Class::Named {
            return shapes;
        }
        let comes_again = self.last_of_type.get(&scope.owner.word).is_some_and(|last| *last >= at);
        if !comes_again {
            return Shapes::learn(shapes, scope.owner.word, &Rc::default());
        }
        if scope.children.is_empty() {
            return shapes;
        }
        Shapes::learn(shapes, scope.owner.word, &scope.children)
    }

    /// `scope` with what it costs to end it and those that it stands in.
    fn outlook(&self, mut scope: Scope) -> Rc<Scope> {
        let above = scope.up.as_ref().map_or(0.0, |up| up.closing);
        let mut evidence = Evidence::default();
        if !scope.children.is_empty() {
            close(&mut evidence, &scope, None, |_| false, &self.samples);
        }
        scope.closing = above + evidence.score(self.weights);
        Rc::new(scope)
    }

    /// The evidence for the table ending here.
    pub(super) fn finish(&self, tree: &Tree) -> Evidence {
        let mut evidence = Evidence::default();
        let mut next = Some(&tree.scope);
        while let Some(scope) = next {
            close(&mut evidence, scope, None, |_| false, &self.samples);
            next = scope.up.as_ref();
        }
        evidence
    }

    fn later(&self, key: Symbol, at: usize) -> bool {
        self.last_row.get(&key).is_some_and(|last| *last >= at)
    }

    /// `tree` with row `at` after the `ended` deepest objects have ended.
    pub(super) fn advance(&self, tree: &Tree, at: usize, ended: usize) -> Tree {
        let mut grown = tree.clone();
        for _ in 0..ended {
            let scope = Rc::clone(&grown.scope);
            grown.shapes = self.learn(&scope, at, grown.shapes.take());
            if let Some(up) = &scope.up {
                grown.scope = Rc::clone(up);
            }
        }
        let scope = Rc::clone(&grown.scope);
        grown.trail = Some(Rc::new(Trail {
            before: grown.trail.take(),
            parent: scope.row,
        }));
        let Some(Prepared {
            candidate: row, word, ..
        }) = self.rows.get(at)
        else {
            return grown;
        };
        let below = scope.below(row.name, &self.samples);
        let data = self.place == Place::Response && scope.row.is_none() && row.name == self.data;
        let joined = self.outlook(scope.with(at, row, below.is_some(), data, self.known));
        let object = below
            .and_then(|below| self.samples.node(below))
            .is_some_and(|node| node.object);
        grown.scope = if row.class == Class::Scalar && !object || joined.depth >= DEEPEST {
            joined
        } else {
            let owner = Owner {
                service: self.service,
                word: row.word,
                name: row.name,
            };
            let node = if word.map { None } else { below };
            let like = Shapes::find(grown.shapes.as_ref(), row.word)
                .filter(|_| row.class == Class::Named)
                .cloned();
            let scope = Scope::new(Some(joined), Some(at), row.class, owner, node, like, self.known);
            self.outlook(scope.of_extent(self.extents.get(at)))
        };
        grown
    }

    /// A width for tables that [`NARROW`] is not enough for.
    pub(super) fn wide(&self) -> usize {
        (WORK / self.rows.len().max(1)).clamp(NARROW, WIDE)
    }

    /// The best trees of all rows, best first; of partial trees, `width` are kept.
    pub(super) fn search(&self, width: usize) -> Vec<Tree> {
        let width = if self.rows.len() > LONG { 1 } else { width };
        let mut beam = vec![self.seed()];
        for at in 0..self.rows.len() {
            let mut grown: Vec<Grown> = Vec::new();
            let mut known: HashMap<Symbol, usize> = HashMap::new();
            for (from, tree) in beam.iter().enumerate() {
                for next in self.weigh(tree, at) {
                    let score = tree.score + next.evidence.score(self.weights);
                    let place = *known.entry(next.identity).or_insert(grown.len());
                    let next = Grown {
                        score,
                        hope: score + next.closing,
                        from,
                        ended: next.ended,
                        lost: Vec::new(),
                    };
                    match grown.get_mut(place) {
                        Some(kept) => kept.meet(next),
                        None => grown.push(next),
                    }
                }
            }
            grown.sort_by(|left, right| right.hope.total_cmp(&left.hope));
            grown.truncate(2 * width);
            let next = grown.iter().filter_map(|grown| {
                let tree = beam.get(grown.from)?;
                let mut next = self.advance(tree, at, grown.ended);
                next.score = grown.score;
                next.hope = grown.score + next.scope.closing;
                for (score, from, ended) in &grown.lost {
                    let Some(loser) = beam.get(*from) else { continue };
                    let margin = grown.score - score;
                    remember(&mut next.rivals, margin, || self.advance(loser, at, *ended).trail);
                }
                Some(next)
            });
            let mut next: Vec<Tree> = next.collect();
            next.sort_by(|left, right| right.hope.total_cmp(&left.hope));
            next.truncate(width);
            let best = next.first().map_or(0.0, |best| best.hope);
            next.retain(|tree| tree.hope >= best - HOPELESS);
            beam = next;
        }
        for tree in &mut beam {
            tree.score += self.finish(tree).score(self.weights);
        }
        beam.sort_by(|left, right| right.score.total_cmp(&left.score));
        beam
    }
}

/// A place for a row to join a tree.
pub(super) struct Move {
    pub(super) evidence: Evidence,
    /// How many objects end before the row.
    pub(super) ended: usize,
    /// What it costs to end the objects that stay open.
    closing: f64,
    /// Equal for trees that are equal in all that matters for later rows.
    identity: Symbol,
}

/// A tree before it is built.
struct Grown {
    score: f64,
    /// About what [`Tree::hope`] will be.
    hope: f64,
    from: usize,
    ended: usize,
    /// Trees that lost against this one: score, origin, ended objects.
    lost: Vec<(f64, usize, usize)>,
}

impl Grown {
    /// Keeps the better of two trees that are equal in all that matters for later rows.
    fn meet(&mut self, other: Self) {
        let mut loser = other;
        if loser.score > self.score {
            std::mem::swap(self, &mut loser);
            self.lost.append(&mut loser.lost);
        }
        self.lost.push((loser.score, loser.from, loser.ended));
    }
}

/// Adds a rival, and forgets all but the closest.
pub(super) fn remember(rivals: &mut Vec<Rival>, margin: f64, trail: impl FnOnce() -> Option<Rc<Trail>>) {
    let at = rivals.partition_point(|known| known.margin <= margin);
    if at < RIVALS {
        rivals.insert(at, Rival { margin, trail: trail() });
        rivals.truncate(RIVALS);
    }
}
