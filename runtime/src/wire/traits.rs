//! Traits of generated objects: how they give their fields, `Default`, `Debug`, `Clone`, and with the feature `serde` those
//! of serde.

/// Says how the fields of an object of responses stand on the wire, and implements its traits. After each twelve fields
/// stands a semicolon: a [`Visitor`](crate::wire::Visitor) takes no more at once.
///
/// ```
/// use feishu_openapi_runtime::wire;
///
/// struct User {
///     id: Option<String>,
///     kind: Option<i64>,
///     names: Vec<String>,
/// }
///
/// wire::object! {
///     User {
///         id = "user_id",
///         kind = "type",
///         names = "names",
///     }
/// }
///
/// let user: User = wire::from_str(r#"{"user_id": "ou_1", "type": "2"}"#)?;
/// assert_eq!(user, User { id: Some("ou_1".into()), kind: Some(2), ..User::default() });
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// What [`response!`](crate::wire::response) writes is repeated here: calling it for each of thousands of objects cost the
/// compiler 0.4 %.
///
/// `Default` is implemented for types all of whose fields are [`Empty`](crate::wire::Empty) at first. One that has a map
/// derives it, which is said by `User: Default { … }`.
#[doc(hidden)]
#[macro_export]
macro_rules! __object {
    ($name:ident { $($($field:ident = $key:literal),+ $(,)?);* }) => {
        impl ::core::default::Default for $name {
            #[inline]
            fn default() -> Self {
                Self { $($($field: $crate::wire::Empty::EMPTY,)+)* }
            }
        }
        impl $crate::wire::Object for $name {
            fn visit<V: $crate::wire::Visitor>(&mut self, other: &Self, with: &mut V) {
                $(with.fields([$($key),+], ($(&mut self.$field,)+), ($(&other.$field,)+));)*
            }
        }
        impl ::core::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                $crate::wire::copy(self)
            }
        }
        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::wire::equal(self, other)
            }
        }
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::wire::show(self, f)
            }
        }
        $crate::__serde_of_response!($name);
    };
    ($name:ident: Default { $($($field:ident = $key:literal),+ $(,)?);* }) => {
        impl $crate::wire::Object for $name {
            fn visit<V: $crate::wire::Visitor>(&mut self, other: &Self, with: &mut V) {
                $(with.fields([$($key),+], ($(&mut self.$field,)+), ($(&other.$field,)+));)*
            }
        }
        $crate::__response!($name);
    };
}

/// Implements the standard traits for an object of responses.
#[doc(hidden)]
#[macro_export]
macro_rules! __response {
    ($name:ty) => {
        impl ::core::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                $crate::wire::copy(self)
            }
        }
        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::wire::equal(self, other)
            }
        }
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::wire::show(self, f)
            }
        }
        $crate::__serde_of_response!($name);
    };
}

/// Implements the standard traits for an object of requests, and what lets it be handed in when its required fields are set:
/// `input!(Point<HasX = "x">)` gives each parameter of its type with the name of the field on the wire; without one, the
/// field may be missing.
#[doc(hidden)]
#[macro_export]
macro_rules! __input {
    ($name:ident $(<$($field:ident $(= $wire:literal)?),+ $(,)?>)?) => {
        $crate::__request!($name $(<$($field),+>)?);

        impl$(<$($field: $crate::wire::IsGiven),+>)? $crate::wire::Fields<$name> for $name$(<$($field),+>)? {
            fn write<S: $crate::wire::Sink>(&self, sink: &mut S) {
                self.0.write(sink);
            }
        }

        $crate::__serde_of_input!($name $($($($wire)?)+)?);
    };
}

/// Implements the standard traits for a request, or another type around a draft.
#[doc(hidden)]
#[macro_export]
macro_rules! __request {
    ($name:ident $(<$($field:ident),+ $(,)?>)?) => {
        impl$(<$($field),+>)? ::core::clone::Clone for $name$(<$($field),+>)? {
            #[inline]
            fn clone(&self) -> Self {
                Self(self.0.clone())
            }
        }

        impl$(<$($field),+>)? ::core::fmt::Debug for $name$(<$($field),+>)? {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                self.0.show(::core::stringify!($name), f)
            }
        }
    };
}

/// What the feature `serde` adds to an object of responses.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_of_response {
    ($name:ty) => {
        impl $crate::__serde::Serialize for $name {
            fn serialize<S: $crate::__serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::wire::serialize(self, serializer)
            }
        }

        impl<'de> $crate::__serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::wire::deserialize(deserializer)
            }
        }
    };
}

/// What the feature `serde` adds to an object of requests.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_of_input {
    ($name:ident $($required:literal)*) => {
        impl $crate::__serde::Serialize for $name {
            fn serialize<S: $crate::__serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::wire::serialize(self, serializer)
            }
        }

        impl<'de> $crate::__serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::wire::Draft::read(deserializer, &[$($required),*]).map(Self)
            }
        }
    };
}

#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_of_response {
    ($($ignored:tt)*) => {};
}

#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde_of_input {
    ($($ignored:tt)*) => {};
}
