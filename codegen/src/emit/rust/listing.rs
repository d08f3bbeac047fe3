//! Which endpoints list a field of a type that several share.

use crate::emit::sentences::{code, first};
use crate::ir::{Listing, Owner};

/// So many endpoints are listed; for more, their number tells as much.
const MOST_OWNERS: usize = 6;

/// Which endpoints list a field, and which require it, where they differ in that and its text does not tell who returns it.
pub(super) fn listing(listing: &Listing, text: &str) -> Vec<String> {
    if ["eturned only by [", "ot returned by ["]
        .iter()
        .any(|told| text.contains(told))
    {
        return Vec::new();
    }
    let Listing { by, required_by } = listing;
    let (only, required) = (owners(by), owners(required_by));
    match (only, required) {
        (Some(only), Some(_)) if by == required_by => vec![format!("Documented only for {only}, and required there.")],
        (only, required) => {
            let required = required.map(|owners| format!("Required for {owners}."));
            let only = only.map(|owners| format!("Documented only for {owners}."));
            [required, only].into_iter().flatten().collect()
        }
    }
}

/// Endpoints of one service version: `user.create`. Nothing where there is none.
fn owners(owners: &[Owner]) -> Option<String> {
    let name = |owner: &Owner| match owner.resource() {
        "" => code(owner.method()),
        resource => code(&format!("{resource}.{}", owner.method())),
    };
    (!owners.is_empty()).then(|| first(MOST_OWNERS, owners.iter().map(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::builders::id;

    #[test]
    fn which_endpoints_list_or_require_a_field_is_told_and_of_many_the_number() {
        let shown_beside = |text: &str, by: usize, required: usize| {
            let owner = |number| Owner::from(&id(&format!("demo.v1.user.do_{number}")));
            let owners = |count| (0..count).map(owner).collect();
            let (by, required_by) = (owners(by), owners(required));
            listing(&Listing { by, required_by }, text).join(" ")
        };
        let shown = |by, required| shown_beside("Name of the user.", by, required);
        assert_eq!(shown(0, 0), "");
        assert_eq!(shown_beside("Returned only by [`user::do_0`].", 1, 0), "");
        assert_eq!(shown(1, 0), "Documented only for `user.do_0`.");
        assert_eq!(
            shown(2, 1),
            "Required for `user.do_0`. Documented only for `user.do_0`, `user.do_1`."
        );
        assert_eq!(shown(1, 1), "Documented only for `user.do_0`, and required there.");
        assert!(shown(0, 8).ends_with("`user.do_5` and 2 more."));
    }
}
