//! Tests that cross packages: calls over HTTP through the generated crate, the samples of the pages, modules of the
//! generated crate that people wrote, and the programs in the READMEs.

#[cfg(doctest)]
mod readmes {
    #[doc = include_str!("../../README.md")]
    struct OfTheProject;

    #[doc = include_str!("../../generated/README.md")]
    struct OfTheClient;
}
