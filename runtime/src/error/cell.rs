//! Cells of tables that hold something else than was asked for.

/// A cell of a table holds something else than was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("field `{field}` holds {found}, not {expected}")]
#[non_exhaustive]
pub struct CellError {
    /// The name of the field.
    pub field: String,
    /// What was asked for.
    pub expected: &'static str,
    /// What the cell holds.
    pub found: &'static str,
}

impl CellError {
    /// For the modules that read cells, which are beside the generated ones.
    #[doc(hidden)]
    #[must_use]
    pub fn new(field: &str, expected: &'static str, found: &'static str) -> Self {
        let field = field.to_owned();
        Self { field, expected, found }
    }
}
