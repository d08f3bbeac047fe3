//! The keys of every response.

/// What may stand beside the content, and says how the call went.
const STATUS: &[&str] = &["code", "msg", "message", "error", "log_id"];

/// What every response has.
const ENVELOPE: &[&str] = &["code", "msg", CONTENT];

/// Where the content stands.
pub(crate) const CONTENT: &str = "data";

/// Whether a key says how the call went.
pub(crate) fn is_status(key: &str) -> bool {
    STATUS.contains(&key)
}

/// Whether a key is one that every response has.
pub(crate) fn is_envelope(key: &str) -> bool {
    ENVELOPE.contains(&key)
}
