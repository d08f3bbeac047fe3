//! Open enums: a variant per documented value, and one for the values of tomorrow.

use std::borrow::Borrow;
use std::fmt;

/// A value that the documentation did not list when the code was generated.
///
/// It can be looked at, but not be matched on, so that a value that is documented later changes the meaning of no
/// program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Undocumented<T>(T);

impl<T> Undocumented<T> {
    #[doc(hidden)]
    pub const fn __new(value: T) -> Self {
        Self(value)
    }

    /// The value as it stands on the wire.
    pub const fn value(&self) -> &T {
        &self.0
    }

    #[doc(hidden)]
    pub fn __borrow<B: ?Sized>(&self) -> &B
    where
        T: Borrow<B>,
    {
        self.0.borrow()
    }
}

impl<T: fmt::Display> fmt::Display for Undocumented<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Makes an enum whose values are texts readable and writable.
///
/// The enum has one more variant, `Undocumented(wire::Undocumented<String>)`.
#[doc(hidden)]
#[macro_export]
macro_rules! __string_enum {
    ($name:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        impl $name {
            /// The value as it stands on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $value, )*
                    Self::Undocumented(value) => value.__borrow(),
                }
            }
        }

        impl ::core::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $( $value => Self::$variant, )*
                    other => Self::Undocumented($crate::wire::Undocumented::__new(other.into())),
                }
            }
        }

        impl ::core::convert::From<::std::string::String> for $name {
            fn from(value: ::std::string::String) -> Self {
                Self::from(value.as_str())
            }
        }

        impl ::core::default::Default for $name {
            /// What the empty text means.
            fn default() -> Self {
                Self::from("")
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::wire::Decode for $name {
            const EXPECTED: &'static str = "a string";

            fn scalar(&mut self, value: $crate::wire::Scalar<'_>) -> ::core::result::Result<$crate::wire::Found, $crate::wire::Mismatch> {
                *self = $crate::wire::Scalar::with_text(value, |text| Self::from(text));
                ::core::result::Result::Ok($crate::wire::Found::Value)
            }
        }

        impl<'de> $crate::__serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::wire::deserialize(deserializer)
            }
        }

        impl $crate::wire::Encode for $name {}

        impl $crate::__serde::Serialize for $name {
            fn serialize<S: $crate::__serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

/// Makes an enum whose values are integers readable and writable.
///
/// The enum has one more variant, `Undocumented(wire::Undocumented<i64>)`.
#[doc(hidden)]
#[macro_export]
macro_rules! __int_enum {
    ($name:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        impl $name {
            /// The value as it stands on the wire.
            #[must_use]
            pub const fn as_i64(&self) -> i64 {
                match self {
                    $( Self::$variant => $value, )*
                    Self::Undocumented(value) => *value.value(),
                }
            }
        }

        impl ::core::convert::From<i64> for $name {
            fn from(value: i64) -> Self {
                match value {
                    $( $value => Self::$variant, )*
                    other => Self::Undocumented($crate::wire::Undocumented::__new(other)),
                }
            }
        }

        impl ::core::default::Default for $name {
            /// What zero means.
            fn default() -> Self {
                Self::from(0)
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl $crate::wire::Decode for $name {
            const EXPECTED: &'static str = "an integer";

            fn scalar(&mut self, value: $crate::wire::Scalar<'_>) -> ::core::result::Result<$crate::wire::Found, $crate::wire::Mismatch> {
                let mut number = 0;
                let found = <i64 as $crate::wire::Decode>::scalar(&mut number, value)?;
                *self = Self::from(number);
                ::core::result::Result::Ok(found)
            }
        }

        impl<'de> $crate::__serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__serde::Deserializer<'de>>(deserializer: D) -> ::core::result::Result<Self, D::Error> {
                $crate::wire::deserialize(deserializer)
            }
        }

        impl $crate::wire::Encode for $name {}

        impl $crate::__serde::Serialize for $name {
            fn serialize<S: $crate::__serde::Serializer>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }
    };
}
