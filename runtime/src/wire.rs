//! How generated types are read from the wire and written to it.
//!
//! Reading is as tolerant as the servers are loose: an unknown field is skipped, a missing or `null` one leaves the
//! default, `"12"` is an integer, `1` a `bool`, a single object a list of one. What cannot be read that way is an
//! error that says where (`.items[3].id: expected an integer, found an object`) and never repeats the value.
//!
//! Generated code implements [`Fields`] (what to do with a key) and [`Each`] (which fields there are), and leaves the
//! rest to [`decode!`] and [`encode!`]. Enums use [`string_enum!`] and [`int_enum!`].

mod collections;
mod decode;
mod encode;
mod enums;
mod path;
mod scalars;
mod text;

pub use collections::{list, map};
pub(crate) use decode::Key;
pub use decode::{Decode, Fields, Found, Mismatch, Scalar, Slot, deserialize, read_fields, take};
pub use encode::{Each, Encode, Sink, serialize_each};
pub use enums::Undocumented;
pub(crate) use path::{at_field, split as split_path};
pub(crate) use text::{Text, to_text};

pub use serde::de::{MapAccess, SeqAccess};

#[doc(inline)]
pub use crate::__decode as decode;
#[doc(inline)]
pub use crate::__encode as encode;
#[doc(inline)]
pub use crate::__int_enum as int_enum;
#[doc(inline)]
pub use crate::__string_enum as string_enum;

/// A JSON object whose keys are data. Keeps the order of the wire.
pub type Map<T> = indexmap::IndexMap<String, T>;

/// Any JSON value, where the documentation does not say more.
pub type Json = serde_json::Value;
