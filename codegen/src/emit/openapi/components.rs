//! Names of shared schemas: where a type stands, in characters that a component's name may have.

use std::collections::BTreeSet;

use crate::ir::{Direction, Owner};

/// Gives out names, each only once.
#[derive(Debug, Default)]
pub(super) struct ComponentNames {
    taken: BTreeSet<String>,
}

impl ComponentNames {
    /// `contact.v3.user.create.request.departments`; a number follows where another type took that name.
    pub(super) fn take<'a>(
        &mut self,
        owner: &Owner,
        direction: Direction,
        path: impl IntoIterator<Item = &'a str>,
    ) -> String {
        let direction = match (owner, direction) {
            (Owner::Endpoint(_), Direction::Request) => "request",
            (Owner::Endpoint(_), Direction::Response) => "response",
            (Owner::Event(_), Direction::Request) => "reply",
            (Owner::Event(_), Direction::Response) => "event",
        };
        let mut name = escape(&owner.to_string(), ".-_");
        name.push('.');
        name.push_str(direction);
        for step in path {
            name.push('.');
            name.push_str(&escape(step, "-_"));
        }
        let mut candidate = name.clone();
        let mut number = 2_u32;
        while !self.taken.insert(candidate.clone()) {
            candidate = format!("{name}-{number}");
            number += 1;
        }
        candidate
    }
}

/// The text with all but ASCII letters, digits and `marks` written as code points.
fn escape(text: &str, marks: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || marks.contains(character) {
            escaped.push(character);
        } else {
            escaped.push_str(&format!("_u{:x}_", u32::from(character)));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::builders::id;

    fn owner() -> Owner {
        Owner::Endpoint(id("docs.v1.a.b.get"))
    }

    #[test]
    fn characters_that_components_may_not_have_become_code_points() {
        let mut names = ComponentNames::default();
        let name = names.take(&owner(), Direction::Request, ["姓", "a.b", "c-d_e"]);
        assert_eq!(name, "docs.v1.a.b.get.request._u59d3_.a_u2e_b.c-d_e");
    }

    #[test]
    fn a_taken_name_is_numbered() {
        let mut names = ComponentNames::default();
        assert_eq!(
            names.take(&owner(), Direction::Response, []),
            "docs.v1.a.b.get.response"
        );
        assert_eq!(
            names.take(&owner(), Direction::Response, []),
            "docs.v1.a.b.get.response-2"
        );
    }
}
