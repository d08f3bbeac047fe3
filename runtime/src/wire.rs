//! How generated types are read from the wire and written to it.
//!
//! Reading is as tolerant as the servers are loose: an unknown field is skipped, a missing or `null` one leaves the
//! default, `"12"` is an integer, `1` a `bool`, a single object a list of one. A number keeps all its digits where a text is
//! expected, and a text that is not Unicode has replacement characters where it is not. What cannot be read that way is left
//! out of the response of a call, unless that is read [strictly](crate::Options::strict). Else it is an error that says where
//! (`.items[3].id: expected an integer, found an object`) and never repeats the value.
//!
//! What people describe by hand, as contents of messages and cells of tables, is read without loss: see [`Kept`].
//!
//! A generated object of requests implements [`Fields`], one of responses [`Object`]; all else is done here, once for all
//! types. A value of a documented set is an [`Open`] one; [`values!`] says how those of a set stand on the wire.

mod collections;
mod decode;
mod draft;
mod encode;
mod fields;
mod fits;
mod given;
mod kept;
pub(crate) mod lenient;
mod object;
mod open;
mod path;
pub(crate) mod repair;
mod scalars;
mod scan;
mod text;
mod traits;
mod values;
mod verbatim;

pub(crate) use decode::Key;
pub use decode::{Decode, Found, Mismatch, Scalar, Slot, deserialize};
pub use draft::Draft;
pub(crate) use draft::{Entry, Kind, Place, Value as SetValue};
pub(crate) use encode::read_json;
pub use encode::{Encode, Sink, Written, serialize, to_string};
pub use fields::{Fields, FieldsMut, Source, copy, equal, show, show_fields};
pub use fits::{Fits, Integer, Number, Writer, float};
pub use given::{Given, IsGiven};
pub use kept::{Kept, with_rest, with_tag};
pub use object::{Empty, Object, Slots, Value, Visitor};
pub use open::{MaybeOpen, Open, Undocumented};
pub(crate) use path::{at_field, split as split_path};
#[cfg(feature = "events")]
pub(crate) use repair::from_bytes_leniently;
pub use repair::from_str;
pub(crate) use text::{Texts, texts_of, to_text};
pub use values::{Values, Wire, show_value};
pub use verbatim::Verbatim;

#[doc(inline)]
pub use crate::__input as input;
#[doc(inline)]
pub use crate::__kept as kept;
#[doc(inline)]
pub use crate::__missing as missing;
#[doc(inline)]
pub use crate::__object as object;
#[doc(inline)]
pub use crate::__request as request;
#[doc(inline)]
pub use crate::__response as response;
#[doc(inline)]
pub use crate::__tagged as tagged;
#[doc(inline)]
pub use crate::__values as values;

/// A JSON object whose keys are data. Keeps the order of the wire.
pub type Map<T> = indexmap::IndexMap<String, T>;

/// Any JSON value, where the documentation does not say more. Its numbers are integers of 64 bits, or else the nearest float.
pub type Json = serde_json::Value;
