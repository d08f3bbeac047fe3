//! Standard traits of generated objects: `Debug`, `Clone`, and with the feature `serde` those of serde.

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
        $crate::__debug!($name);
        $crate::__serialize!($name);
        $crate::__deserialize!($name);
    };
}

/// Implements the standard traits for an object of requests, and what lets it be handed in when its required fields are set.
#[doc(hidden)]
#[macro_export]
macro_rules! __input {
    ($name:ident $(<$($field:ident),+ $(,)?>)?) => {
        $crate::__draft!($name $(<$($field),+>)?);

        impl$(<$($field: $crate::wire::IsGiven),+>)? $crate::wire::Fields<$name> for $name$(<$($field),+>)? {
            #[inline]
            fn write<S: $crate::wire::Sink>(&self, sink: &mut S) {
                self.0.write(sink);
            }
        }

        $crate::__serialize!($name);
        $crate::__read_draft!($name $(<$($field),+>)?);
    };
}

/// Implements the standard traits for a request.
#[doc(hidden)]
#[macro_export]
macro_rules! __request {
    ($name:ident $(<$($field:ident),+ $(,)?>)?) => {
        $crate::__draft!($name $(<$($field),+>)?);
    };
}

/// `Clone` and `Debug` of a type around a draft.
#[doc(hidden)]
#[macro_export]
macro_rules! __draft {
    ($name:ident $(<$($field:ident),+>)?) => {
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

#[doc(hidden)]
#[macro_export]
macro_rules! __debug {
    ($name:ty) => {
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::wire::show_fields(self, f)
            }
        }
    };
}

#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __serialize {
    ($name:ty) => {
        impl $crate::__serde::Serialize for $name {
            fn serialize<S: $crate::__serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::wire::serialize(self, serializer)
            }
        }
    };
}

#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __deserialize {
    ($name:ty) => {
        impl<'de> $crate::__serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::wire::deserialize(deserializer)
            }
        }
    };
}

#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __read_draft {
    ($name:ident $(<$($field:ident),+>)?) => {
        impl<'de> $crate::__serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let required: &[&str] = &[$($(::core::stringify!($field)),+)?];
                $crate::wire::Draft::read(deserializer, required).map(Self)
            }
        }
    };
}

#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __read_draft {
    ($($ignored:tt)*) => {};
}

#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __serialize {
    ($name:ty) => {};
}

#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __deserialize {
    ($name:ty) => {};
}
