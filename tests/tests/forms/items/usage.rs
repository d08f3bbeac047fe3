//! Code that uses an item, made from its signature.

use quote::ToTokens;
use syn::{FnArg, GenericArgument, ImplItem, ItemImpl, PathArguments, ReturnType, Signature, Type, TypeParamBound};

/// The name of a type, without its parameters.
pub(super) fn name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

/// The name of the type that a function returns.
pub(super) fn returned(signature: &Signature) -> Option<String> {
    match &signature.output {
        ReturnType::Type(_, ty) => name(ty),
        ReturnType::Default => None,
    }
}

/// What a method of `of` returns for one that is complete.
pub(super) fn returned_text(signature: &Signature, of: &str) -> String {
    let text = match &signature.output {
        ReturnType::Type(_, ty) if name(ty).is_some_and(|name| name == of) => of.to_owned(),
        ReturnType::Type(_, ty) => ty.to_token_stream().to_string(),
        ReturnType::Default => "()".to_owned(),
    };
    let words = text.split(' ').map(|word| if word == "Self" { of } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a method sets what the type requires.
pub(super) fn completes(signature: &Signature, of: &str) -> bool {
    signature.receiver().is_some() && returned(signature).is_some_and(|name| name == of)
}

fn types(signature: &Signature) -> impl Iterator<Item = &Type> {
    signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => Some(&*input.ty),
        FnArg::Receiver(_) => None,
    })
}

/// The type that is handed in: the `T` of `impl Fits<T>`, or the type itself.
fn fitting(ty: &Type) -> &Type {
    let Type::ImplTrait(bounds) = ty else { return ty };
    let Some(TypeParamBound::Trait(bound)) = bounds.bounds.first() else {
        return ty;
    };
    parameter(&bound.path).unwrap_or(ty)
}

fn parameter(path: &syn::Path) -> Option<&Type> {
    match &path.segments.last()?.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
            GenericArgument::Type(ty) => Some(ty),
            _ => None,
        },
        _ => None,
    }
}

/// A value of the type that each parameter is written for.
pub(super) fn arguments(signature: &Signature) -> String {
    let values = types(signature).map(|ty| format!("any::<{}>()", fitting(ty).to_token_stream()));
    values.collect::<Vec<_>>().join(", ")
}

/// What a program hands in besides, if there is one parameter.
pub(super) fn literals(signature: &Signature) -> Vec<String> {
    let Some(ty) = types(signature).next() else {
        return Vec::new();
    };
    let fits = fitting(ty);
    let text = fits.to_token_stream().to_string();
    match (text.as_str(), fits) {
        ("String", _) => vec!["\"a\"".to_owned()],
        ("i64", _) => vec!["1u8".to_owned()],
        ("f64", _) => vec!["0.5".to_owned(), "1".to_owned()],
        ("Vec < String >", _) => vec!["[\"a\"]".to_owned()],
        ("wire :: Json", _) => vec!["\"a\"".to_owned(), "1".to_owned(), "[[1]]".to_owned()],
        (_, Type::Path(path)) if text.starts_with("wire :: Open <") => {
            let documented = parameter(&path.path).map(|ty| format!("any::<{}>()", ty.to_token_stream()));
            documented.into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// What an implementation of a trait promises to programs.
pub(super) fn of_trait(of: &str, name: &str, item: &ItemImpl) -> Vec<(String, String)> {
    if !["Endpoint", "receive :: Event"].contains(&of) {
        return Vec::new();
    }
    let promises = item.items.iter().filter_map(|promise| match promise {
        ImplItem::Type(ty) => Some((
            format!("{name}::{}", ty.ident),
            format!(
                "let _: <{name} as {of}>::{} = any::<{}>()",
                ty.ident,
                ty.ty.to_token_stream()
            ),
        )),
        ImplItem::Const(value) => Some((
            format!("{name}::{}", value.ident),
            format!("let _ = <{name} as {of}>::{}", value.ident),
        )),
        _ => None,
    });
    promises.collect()
}
