//! A request as it goes onto the wire: what a generated `encode` fills.

mod body;
mod cursor;
mod draft;
mod endpoint;
mod extra;
mod form;
mod payload;
mod prepared;
mod url;

use std::borrow::Cow;
use std::fmt;

use http::{HeaderName, HeaderValue};

pub use body::JsonBody;
use body::Payload;
pub use endpoint::Endpoint;
pub(crate) use extra::Extra;
pub use form::{MultipartForm, UrlEncodedForm};
pub(crate) use payload::{Failure, Upload};
pub(crate) use prepared::Prepared;

use serde::Serialize;

use crate::ConfigError;
use crate::spec::{Method, Spec};
use crate::wire::{self, Encode};

/// Parameters and body of one call. Collects, and keeps the first error, which the call then ends with.
#[derive(Clone)]
pub struct Request {
    spec: &'static Spec,
    method: Method,
    template: Cow<'static, str>,
    path: Vec<(&'static str, String)>,
    query: String,
    headers: Vec<(HeaderName, HeaderValue)>,
    drafts: Drafts,
    payload: Payload,
    has_idempotency_key: bool,
    error: Option<Box<ConfigError>>,
}

/// Why a text is no name of a header.
const NO_HEADER: &str = "not a valid header name";

/// Why a text is no value of a header.
const NO_HEADER_VALUE: &str = "a header value must be visible ASCII text without line breaks";

/// The body while it is filled. Requests are moved about, so kinds of bodies that few requests have are in a box.
#[derive(Clone, Default)]
struct Drafts {
    json: Option<JsonBody>,
    multipart: Option<Box<MultipartForm>>,
    form: Option<Box<UrlEncodedForm>>,
}

impl Request {
    /// The request that a generated one is on the wire.
    pub(crate) fn of<E: Endpoint>(endpoint: &E) -> Self {
        let mut request = Self::new(const { &E::SPEC });
        endpoint.encode(&mut request);
        request
    }

    /// The same, with its body as it is sent, in which a cursor can be set.
    pub(crate) fn sealed<E: Endpoint>(endpoint: &E) -> Self {
        let mut request = Self::of(endpoint);
        request.seal();
        request
    }

    /// A request to an endpoint, still without parameters.
    #[must_use]
    pub fn new(spec: &'static Spec) -> Self {
        Self {
            spec,
            method: spec.method,
            template: Cow::Borrowed(spec.path),
            path: Vec::new(),
            query: String::new(),
            headers: Vec::new(),
            drafts: Drafts::default(),
            payload: Payload::None,
            has_idempotency_key: false,
            error: None,
        }
    }

    /// A request to a path that is known only when it is made.
    pub(crate) fn raw(spec: &'static Spec, method: Method, path: String) -> Self {
        Self {
            method,
            template: Cow::Owned(path),
            ..Self::new(spec)
        }
    }

    /// Fills the path parameter `name`. The value is percent-encoded whatever it holds; one that is empty, `.` or `..`
    /// would mean another path and is refused.
    pub fn path<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) {
        let texts = wire::to_text(value);
        self.push_path(name, texts);
    }

    fn push_path(&mut self, name: &'static str, texts: Result<wire::Texts, &'static str>) {
        match texts.as_deref() {
            Ok([text]) => match text.as_str() {
                "" => self.refuse(name, "a path parameter must not be empty"),
                "." | ".." => self.refuse(name, "a path parameter must not be `.` or `..`"),
                text => self.path.push((name, url::encode_segment(text))),
            },
            Ok([]) => self.refuse(name, "a path parameter must not be missing"),
            Ok(_) => self.refuse(name, "a path parameter is one value"),
            Err(reason) => self.refuse(name, reason),
        }
    }

