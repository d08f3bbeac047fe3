//! What the compiler knows of the required fields of a request.

/// Stands in the type of a request for a required field that is set.
///
/// A request has a type parameter for each field that it must have, with this type as its default: so its bare name is the
/// request that has all of them. Where a field is not set yet, its parameter is a type that names it, such as
/// `MissingContent`.
#[derive(Clone, Copy, Debug)]
pub enum Given {}

/// A required field is set. Only [`Given`] says so.
#[diagnostic::on_unimplemented(
    message = "a required field is not set: `{Self}`",
    label = "set it before, by the method of its name",
    note = "a request is sent, and an object handed in, when all fields are set that it must have"
)]
pub trait IsGiven: sealed::Sealed {}

#[diagnostic::do_not_recommend]
impl IsGiven for Given {}

mod sealed {
    pub trait Sealed {}

    impl Sealed for super::Given {}
}

/// Declares what stands in the type of a request for fields that are not set.
#[doc(hidden)]
#[macro_export]
macro_rules! __missing {
    ($($name:ident,)*) => { $(pub enum $name {})* };
}
