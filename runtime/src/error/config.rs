//! Wrong settings and parameters.

use std::borrow::Cow;

/// The client or a request is set wrongly. Found before anything is sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// A parameter has a value that cannot be sent.
    #[error("{operation}: parameter `{name}`: {reason}")]
    InvalidParameter {
        /// Id of the endpoint.
        operation: &'static str,
        /// Wire name of the parameter.
        name: Cow<'static, str>,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The path has a parameter that the request does not fill.
    #[error("{operation}: the path `{path}` has a parameter that is not filled")]
    MissingPathParameter {
        /// Id of the endpoint.
        operation: &'static str,
        /// The path with its parameters, as in `/open-apis/im/v1/chats/:chat_id`.
        path: String,
    },
    /// The base URL is none.
    #[error(
        "`{url}` is no base URL: it must start with http:// or https:// and name a host, without query or fragment"
    )]
    BaseUrl {
        /// The text that was given as a base URL.
        url: String,
    },
    /// A setting has a value that cannot be used.
    #[error("setting `{name}`: {reason}")]
    Setting {
        /// What was set, as in `pacing`, or what the system could not give, as in `random numbers`.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl ConfigError {
    pub(crate) fn setting(name: &str, reason: impl ToString) -> Self {
        Self::Setting {
            name: name.to_owned(),
            reason: reason.to_string(),
        }
    }
}
