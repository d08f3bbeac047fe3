//! Pages that never end.

use crate::cursor::Cursor;

/// The server named a page again that was read already, so that going on would never end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{operation}: the page after this one was read already")]
#[non_exhaustive]
pub struct PagingError {
    /// Id of the endpoint.
    pub operation: &'static str,
    /// The cursor that came twice.
    pub cursor: Cursor,
}
