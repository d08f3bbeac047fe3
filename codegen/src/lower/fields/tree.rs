//! Rows and their depths -> a tree.

use crate::diagnostic::{Code, Diagnostics};
use crate::page::RawField;

/// Deeper rows than this are no schema but an accident.
const DEEPEST: u32 = 64;

/// A row with the rows below it.
pub(super) struct Node<'r> {
    pub(super) row: &'r RawField,
    pub(super) children: Vec<Node<'r>>,
}

impl Node<'_> {
    /// The names of all rows below.
    pub(super) fn names_below(&self) -> Vec<&str> {
        let below = self.children.iter().flat_map(|child| {
            let mut names = vec![child.row.name.text.as_str()];
            names.extend(child.names_below());
            names
        });
        below.collect()
    }
}

/// Rows and depths -> a tree. A row that is too deep for the one before it becomes its child.
pub(super) fn nest<'r>(rows: &'r [RawField], diagnostics: &mut Diagnostics) -> Vec<Node<'r>> {
    // Open nodes from the root down; closing one hands it to its parent.
    let mut root = Vec::new();
    let mut open: Vec<Node<'r>> = Vec::new();
    fn close<'r>(open: &mut Vec<Node<'r>>, root: &mut Vec<Node<'r>>) {
        if let Some(node) = open.pop() {
            open.last_mut().map_or(root, |parent| &mut parent.children).push(node);
        }
    }
    for row in rows {
        let level = row.level;
        let depth = u32::try_from(open.len()).unwrap_or(u32::MAX);
        if level > depth {
            let message = format!("`{}` has depth {level}, the row above allows {depth}", row.name.text);
            diagnostics.report(Code::NestingJump, row.name.span, message);
        }
        while u32::try_from(open.len()).unwrap_or(u32::MAX) > level.min(DEEPEST) {
            close(&mut open, &mut root);
        }
        open.push(Node {
            row,
            children: Vec::new(),
        });
    }
    while !open.is_empty() {
        close(&mut open, &mut root);
    }
    root
}
