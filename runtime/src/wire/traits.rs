//! Standard traits of generated objects: `Debug`, `Clone` of responses, and with the feature `serde` those of serde.

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
        $crate::__debug!($name);
        $crate::__serialize!($name);
        $crate::__deserialize!($name);
    };
}

/// Implements the standard traits for an object of requests.
#[doc(hidden)]
#[macro_export]
macro_rules! __input {
    ($name:ty) => {
        $crate::__debug!($name);
        $crate::__serialize!($name);
    };
}

/// Implements the standard traits for a request.
#[doc(hidden)]
#[macro_export]
macro_rules! __request {
    ($name:ty) => {
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__show_request(self, f)
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
