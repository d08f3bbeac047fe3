//! Values that people describe by hand and that lose nothing of what was read.

use super::{Json, Map};

/// A value that is read out of JSON only where writing it gives the same JSON again.
///
/// Contents of messages, cells of tables and the like are read, changed and sent on. What a newer server put there, or
/// somebody else, must survive that. Objects get this trait from [`kept!`](super::kept!).
///
/// ```
/// use feishu_openapi_runtime::wire::{self, Json, Kept as _};
///
/// wire::kept! {
///     /// A file in a message.
///     File {
///         /// Key of the file.
///         key: String = "file_key",
///         /// In milliseconds.
///         duration: Option<i64> = "duration",
///     }
/// }
///
/// let json: Json = r#"{"file_key": "file_1", "duration": 2000, "color": "red"}"#.parse()?;
/// let file = File::read(&json).ok_or("this is no file")?;
/// assert_eq!((file.key.as_str(), file.duration), ("file_1", Some(2000)));
/// assert_eq!(file.write(), json);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Kept: Sized {
    /// The value, if `json` is one.
    fn read(json: &Json) -> Option<Self>;

    /// The value as JSON.
    fn write(&self) -> Json;

    /// Takes the value out of the field of an object, if it is there.
    fn take(fields: &mut Map<Json>, name: &str) -> Option<Self> {
        let value = Self::read(fields.get(name)?)?;
        fields.shift_remove(name);
        Some(value)
    }

    /// Puts the value into an object.
    fn put(&self, fields: &mut Map<Json>, name: &str) {
        fields.insert(name.to_owned(), self.write());
    }
}

impl Kept for Json {
    fn read(json: &Json) -> Option<Self> {
        Some(json.clone())
    }

    fn write(&self) -> Json {
        self.clone()
    }
}

impl Kept for String {
    fn read(json: &Json) -> Option<Self> {
        json.as_str().map(ToOwned::to_owned)
    }

    fn write(&self) -> Json {
        self.as_str().into()
    }
}

impl Kept for bool {
    fn read(json: &Json) -> Option<Self> {
        json.as_bool()
    }

    fn write(&self) -> Json {
        (*self).into()
    }
}

impl Kept for i64 {
    fn read(json: &Json) -> Option<Self> {
        json.as_i64()
    }

    fn write(&self) -> Json {
        (*self).into()
    }
}

/// Written without a fraction where it has none. What is not finite is written as `null`.
impl Kept for f64 {
    fn read(json: &Json) -> Option<Self> {
        let number = json.as_f64()?;
        // An integer of many digits would lose some.
        (json.is_f64() || number.write() == *json).then_some(number)
    }

    fn write(&self) -> Json {
        /// Up to here, each integer is a float of its own.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if self.fract() == 0.0 && self.abs() <= EXACT {
            #[expect(clippy::cast_possible_truncation, reason = "it has no fraction, and fits")]
            return (*self as i64).into();
        }
        (*self).into()
    }
}

impl<T: Kept> Kept for Vec<T> {
    fn read(json: &Json) -> Option<Self> {
        json.as_array()?.iter().map(T::read).collect()
    }

    fn write(&self) -> Json {
        self.iter().map(T::write).collect()
    }
}

impl<T: Kept> Kept for Map<T> {
    fn read(json: &Json) -> Option<Self> {
        let fields = json.as_object()?.iter();
        fields
            .map(|(name, value)| Some((name.clone(), T::read(value)?)))
            .collect()
    }

    fn write(&self) -> Json {
        self.iter().map(|(name, value)| (name.clone(), value.write())).collect()
    }
}

/// A field that may be missing. One that holds something else stays with the rest.
impl<T: Kept> Kept for Option<T> {
    fn read(json: &Json) -> Option<Self> {
        T::read(json).map(Some)
    }

    fn write(&self) -> Json {
        self.as_ref().map_or(Json::Null, T::write)
    }

    fn take(fields: &mut Map<Json>, name: &str) -> Option<Self> {
        Some(T::take(fields, name))
    }

    fn put(&self, fields: &mut Map<Json>, name: &str) {
        if let Some(value) = self {
            value.put(fields, name);
        }
    }
}

/// Adds to the fields of an object those of the rest that it does not have.
pub fn with_rest(mut fields: Map<Json>, rest: &Map<Json>) -> Json {
    for (name, value) in rest {
        if !fields.contains_key(name) {
            fields.insert(name.clone(), value.clone());
        }
    }
    fields.into_iter().collect()
}

