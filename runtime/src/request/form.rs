//! Multipart and URL-encoded forms.

use std::borrow::Cow;

use crate::file::{File, Files};
use crate::wire::{self, Encode};

type Refusal = (&'static str, &'static str);

/// One part of a multipart form.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) name: Cow<'static, str>,
    pub(crate) content: PartContent,
}

#[derive(Clone, Debug)]
pub(crate) enum PartContent {
    Text(String),
    File(File),
}

/// A multipart form under construction.
#[derive(Clone, Default)]
pub struct MultipartForm {
    parts: Vec<Part>,
    refused: Option<Refusal>,
}

impl std::fmt::Debug for MultipartForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MultipartForm")
            .field("parts", &self.parts.len())
            .finish_non_exhaustive()
    }
}

impl MultipartForm {
    /// Adds a field as text: none where the value is absent, one per item where it is a list, JSON where it is an
    /// object.
    pub fn field<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) {
        let texts = wire::to_text(value);
        self.push(name, texts);
    }

    pub(super) fn push(&mut self, name: &'static str, texts: Result<wire::Texts, &'static str>) {
        match texts {
            Ok(texts) => {
                let parts = texts.into_iter().map(|text| Part {
                    name: name.into(),
                    content: PartContent::Text(text),
                });
                self.parts.extend(parts);
            }
            Err(reason) => {
                self.refused.get_or_insert((name, reason));
            }
        }
    }

    /// Adds a file, a file that may be missing, or several under one name.
    pub fn file<F: Files + ?Sized>(&mut self, name: &'static str, files: &F) {
        for file in files.files() {
            if file.name.is_empty() {
                self.refused.get_or_insert((name, "a file must have a name"));
            } else if file.name.contains(char::is_control) {
                self.refused
                    .get_or_insert((name, "a file name must not hold control characters"));
            } else {
                self.parts.push(Part {
                    name: name.into(),
                    content: PartContent::File(file.clone()),
                });
            }
        }
    }

    pub(super) fn finish(self) -> Result<Vec<Part>, Refusal> {
        self.refused.map_or(Ok(self.parts), Err)
    }
}

/// A URL-encoded form under construction.
#[derive(Clone, Default)]
pub struct UrlEncodedForm {
    text: String,
    refused: Option<Refusal>,
}

impl std::fmt::Debug for UrlEncodedForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UrlEncodedForm")
            .field("length", &self.text.len())
            .finish_non_exhaustive()
    }
}

impl UrlEncodedForm {
    /// Adds a field: none where the value is absent, one per item where it is a list.
    pub fn field<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.push(name, wire::to_text(value));
    }

    pub(super) fn push(&mut self, name: &'static str, texts: Result<wire::Texts, &'static str>) {
        match texts {
            Ok(texts) => texts
                .iter()
                .for_each(|text| super::url::push_pair(&mut self.text, name, text)),
            Err(reason) => {
                self.refused.get_or_insert((name, reason));
            }
        }
    }

    pub(super) fn finish(self) -> Result<String, Refusal> {
        self.refused.map_or(Ok(self.text), Err)
    }
}
