//! Rust types of values.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::ir::{Api, DefinitionKind, Field, Type, TypeId};
use crate::names::{Module, Names};

use super::links::Links;
use super::print::ident;

/// The schema of a client and its names: all that the back end reads.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The schema, its types shared.
    pub api: &'a Api,
    /// The identifiers of everything in `api`.
    pub names: &'a Names,
    /// What texts link to.
    pub(super) links: &'a Links,
    /// The service and version of the file that is written: links begin there.
    pub(super) home: (&'a str, &'a str),
}

/// The types that a piece of code names, which other files of the service version may define.
pub(super) type Uses = BTreeSet<TypeId>;

/// Where a value stands, as far as its type depends on it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Site {
    /// In the form of an upload, where files can stand.
    Form,
    /// Elsewhere in a request.
    Request,
    /// In a response.
    Response,
}

impl<'a> Context<'a> {
    /// For files of this service and version.
    pub(super) fn at(self, place: &'a Module) -> Self {
        let home = (place.service.as_str(), place.version.as_str());
        Self { home, ..self }
    }

    /// A link to the endpoint or event with an id.
    pub(super) fn operation(self, id: &str) -> String {
        let (service, version) = self.home;
        self.links.operation(id, service, version)
    }

    /// Its path in the crate, in code.
    pub(super) fn path(self, id: &str) -> String {
        let (service, version) = self.home;
        self.links.path(id, service, version)
    }

    /// What we say of a service, or of a version of one; empty where nothing.
    pub(super) fn about(self, scope: &str) -> String {
        let text = self.api.services.get(scope);
        text.map(|text| self.linked(text)).unwrap_or_default()
    }

    /// A text of ours with its links.
    pub(super) fn linked(self, text: &str) -> String {
        let (service, version) = self.home;
        self.links.resolve(text, service, version)
    }
}

impl Context<'_> {
    /// The type of a value that is there. By hand, since the code of a type is put together from the code inside of it, and a
    /// visitor gives nothing back.
    pub(super) fn plain(&self, ty: &Type, site: Site, uses: &mut Uses) -> TokenStream {
        match ty {
            Type::Bool => quote!(bool),
            Type::Int => quote!(i64),
            Type::Float => quote!(f64),
            Type::File if site == Site::Form => {
                quote!(File)
            }
            Type::String | Type::File => quote!(String),
            Type::List(item) => {
                let item = self.plain(item, site, uses);
                quote!(Vec<#item>)
            }
            Type::Map(value) => {
                let value = self.plain(value, site, uses);
                quote!(wire::Map<#value>)
            }
            Type::Named(id) => match self.names.types.get(id) {
                Some(names) => {
                    let mut name = ident(&names.name).into_token_stream();
                    if names.in_crate {
                        name = quote!(types::#name);
                    } else {
                        uses.insert(id.clone());
                    }
                    if self.is_value_set(id) {
                        quote!(wire::Open<#name>)
                    } else {
                        quote!(#name)
                    }
                }
                None => any(),
            },
            Type::Object(_) | Type::Enum(_) | Type::Enclosing(_) | Type::AnyObject | Type::Any => any(),
        }
    }

    /// Whether all that fits a type is of the type itself, and always complete.
    pub(super) fn is_plain(&self, ty: &Type) -> bool {
        let kind = match ty {
            Type::Bool => return true,
            Type::Named(id) => self.api.definitions.get(id).map(|definition| &definition.kind),
            _ => None,
        };
        matches!(kind, Some(DefinitionKind::Object(object)) if !object.fields.iter().any(Field::is_parameter))
    }

    fn is_value_set(&self, id: &TypeId) -> bool {
        let definition = self.api.definitions.get(id);
        definition.is_some_and(|definition| matches!(definition.kind, DefinitionKind::Enum(_)))
    }

    /// The type of a field of a response. Lists and maps are empty where they are missing; all else is optional.
    pub(super) fn field(&self, field: &Field, uses: &mut Uses) -> TokenStream {
        let plain = self.plain(&field.ty, Site::Response, uses);
        match field.ty {
            _ if field.recursive => quote!(Option<Box<#plain>>),
            Type::List(_) | Type::Map(_) => plain,
            _ => quote!(Option<#plain>),
        }
    }
}

/// JSON of any shape.
fn any() -> TokenStream {
    quote!(wire::Json)
}

pub(super) fn is_file_list(ty: &Type) -> bool {
    matches!(ty, Type::List(item) if **item == Type::File)
}
