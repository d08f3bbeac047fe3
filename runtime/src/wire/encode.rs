//! Writing: the traits of what is written, the bridge to serde, and what `Debug` shows.

use std::fmt;

use serde::ser::{Serialize, Serializer};

use super::{Json, Map};

/// What takes the fields of an object.
///
/// A sink keeps its first error and ignores what comes after it.
pub trait Sink {
    /// Writes one field, unless its value is absent.
    fn field<T: Encode + ?Sized>(&mut self, name: &str, value: &T);

    /// Writes one field whose value is JSON already; none where it could not be written.
    fn json(&mut self, name: &str, json: Option<&[u8]>) {
        self.field(name, &read_json(json));
    }
}

/// A value that can be written. Generated objects get it from their [`Fields`](super::Fields).
pub trait Encode {
    /// Whether the field is left out. True for `None` alone.
    fn is_absent(&self) -> bool {
        false
    }

    /// Whether it is a list or map without anything in it, which an object leaves out as well: when it was read, it may not
    /// have been there.
    fn holds_nothing(&self) -> bool {
        false
    }

    /// Writes the value.
    ///
    /// # Errors
    /// The serializer's own.
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;

    /// Shows the value to a programmer.
    ///
    /// # Errors
    /// The formatter's own.
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;
}

/// A value of the wire as serde's [`Serialize`] and as [`Debug`](fmt::Debug).
///
/// Generated objects implement `Serialize` themselves only with the feature `serde`, for which programs pay in compile
/// time.
///
/// ```
/// use feishu_openapi_runtime::wire::Written;
///
/// let tags = vec!["a".to_owned()];
/// assert_eq!(serde_json::to_string(&Written(&tags))?, r#"["a"]"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub struct Written<'a, T: ?Sized>(pub &'a T);

impl<T: Encode + ?Sized> Serialize for Written<'_, T> {
    #[inline]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.encode(serializer)
    }
}

impl<T: Encode + ?Sized> fmt::Debug for Written<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.show(f)
    }
}

/// Writes a value in any format of serde, for `#[serde(serialize_with = "…")]` and the like.
///
/// # Errors
/// The serializer's own.
pub fn serialize<T: Encode + ?Sized, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.encode(serializer)
}

/// The value as JSON, by its names on the wire.
///
/// # Errors
/// A float in it is not finite.
pub fn to_string<T: Encode + ?Sized>(value: &T) -> serde_json::Result<String> {
    serde_json::to_string(&Written(value))
}

/// No value.
impl Encode for () {
    fn is_absent(&self) -> bool {
        true
    }

    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("()")
    }
}

macro_rules! as_serde_does {
    ($($name:ty),+) => { $(
        impl Encode for $name {
            #[inline]
            fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.serialize(serializer)
            }

            fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(self, f)
            }
        }
    )+ };
}

as_serde_does!(bool, i64, f64, str, &str, String);

impl Encode for Json {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&ShownJson(self), f)
    }
}

/// A JSON value as it is on the wire, but for secrets.
pub(crate) struct ShownJson<'a>(pub(crate) &'a Json);

impl fmt::Debug for ShownJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Json::Array(items) => f.debug_list().entries(items.iter().map(ShownJson)).finish(),
            Json::Object(fields) => show_map(fields, f),
            scalar => fmt::Display::fmt(scalar, f),
        }
    }
}

/// Shows a map, but for secrets.
fn show_map<'a, K, T>(map: impl IntoIterator<Item = (&'a K, &'a T)>, f: &mut fmt::Formatter<'_>) -> fmt::Result
where
    K: AsRef<str> + fmt::Debug + 'a,
    T: Encode + 'a,
{
    let mut shown = f.debug_map();
    for (key, value) in map {
        if is_hidden(key.as_ref(), value) {
            shown.entry(key, &Hidden);
        } else {
            shown.entry(key, &Written(value));
        }
    }
    shown.finish()
}

/// Stands for a secret.
pub(crate) struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

impl<T: Encode> Encode for Vec<T> {
    #[inline]
    fn holds_nothing(&self) -> bool {
        self.is_empty()
    }

    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Written))
    }

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(Written)).finish()
    }
}

impl<T: Encode> Encode for Map<T> {
    #[inline]
    fn holds_nothing(&self) -> bool {
        self.is_empty()
    }

    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(key, value)| (key, Written(value))))
    }

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        show_map(self, f)
    }
}

impl<T: Encode> Encode for Option<T> {
    #[inline]
    fn is_absent(&self) -> bool {
        self.as_ref().is_none_or(Encode::is_absent)
    }

    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.encode(serializer),
            None => serializer.serialize_none(),
        }
    }

    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.as_ref().map(Written), f)
    }
}

/// JSON that was written here; `null` where the value could not be written.
pub(crate) fn read_json(json: Option<&[u8]>) -> Json {
    json.and_then(|json| serde_json::from_slice(json).ok())
        .unwrap_or_default()
}

/// Whether a field holds a secret, and not an object that happens to be called like one.
pub(crate) fn is_hidden<T: Encode + ?Sized>(name: &str, value: &T) -> bool {
    is_secret(name) && !to_string(value).is_ok_and(|text| text.starts_with('{') || text.starts_with("[{"))
}

/// Whether a field is called like what lets one act as somebody else.
pub(crate) fn is_secret(name: &str) -> bool {
    const SECRET: &[&str] = &[
        "access_token",
        "refresh_token",
        "callback_token",
        "secret",
        "password",
        "ticket",
        "session_key",
        "callback_key",
    ];
    SECRET.iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Json;

    #[test]
    fn secrets_are_hidden_and_objects_of_such_names_are_not() {
        let map: Map<Json> = [
            ("session_key", "s".into()),
            ("ticket", serde_json::json!({ "id": 1 })),
            ("id", "x".into()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect();
        let shown = format!("{:?}", Written(&map));
        assert!(shown.contains(r#""ticket": {"id": 1}"#), "{shown}");
        assert!(
            shown.contains(r#""session_key": …"#) && shown.contains(r#""id": "x""#),
            "{shown}"
        );
    }
}
