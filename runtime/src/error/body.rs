//! The body of a response that could not be used.

use std::fmt;

/// The first bytes of a body, kept for inspection. `Debug` shows the length alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Body {
    bytes: Vec<u8>,
    length: usize,
}

impl Body {
    /// At most this many bytes are kept.
    pub const LIMIT: usize = 64 * 1024;

    pub(crate) fn new(bytes: &[u8]) -> Self {
        let kept = bytes.get(..Self::LIMIT).unwrap_or(bytes);
        Self {
            bytes: kept.to_vec(),
            length: bytes.len(),
        }
    }

    /// The bytes that were kept.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The bytes that were kept, as text.
    #[must_use]
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }

    /// Length of the whole body, as far as it was read.
    #[must_use]
    pub const fn length(&self) -> usize {
        self.length
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.length)
    }
}
