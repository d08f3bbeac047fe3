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

/// Makes an enum whose values are texts readable, writable and comparable.
///
/// The enum has one more variant, `Undocumented(wire::Undocumented<String>)`. `Debug` shows what `Display` does: the
/// value on the wire.
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

        $crate::__enum_basics!($name, Text, as_str);
    };
}

/// Makes an enum whose values are integers readable, writable and comparable.
///
/// The enum is `Copy` and has one more variant, `Undocumented(wire::Undocumented<i64>)`. `Debug` shows what `Display` does: the
/// value on the wire.
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

        impl ::core::convert::From<$name> for i64 {
            fn from(value: $name) -> Self {
                value.as_i64()
            }
        }

        $crate::__enum_basics!($name, Number, as_i64);
    };
}

/// What both macros add. Written out it costs the compiler half of what derived code does.
#[doc(hidden)]
#[macro_export]
macro_rules! __enum_basics {
    ($name:ident, $kind:ident, $value:ident) => {
        impl $crate::wire::Value for $name {
            type Kind = $crate::wire::$kind;
        }

        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.$value() == other.$value()
            }
        }

        impl ::core::cmp::Eq for $name {}

        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(&self.$value(), state);
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.$value(), f)
            }
        }

        impl ::core::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(self, f)
            }
        }
    };
}