/// Objects that people describe: a struct of the fields with their names on the wire, and of the rest, which is kept. A
/// field is required unless its type is an `Option`: without it, JSON is no such object.
#[doc(hidden)]
#[macro_export]
macro_rules! __kept {
    ($($(#[$about:meta])* $name:ident {
        $($(#[$about_field:meta])* $field:ident: $type:ty = $wire:literal),* $(,)?
    })*) => { $(
        $(#[$about])*
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$about_field])* pub $field: $type,)*
            /// Fields that are not documented, or that hold something else than documented.
            pub rest: $crate::wire::Map<$crate::wire::Json>,
        }

        impl $crate::wire::Kept for $name {
            fn read(json: &$crate::wire::Json) -> ::core::option::Option<Self> {
                let mut rest: $crate::wire::Map<$crate::wire::Json> = $crate::wire::Kept::read(json)?;
                ::core::option::Option::Some(Self {
                    $($field: $crate::wire::Kept::take(&mut rest, $wire)?,)*
                    rest,
                })
            }

            fn write(&self) -> $crate::wire::Json {
                let mut fields = $crate::wire::Map::new();
                $($crate::wire::Kept::put(&self.$field, &mut fields, $wire);)*
                $crate::wire::with_rest(fields, &self.rest)
            }
        }
    )* };
}

/// An object with its tag in front.
pub fn with_tag(name: &str, tag: &str, mut object: Json) -> Json {
    if let Json::Object(fields) = &mut object {
        fields.shift_insert(0, name.to_owned(), tag.into());
    }
    object
}

/// Objects of [`kept!`](super::kept!) that one of their fields tells apart, as an enum. What is none of them is kept as `Other`,
/// so that reading never fails.
#[doc(hidden)]
#[macro_export]
macro_rules! __tagged {
    ($(#[$about:meta])* $name:ident by $field:literal {
        $($(#[$about_variant:meta])* $variant:ident($type:ty) = $tag:literal),* $(,)?
    }) => {
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$about_variant])* $variant($type),)*
            /// Anything else, as it is.
            Other($crate::wire::Json),
        }

        impl $crate::wire::Kept for $name {
            fn read(json: &$crate::wire::Json) -> ::core::option::Option<Self> {
                let known = match json.get($field).and_then($crate::wire::Json::as_str) {
                    $(::core::option::Option::Some($tag) => {
                        <$type as $crate::wire::Kept>::read(json).map(|mut object| {
                            object.rest.shift_remove($field);
                            Self::$variant(object)
                        })
                    })*
                    _ => ::core::option::Option::None,
                };
                ::core::option::Option::Some(known.unwrap_or_else(|| Self::Other(json.clone())))
            }

            fn write(&self) -> $crate::wire::Json {
                match self {
                    $(Self::$variant(object) => {
                        let object = $crate::wire::Kept::write(object);
                        $crate::wire::with_tag($field, $tag, object)
                    })*
                    Self::Other(json) => json.clone(),
                }
            }
        }

        $(impl ::core::convert::From<$type> for $name {
            fn from(object: $type) -> Self {
                Self::$variant(object)
            }
        })*
    };
}

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macros make types of a public API")]
mod tests {
    use serde_json::json;

    use super::*;

    crate::wire::kept! {
        /// A place.
        Place {
            /// Its name.
            name: String = "full_name",
            /// How high it is.
            height: Option<f64> = "height",
            /// What it is called elsewhere.
            names: Option<Map<String>> = "names",
        }
    }

    crate::wire::tagged! {
        /// A place, or something else.
        Thing by "kind" {
            /// A place.
            Place(Place) = "place",
        }
    }

    #[test]
    fn a_tag_tells_objects_apart_and_is_written_first() {
        let json = json!({"kind": "place", "full_name": "a", "more": 1});
        let thing = Thing::read(&json).unwrap();
        assert!(matches!(&thing, Thing::Place(place) if place.name == "a" && place.rest.len() == 1));
        assert_eq!(thing.write().to_string(), json.to_string());
        for json in [
            json!({"kind": "place"}),
            json!({"kind": "new"}),
            json!({}),
            json!("place"),
        ] {
            let thing = Thing::read(&json).unwrap();
            assert_eq!(thing, Thing::Other(json.clone()));
            assert_eq!(thing.write(), json);
        }
    }

    #[test]
    fn what_is_not_documented_survives() {
        for json in [
            json!({"full_name": "a", "height": 2, "names": {"en": "A"}, "more": [1, {"b": null}]}),
            json!({"full_name": "a", "height": "high", "names": null}),
            json!({"full_name": "", "height": 0.5, "names": {"en": 1}}),
            json!({"full_name": "a", "height": 9_007_199_254_740_993_i64}),
        ] {
            let place = Place::read(&json).unwrap();
            assert_eq!(place.write(), json);
        }
    }

    #[test]
    fn what_a_field_is_set_to_counts_more_than_the_rest() {
        let mut place = Place::read(&json!({"full_name": "a", "height": "high"})).unwrap();
        place.height = Some(3.0);
        assert_eq!(place.write(), json!({"full_name": "a", "height": 3}));
    }

    #[test]
    fn an_object_without_a_required_field_is_another() {
        for json in [json!({"name": "a"}), json!({"full_name": 1}), json!([]), json!(null)] {
            assert_eq!(Place::read(&json), None);
        }
    }
}
