//! The schema, with the builders that tests of `codegen` have.

pub(crate) use feishu_openapi_codegen::ir::*;

#[path = "../../../codegen/src/ir/builders.rs"]
#[allow(dead_code, reason = "rules need fewer")]
pub(crate) mod builders;
