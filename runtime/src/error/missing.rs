//! Fields that a response does not have.

use super::{Error, Result};

/// A field that a caller needs is not in the response: the server left it out, or sent what does not fit its type, which a
/// warning in the log tells.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the response has no `{field}`: the server left it out, or sent a value that does not fit")]
#[non_exhaustive]
pub struct MissingError {
    /// What the caller calls the field.
    pub field: &'static str,
}

/// Turns a field that a response may leave out into its value, or an error that names the field.
///
/// ```
/// # struct Message { message_id: Option<String>, mentions: Vec<String> }
/// # fn example(sent: Message) -> feishu_openapi_runtime::Result<()> {
/// use feishu_openapi_runtime::{OrMissing, or_missing};
///
/// let mentioned = sent.mentions.first().or_missing("mentions")?;
/// let id = or_missing!(sent.message_id)?; // the same as `sent.message_id.or_missing("message_id")?`
/// # Ok(()) }
/// ```
pub trait OrMissing<T> {
    /// The value.
    ///
    /// # Errors
    /// [`Error::Missing`] names `field`.
    fn or_missing(self, field: &'static str) -> Result<T>;
}

impl<T> OrMissing<T> for Option<T> {
    fn or_missing(self, field: &'static str) -> Result<T> {
        self.ok_or_else(|| Error::from(MissingError { field }))
    }
}

/// The value of a field that a response may leave out, or an error that names the field: `or_missing!(sent.message_id)?`.
/// `or_missing!(created.document?.document_id)?` looks into an object that may be missing itself, and names what is.
/// [`OrMissing`] does the same for all else that may be missing.
#[macro_export]
macro_rules! or_missing {
    ($value:ident $(. $field:ident)+) => {
        $crate::OrMissing::or_missing($value $(. $field)+, ::core::stringify!($($field).+))
    };
    ($value:ident . $field:ident ? . $($inner:tt)+) => {
        $crate::or_missing!($value.$field).and_then(|$field| $crate::or_missing!($field.$($inner)+))
    };
}

#[cfg(test)]
mod tests {
    struct Inner {
        id: Option<u8>,
        list: Option<Vec<u8>>,
    }

    struct Outer {
        inner: Option<Inner>,
    }

    #[test]
    fn what_is_missing_is_named_at_any_depth() {
        let outer = |inner| Outer { inner };
        let (full, half, empty) = (
            outer(Some(Inner {
                id: Some(5),
                list: Some(Vec::new()),
            })),
            outer(Some(Inner { id: None, list: None })),
            outer(None),
        );
        assert_eq!(or_missing!(full.inner?.id).unwrap(), 5);
        let told = |error: crate::Error| match error {
            crate::Error::Missing(error) => error.field,
            other => panic!("{other}"),
        };
        assert_eq!(told(or_missing!(half.inner?.list).unwrap_err()), "list");
        assert_eq!(told(or_missing!(empty.inner?.id).unwrap_err()), "inner");
    }
}
