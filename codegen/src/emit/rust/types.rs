//! Rust types of values, and how a caller hands one in.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::ir::{Api, DefinitionKind, Direction, Field, Presence, Type, TypeId};
use crate::names::Names;

use super::print::ident;

/// Everything that emission reads.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The schema, its types shared.
    pub api: &'a Api,
    /// The identifiers of it.
    pub names: &'a Names,
}

/// What a piece of code names from elsewhere.
#[derive(Default)]
pub(super) struct Uses {
    /// Of the runtime.
    pub(super) runtime: BTreeSet<&'static str>,
    /// Shared types.
    pub(super) types: BTreeSet<TypeId>,
    /// Whether any of the whole crate's types is among them.
    pub(super) of_crate: bool,
}

impl Uses {
    pub(super) fn runtime(&mut self, name: &'static str) {
        self.runtime.insert(name);
    }
}

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

impl Site {
    pub(super) fn of(direction: Direction) -> Self {
        match direction {
            Direction::Request => Self::Request,
            Direction::Response => Self::Response,
        }
    }
}

/// How a value is handed in: the type of the argument, and the expression that makes the field's value of it, where it is
/// not that value.
pub(super) struct Argument {
    pub(super) ty: TokenStream,
    pub(super) value: Option<TokenStream>,
}

impl Context<'_> {
    /// The type of a value that is there.
    pub(super) fn plain(&self, ty: &Type, site: Site, uses: &mut Uses) -> TokenStream {
        match ty {
            Type::Bool => quote!(bool),
            Type::Int => quote!(i64),
            Type::Float => quote!(f64),
            Type::File if site == Site::Form => {
                uses.runtime("File");
                quote!(File)
            }
            Type::String | Type::File => quote!(String),
            Type::List(item) => {
                let item = self.plain(item, site, uses);
                quote!(Vec<#item>)
            }
            Type::Map(value) => {
                uses.runtime("wire");
                let value = self.plain(value, site, uses);
                quote!(wire::Map<#value>)
            }
            Type::Named(id) => match self.names.types.get(id) {
                Some(names) => {
                    let mut name = ident(&names.name).into_token_stream();
                    if names.in_crate {
                        uses.of_crate = true;
                        name = quote!(types::#name);
                    } else {
                        uses.types.insert(id.clone());
                    }
                    if self.is_value_set(id) {
                        uses.runtime("wire");
                        quote!(wire::Open<#name>)
                    } else {
                        quote!(#name)
                    }
                }
                None => self.any(uses),
            },
            Type::Object(_) | Type::Enum(_) | Type::Enclosing(_) | Type::AnyObject | Type::Any => self.any(uses),
        }
    }

    fn is_value_set(&self, id: &TypeId) -> bool {
        let definition = self.api.definitions.get(id);
        definition.is_some_and(|definition| matches!(definition.kind, DefinitionKind::Enum(_)))
    }

    fn any(&self, uses: &mut Uses) -> TokenStream {
        uses.runtime("wire");
        quote!(wire::Json)
    }

    /// The type of a field. In responses lists and maps are empty where they are missing; all else is optional.
    pub(super) fn field(&self, field: &Field, site: Site, uses: &mut Uses) -> TokenStream {
        let plain = self.plain(&field.ty, site, uses);
        let many = matches!(field.ty, Type::List(_) | Type::Map(_));
        match (site, field.presence) {
            _ if field.recursive => quote!(Option<Box<#plain>>),
            (Site::Response, _) if many => plain,
            (Site::Form, _) if is_file_list(&field.ty) => plain,
            (Site::Form | Site::Request, Presence::Required) => plain,
            _ => quote!(Option<#plain>),
        }
    }

    /// How a value of the type is handed in, under the name `name`.
    pub(super) fn argument(&self, ty: &Type, site: Site, name: &str, uses: &mut Uses) -> Argument {
        let plain = self.plain(ty, site, uses);
        let name = ident(name);
        match ty {
            Type::List(item) => {
                uses.runtime("wire");
                let item = self.item(item, site, uses);
                Argument {
                    ty: quote!(impl IntoIterator<Item = #item>),
                    value: Some(quote!(wire::list(#name))),
                }
            }
            Type::Map(value) => {
                uses.runtime("wire");
                let value = self.item(value, site, uses);
                Argument {
                    ty: quote!(impl IntoIterator<Item = (impl Into<String>, #value)>),
                    value: Some(quote!(wire::map(#name))),
                }
            }
            _ if self.converts(ty, site) => Argument {
                ty: quote!(impl Into<#plain>),
                value: Some(quote!(#name.into())),
            },
            _ => Argument { ty: plain, value: None },
        }
    }

    /// How a value of the type is handed in among others.
    fn item(&self, ty: &Type, site: Site, uses: &mut Uses) -> TokenStream {
        let plain = self.plain(ty, site, uses);
        if self.converts(ty, site) {
            quote!(impl Into<#plain>)
        } else {
            plain
        }
    }

    /// Whether callers have such a value in other forms: text as `&str`, a documented value as text.
    fn converts(&self, ty: &Type, site: Site) -> bool {
        match ty {
            Type::String => true,
            Type::File => site != Site::Form,
            Type::Named(id) => self.is_value_set(id) || !self.api.definitions.contains_key(id),
            Type::Any | Type::AnyObject | Type::Object(_) | Type::Enum(_) | Type::Enclosing(_) => true,
            Type::Bool | Type::Int | Type::Float | Type::List(_) | Type::Map(_) => false,
        }
    }
}

/// Whether a field must be handed in before a request can be made.
pub(super) fn is_required(field: &Field) -> bool {
    field.presence == Presence::Required && !field.recursive
}

pub(super) fn is_file_list(ty: &Type) -> bool {
    matches!(ty, Type::List(item) if **item == Type::File)
}
