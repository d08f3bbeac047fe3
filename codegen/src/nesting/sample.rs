//! The samples of a request or response merged into one tree: which keys are in which object.

use std::collections::HashMap;

use serde_json::Value;

use super::symbol::{Symbol, symbol};

/// A node of [`SampleTree`].
pub(super) type NodeId = usize;

/// All values that stand at one path of the samples; lists are looked through.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) keys: HashMap<Symbol, NodeId>,
    /// One of the values is an object.
    pub(super) object: bool,
}

/// Samples, merged.
#[derive(Debug)]
pub(super) struct SampleTree {
    nodes: Vec<Node>,
}

/// Deeper values are not looked at.
const DEPTH: usize = 64;

impl SampleTree {
    /// Lays `samples` over each other.
    pub(super) fn new(samples: &[&Value]) -> Self {
        let mut tree = Self {
            nodes: vec![Node::default()],
        };
        for sample in samples {
            tree.lay(0, sample, 0);
        }
        tree
    }

    fn lay(&mut self, at: NodeId, value: &Value, depth: usize) {
        if depth > DEPTH {
            return;
        }
        match value {
            Value::Array(items) => {
                for item in items {
                    self.lay(at, item, depth + 1);
                }
            }
            Value::Object(fields) => {
                self.mark(at, |node| node.object = true);
                for (key, value) in fields {
                    let key = symbol(key);
                    let known = self.node(at).and_then(|node| node.keys.get(&key)).copied();
                    let below = known.unwrap_or_else(|| {
                        let new = self.nodes.len();
                        self.nodes.push(Node::default());
                        self.mark(at, |node| {
                            node.keys.insert(key, new);
                        });
                        new
                    });
                    self.lay(below, value, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn mark(&mut self, at: NodeId, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(at) {
            change(node);
        }
    }

    pub(super) fn node(&self, at: NodeId) -> Option<&Node> {
        self.nodes.get(at)
    }

    /// The node that a table beginning with the field `first` describes: the whole sample, or one of its members
    /// (a table may describe only the inside of `data`).
    pub(super) fn root(&self, first: Symbol) -> Option<NodeId> {
        let root = self.node(0).filter(|root| !root.keys.is_empty())?;
        if root.keys.contains_key(&first) {
            return Some(0);
        }
        let below = root.keys.values().copied();
        below
            .filter(|below| self.node(*below).is_some_and(|node| node.keys.contains_key(&first)))
            .min()
            .or(Some(0))
    }
}
