//! Tests that cross packages: calls over HTTP through the generated crate, and the samples of the pages as tests.
