//! What an item stands for on the wire, as its code says.

use std::collections::BTreeMap;

use proc_macro2::TokenTree;
use quote::ToTokens;
use syn::visit::{Visit, visit_expr_method_call};
use syn::{Expr, ExprCall, ExprMethodCall, FnArg, ImplItem, ItemFn, ItemImpl, Lit, Pat};

/// The calls of a body, each with its literal and the last of its arguments.
#[derive(Default)]
struct Calls(Vec<(String, String, String)>);

impl<'ast> Visit<'ast> for Calls {
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        visit_expr_method_call(self, call);
        let literal = call.args.iter().find_map(text).unwrap_or_default();
        let last = call.args.last().map(|last| last.to_token_stream().to_string());
        self.0
            .push((call.method.to_string(), literal, last.unwrap_or_default()));
    }
}

fn text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// Where a method writes to. That a required field is `given` is no place.
pub(super) fn of_method(method: &syn::ImplItemFn) -> String {
    let mut calls = Calls::default();
    calls.visit_block(&method.block);
    let calls = calls.0.iter().filter(|(method, ..)| method != "given");
    let calls = calls.map(|(method, literal, _)| format!("{method} {literal}"));
    calls.collect::<Vec<_>>().join(", ")
}

/// The words for fields and values, by type and member.
#[derive(Default)]
pub(super) struct Values(BTreeMap<(String, String), String>);

impl Values {
    pub(super) fn of(&self, ty: &str, member: &str) -> String {
        let key = (ty.to_owned(), member.to_owned());
        self.0.get(&key).cloned().unwrap_or_default()
    }
}

impl<'ast> Visit<'ast> for Values {
    /// `wire::values! { Kind: String { A = "a", } }`, and `wire::object! { User { id = "id", } }`
    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        let macros = ["object", "values"];
        let called = item.path.segments.last().map(|segment| segment.ident.to_string());
        if !called.is_some_and(|called| macros.contains(&called.as_str())) {
            return;
        }
        let mut tokens = item.tokens.clone().into_iter();
        let Some(TokenTree::Ident(name)) = tokens.next() else {
            return;
        };
        let group = tokens.find_map(|token| match token {
            TokenTree::Group(group) => Some(group),
            _ => None,
        });
        let Some(group) = group else { return };
        let text = group.stream().to_string();
        let values = group.stream().into_iter();
        let mut member = String::new();
        let mut value = String::new();
        for token in values {
            match token {
                TokenTree::Punct(it) if matches!(it.as_char(), ',' | ';') => {
                    self.0.insert(
                        (name.to_string(), std::mem::take(&mut member)),
                        std::mem::take(&mut value),
                    );
                }
                TokenTree::Punct(it) if it.as_char() == '=' => {}
                TokenTree::Ident(it) if member.is_empty() => member = it.to_string(),
                token => value.push_str(&token.to_string()),
            }
        }
        assert!(member.is_empty(), "a comma or a semicolon stands behind each: {text}");
    }
}

/// Method and URL of requests, by type.
#[derive(Default)]
pub(super) struct Specs(BTreeMap<String, (String, String)>);

struct Spec(Option<(String, String)>);

impl<'ast> Visit<'ast> for Spec {
    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        let mut arguments = call.args.iter().skip(1);
        if let (Some(method), Some(url)) = (arguments.next(), arguments.next().and_then(text)) {
            self.0 = Some((method.to_token_stream().to_string(), url));
        }
    }
}

impl<'ast> Visit<'ast> for Specs {
    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        let is_endpoint = item.trait_.as_ref().is_some_and(|(of, _)| of.is_ident("Endpoint"));
        let (true, Some(name)) = (is_endpoint, super::usage::name(&item.self_ty)) else {
            return;
        };
        for item in &item.items {
            if let ImplItem::Const(spec) = item {
                let mut found = Spec(None);
                found.visit_expr(&spec.expr);
                self.0.extend(found.0.map(|spec| (name.clone(), spec)));
            }
        }
    }
}

impl Specs {
    /// Method, URL, and which variable of the URL each argument is. The URL's variables have no names on the wire.
    pub(super) fn function(&self, request: &str, item: &ItemFn) -> String {
        let Some((method, url)) = self.0.get(request) else {
            return String::new();
        };
        let variables: Vec<&str> = url.split('/').filter_map(|step| step.strip_prefix(':')).collect();
        let mut calls = Calls::default();
        calls.visit_block(&item.block);
        let arguments = item.sig.inputs.iter().map(|input| {
            let FnArg::Typed(input) = input else { return None };
            let Pat::Ident(name) = &*input.pat else { return None };
            let name = name.ident.to_string();
            let (_, variable, _) = calls.0.iter().find(|(_, _, last)| *last == name)?;
            variables.iter().position(|it| it == variable)
        });
        let arguments: Vec<Option<usize>> = arguments.collect();
        let steps = url
            .split('/')
            .map(|step| if step.starts_with(':') { ":" } else { step });
        format!("{method} {} {arguments:?}", steps.collect::<Vec<_>>().join("/"))
    }
}
