//! A generated request as it goes onto the wire.

use super::{Drafts, Request};
use crate::wire::{self, Draft, Entry, Kind, Place, SetValue};

impl<S> Draft<S> {
    /// Writes all that was set. Files come after the other fields of their form, for servers that read as they go.
    pub fn encode(&self, out: &mut Request) {
        match self.body {
            Kind::None => {}
            Kind::Json => drop(out.json()),
            Kind::Multipart => drop(out.multipart()),
            Kind::Form => drop(out.form()),
        }
        for entry in &self.entries {
            if let SetValue::Json(json) = &entry.value {
                encode(entry, json.as_deref(), out);
            }
        }
        for entry in &self.entries {
            if let (SetValue::Files(files), Some(form)) = (&entry.value, &mut out.drafts.multipart) {
                form.file(entry.name, files);
            }
        }
    }
}

fn encode(entry: &Entry, json: Option<&[u8]>, out: &mut Request) {
    let name = entry.name;
    match entry.place {
        Place::Path => out.push_path(name, wire::texts_of(json)),
        Place::Query => out.push_query(name, wire::texts_of(json)),
        Place::Header => out.push_header(name, wire::texts_of(json)),
        Place::Whole => out.push_whole(name, json),
        Place::Field => match &mut out.drafts {
            Drafts { json: Some(body), .. } => body.push(name, json),
            Drafts {
                multipart: Some(form), ..
            } => form.push(name, wire::texts_of(json)),
            Drafts { form: Some(form), .. } => form.push(name, wire::texts_of(json)),
            Drafts { .. } => {}
        },
    }
}
