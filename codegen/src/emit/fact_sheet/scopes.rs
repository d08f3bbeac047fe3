//! Permissions of endpoints and fields.

use super::markdown::{cell, code};
use crate::ir::Scope;
use crate::prose::one_line;
use crate::vocabulary::{HISTORY, OFFLINE};

/// Permissions, one a line.
pub(super) fn scopes(scopes: &[Scope]) -> String {
    let one = |scope: &Scope| {
        let mut words = vec![code(&scope.name), cell(&one_line(&scope.label))];
        // The label may say it in its own words.
        if scope.history && !scope.label.contains(HISTORY) {
            words.push(format!("**{HISTORY}**"));
        }
        if scope.offline {
            words.push(format!("**{OFFLINE}**"));
        }
        words.retain(|word| !word.is_empty());
        words.join(" ")
    };
    scopes.iter().map(one).collect::<Vec<_>>().join("<br>")
}
