//! Errors that the API itself reports.

use std::fmt;
use std::time::Duration;

use crate::spec::{DocumentedError, ErrorKind, Spec};
use crate::{code, wire};

/// The server responded with a `code` other than 0, or with an `error` and neither code nor data.
#[derive(Clone)]
#[non_exhaustive]
pub struct ApiError {
    /// Id of the endpoint.
    pub operation: &'static str,
    /// The server's code. Compare this, and not the text. 0 where the server gave no code, or one that is no integer of 64
    /// bits; [`name`](Self::name) has it then.
    pub code: i64,
    /// What the server calls the error, where it has no code that is an integer: `invalid_grant`.
    pub name: Option<String>,
    /// The server's text.
    pub message: String,
    /// HTTP status.
    pub status: u16,
    /// The server's id of the call.
    pub log_id: Option<String>,
    /// How long the server asks to wait.
    pub retry_after: Option<Duration>,
    /// Scopes that the application lacks.
    pub permission_violations: Vec<PermissionViolation>,
    /// Parameters that the server refused.
    pub field_violations: Vec<FieldViolation>,
    /// Reasons that the server gives as names and values.
    pub details: Vec<Detail>,
    /// Pages that the server points to.
    pub helps: Vec<Help>,
    /// The server's pointer to its troubleshooting page.
    pub troubleshooter: Option<String>,
    /// What the page says of the endpoint.
    pub spec: &'static Spec,
}

impl ApiError {
    /// The row of the page's error table for this code.
    #[must_use]
    pub fn documented(&self) -> Option<DocumentedError> {
        self.spec.error(self.code)
    }

    /// Scopes of which the application lacks at least one: those that the server names, else those of the page.
    /// Empty where the error is not about scopes.
    #[must_use]
    pub fn missing_scopes(&self) -> Vec<&str> {
        if !self.permission_violations.is_empty() {
            return self
                .permission_violations
                .iter()
                .map(|violation| violation.scope.as_str())
                .collect();
        }
        if matches!(self.code, code::APP_SCOPE_MISSING | code::USER_SCOPE_MISSING) {
            return self.spec.scopes().map(|scope| scope.name).collect();
        }
        Vec::new()
    }

    /// What kind of error it is: by what the page says of the code, then the platform's guide, then the HTTP status.
    #[must_use]
    pub fn kind(&self) -> Option<ErrorKind> {
        let documented = self.documented().and_then(|error| error.kind);
        let general = || ErrorKind::of_platform(self.code);
        documented
            .or_else(general)
            .or_else(|| ErrorKind::of_status(self.status))
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.operation)?;
        match &self.name {
            None if self.code == 0 => f.write_str("an error without a code")?,
            None => write!(f, "code {}", self.code)?,
            Some(name) => write!(f, "error {name}")?,
        }
        write!(f, ": {} (HTTP status {})", self.message, self.status)?;
        for violation in &self.field_violations {
            write!(f, ", `{}`: {}", violation.field, violation.description)?;
        }
        for detail in &self.details {
            write!(f, ", {}: {}", detail.key, detail.value)?;
        }
        let scopes = self.missing_scopes();
        if !scopes.is_empty() {
            write!(f, ", missing scopes: {}", scopes.join(", "))?;
        }
        write_log_id(f, self.log_id.as_deref())
    }
}

impl std::error::Error for ApiError {}

/// Shows what the server said. Of the page, the id of the endpoint is enough.
impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
            .field("operation", &self.operation)
            .field("code", &self.code)
            .field("name", &self.name)
            .field("message", &self.message)
            .field("status", &self.status)
            .field("log_id", &self.log_id)
            .field("retry_after", &self.retry_after)
            .field("permission_violations", &self.permission_violations)
            .field("field_violations", &self.field_violations)
            .field("details", &self.details)
            .field("helps", &self.helps)
            .field("troubleshooter", &self.troubleshooter)
            .finish_non_exhaustive()
    }
}

pub(super) fn write_log_id(f: &mut fmt::Formatter<'_>, log_id: Option<&str>) -> fmt::Result {
    log_id.map_or(Ok(()), |log_id| write!(f, ", log id {log_id}"))
}

/// A scope that the application lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PermissionViolation {
    /// Key of the scope, as in `contact:contact`.
    pub scope: String,
    /// Page of the developer console on which the scope can be asked for.
    pub url: Option<String>,
}

/// A parameter that the server refused.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldViolation {
    /// Name of the parameter on the wire.
    pub field: String,
    /// Value that was sent. Not shown by `Debug`.
    pub value: String,
    /// What is wrong with it.
    pub description: String,
}

impl fmt::Debug for FieldViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FieldViolation")
            .field("field", &self.field)
            .field("description", &self.description)
            .finish_non_exhaustive()
    }
}

/// A reason for an error, as the server names it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Detail {
    /// What the value is.
    pub key: String,
    /// The reason itself, or what it is about.
    pub value: String,
}

/// A page that the server points to for an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Help {
    /// Address of the page.
    pub url: String,
    /// What the page is about.
    pub description: String,
}

/// The `error` object of a response.
#[derive(Default)]
pub(crate) struct Details {
    pub(crate) permission_violations: Vec<PermissionViolation>,
    pub(crate) field_violations: Vec<FieldViolation>,
    pub(crate) details: Vec<Detail>,
    pub(crate) helps: Vec<Help>,
    pub(crate) troubleshooter: Option<String>,
    pub(crate) log_id: Option<String>,
}

impl wire::FieldsMut for Details {
    fn read<S: wire::Source>(&mut self, source: &mut S) {
        source.field("permission_violations", &mut self.permission_violations);
        source.field("field_violations", &mut self.field_violations);
        source.field("details", &mut self.details);
        source.field("helps", &mut self.helps);
        source.field("troubleshooter", &mut self.troubleshooter);
        source.field("log_id", &mut self.log_id);
        source.field("logid", &mut self.log_id);
    }
}

impl wire::FieldsMut for PermissionViolation {
    fn read<S: wire::Source>(&mut self, source: &mut S) {
        source.field("scope", &mut self.scope);
        source.field("subject", &mut self.scope);
        source.field("url", &mut self.url);
    }
}

impl wire::FieldsMut for FieldViolation {
    fn read<S: wire::Source>(&mut self, source: &mut S) {
        source.field("field", &mut self.field);
        source.field("value", &mut self.value);
        source.field("description", &mut self.description);
    }
}

impl wire::FieldsMut for Detail {
    fn read<S: wire::Source>(&mut self, source: &mut S) {
        source.field("key", &mut self.key);
        source.field("value", &mut self.value);
    }
}

impl wire::FieldsMut for Help {
    fn read<S: wire::Source>(&mut self, source: &mut S) {
        source.field("url", &mut self.url);
        source.field("description", &mut self.description);
    }
}
