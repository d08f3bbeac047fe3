//! How generated types are read from the wire and written to it.
//!
//! Reading is as tolerant as the servers are loose: an unknown field is skipped, a missing or `null` one leaves the
//! default, `"12"` is an integer, `1` a `bool`, a single object a list of one. What cannot be read that way is an
//! error that says where (`.items[3].id: expected an integer, found an object`) and never repeats the value.
//!
//! A generated type implements [`Value`], which says of which kind it is and what fields it has; all else is done here,
//! once for all types. Enums get theirs from [`string_enum!`] and [`int_enum!`].

mod collections;
mod decode;
mod encode;
mod enums;
mod path;
mod scalars;
mod text;
mod value;

pub use collections::{list, map};
pub(crate) use decode::Key;
pub use decode::{Decode, Found, Mismatch, Scalar, Slot, deserialize, from_str};
pub use encode::{Encode, Sink, Written, serialize, show_fields, to_string};
pub use enums::Undocumented;
pub(crate) use path::{at_field, split as split_path};
pub(crate) use text::{Texts, to_text};
pub use value::{Boxed, Input, Number, Object, Reader, Source, Text, Value, Writer};

#[doc(inline)]
pub use crate::__debug as debug;
#[doc(inline)]
pub use crate::__int_enum as int_enum;
#[doc(inline)]
pub use crate::__string_enum as string_enum;

/// A JSON object whose keys are data. Keeps the order of the wire.
pub type Map<T> = indexmap::IndexMap<String, T>;

/// Any JSON value, where the documentation does not say more.
pub type Json = serde_json::Value;
