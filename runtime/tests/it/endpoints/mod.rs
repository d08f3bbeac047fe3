//! Endpoints written as the generator writes them. Other tests include this file by its path, so that it is called `mod.rs`.

#![allow(unused_imports)] // no test uses all of them

pub mod bodies;
pub mod lists;
pub mod rated;
pub mod streams;
pub mod user;
pub mod values;

use feishu_openapi_runtime::spec;

/// The parts of a `Spec` that the endpoints of [`demo`] share.
const BASE: spec::Spec = spec::Spec {
    tokens: &[spec::Token::Tenant, spec::Token::User],
    facts: "scopes\ndemo:node\ndemo:all",
    ..spec::Spec::EMPTY
};

pub mod contact {
    pub mod v3 {
        pub use crate::endpoints::user;
    }
}

/// A made-up service that shows every shape.
pub mod demo {
    pub mod v1 {
        pub mod node {
            pub use crate::endpoints::bodies::*;
            pub use crate::endpoints::lists::*;
            pub use crate::endpoints::rated::*;
            pub use crate::endpoints::streams::*;
            pub use crate::endpoints::values::*;
        }
    }
}
