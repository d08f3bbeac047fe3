//! The keys of every response: `{"code": 0, "msg": "…", "data": {…}}`.

/// Zero, or which error it is.
pub(crate) const CODE: &str = "code";

/// What happened, in words.
pub(crate) const MESSAGE: &str = "msg";

/// The message's key in the responses of a few pages.
pub(crate) const OTHER_MESSAGE: &str = "message";

/// Where the content stands.
pub(crate) const CONTENT: &str = "data";

/// What is known of an error besides code and message; an object.
pub(crate) const ERROR: &str = "error";

/// What may stand beside the content, and says how the call went.
const STATUS: &[&str] = &[CODE, MESSAGE, OTHER_MESSAGE, ERROR, "log_id"];

/// What every response has.
const ENVELOPE: &[&str] = &[CODE, MESSAGE, CONTENT];

/// Whether a key says how the call went.
pub(crate) fn is_status(key: &str) -> bool {
    STATUS.contains(&key)
}

/// Whether a key is one that every response has.
pub(crate) fn is_envelope(key: &str) -> bool {
    ENVELOPE.contains(&key)
}