    /// Adds a query parameter: none where the value is absent, one per item where it is a list.
    pub fn query<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) {
        let texts = wire::to_text(value);
        self.push_query(name, texts);
    }

    fn push_query(&mut self, name: &'static str, texts: Result<wire::Texts, &'static str>) {
        match texts {
            Ok(texts) => {
                self.note_idempotency_key(name, texts.iter().any(|text| !text.is_empty()));
                texts
                    .iter()
                    .for_each(|text| url::push_pair(&mut self.query, name, text));
            }
            Err(reason) => self.refuse(name, reason),
        }
    }

    /// Sets a header, unless the value is absent.
    pub fn header<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) {
        let texts = wire::to_text(value);
        self.push_header(name, texts);
    }

    fn push_header(&mut self, name: &'static str, texts: Result<wire::Texts, &'static str>) {
        let Ok(header) = HeaderName::from_bytes(name.as_bytes()) else {
            return self.refuse(name, NO_HEADER);
        };
        match texts {
            Ok(texts) => {
                for text in texts {
                    match HeaderValue::from_str(&text) {
                        Ok(value) => {
                            self.headers.push((header.clone(), value));
                        }
                        Err(_) => self.refuse(name, NO_HEADER_VALUE),
                    }
                }
            }
            Err(reason) => self.refuse(name, reason),
        }
    }

    /// Sets the body to a JSON object, whose fields are to be written.
    pub fn json(&mut self) -> &mut JsonBody {
        self.drafts.json.insert(JsonBody::new(self.spec.idempotency_key))
    }

    /// Sets the body to a multipart form, whose fields are to be added.
    pub fn multipart(&mut self) -> &mut MultipartForm {
        self.drafts.multipart.insert(Box::default())
    }

    /// Sets the body to a URL-encoded form, whose fields are to be added.
    pub fn form(&mut self) -> &mut UrlEncodedForm {
        self.drafts.form.insert(Box::default())
    }

    /// Sets the body to any JSON value; none where it is absent.
    pub fn json_value<T: Encode + ?Sized>(&mut self, value: &T) {
        if !value.is_absent() {
            self.serialized(&wire::Written(value));
        }
    }

    pub(crate) fn serialized<T: Serialize + ?Sized>(&mut self, value: &T) {
        match serde_json::to_vec(value) {
            Ok(bytes) => self.payload = Payload::Json(bytes.into()),
            Err(_) => self.refuse("body", body::NOT_JSON),
        }
    }

    /// Sets the body to JSON; none where it could not be written.
    fn push_whole(&mut self, name: &'static str, json: Option<&[u8]>) {
        match json {
            Some(json) => self.payload = Payload::Json(json.to_vec().into()),
            None => self.refuse(name, body::NOT_JSON),
        }
    }

    /// Makes the payload of the body that was filled.
    fn seal(&mut self) {
        let drafts = std::mem::take(&mut self.drafts);
        let json = drafts.json.map(|body| {
            self.has_idempotency_key |= body.has_idempotency_key;
            body.finish().map(Payload::Json)
        });
        let multipart = || drafts.multipart.map(|form| form.finish().map(Payload::Multipart));
        let form = || {
            drafts
                .form
                .map(|form| form.finish().map(|text| Payload::Form(text.into())))
        };
        match json.or_else(multipart).or_else(form) {
            Some(Ok(payload)) => self.payload = payload,
            Some(Err((name, reason))) => self.refuse(name, reason),
            None => {}
        }
    }

    /// What the endpoint is called: its id, or method and path where it has none.
    pub(crate) fn name(&self) -> Cow<'static, str> {
        match &self.template {
            Cow::Borrowed(_) => Cow::Borrowed(self.spec.id),
            Cow::Owned(path) => Cow::Owned(format!("{} {path}", self.method.as_str())),
        }
    }

    /// The request as it is sent, with parameters that its page does not have.
    pub(crate) fn prepare(mut self, extras: &[Extra]) -> Result<Prepared, ConfigError> {
        self.seal();
        if let Some(error) = self.error {
            return Err(*error);
        }
        let (path, query) = self.address()?;
        let mut prepared = Prepared {
            path,
            query,
            spec: self.spec,
            method: self.method,
            headers: self.headers,
            payload: self.payload,
            is_repeatable: self.has_idempotency_key || self.method.is_read(),
        };
        extras.iter().try_for_each(|extra| prepared.add(extra))?;
        Ok(prepared)
    }

    fn note_idempotency_key(&mut self, name: &'static str, written: bool) {
        self.has_idempotency_key |= written && self.spec.idempotency_key == Some(name);
    }

    /// Keeps the first error.
    fn refuse(&mut self, name: &'static str, reason: &'static str) {
        let operation = self.spec.id;
        let error = || ConfigError::InvalidParameter {
            operation,
            name: name.into(),
            reason,
        };
        self.error.get_or_insert_with(|| Box::new(error()));
    }
}

/// Names the endpoint; parameters and body are the caller's.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.spec.id)
            .field("method", &self.method)
            .field("path", &self.template)
            .field("body", &self.payload)
            .finish_non_exhaustive()
    }
}
