//! Generated code is thin: thirty lines an action and two a parameter, as prettyplease prints them. What the user wrote
//! does not count: the function itself, and the copies of its docs on the handle and on a tool's parameters.

use proc_macro2::{Group, TokenStream, TokenTree};
use syn::{Attribute, Item};

use super::cases::cases;
use super::{expand, items, pretty};

#[test]
fn every_expansion_is_within_thirty_lines_and_two_a_parameter() {
    let mut too_long = Vec::new();
    for (name, macro_name, options, item) in cases() {
        let user = syn::parse2::<syn::ItemFn>(item.clone()).unwrap();
        let allowed = 30 + 2 * user.sig.inputs.len();
        let lines = own_lines(&expand(macro_name, &options, &item), macro_name, user);
        println!("{name}: {lines} of {allowed}");
        if lines > allowed {
            too_long.push(format!("{name} has {lines} lines, {allowed} are allowed"));
        }
    }
    assert!(too_long.is_empty(), "{too_long:#?}");
}

/// The lines of an expansion that the macro itself wrote.
fn own_lines(expansion: &TokenStream, macro_name: &str, user: syn::ItemFn) -> usize {
    let mut items = items(&without_docs_of_parameters(expansion.clone()));
    if matches!(macro_name, "main" | "test") {
        // The user's function stands inside.
        let (all, user) = (pretty(items), pretty(vec![Item::Fn(user)]));
        return all.lines().count() - user.lines().count();
    }
    items.remove(0);
    if let Some(Item::Struct(handle)) = items.first_mut() {
        handle.attrs.retain(|attr: &Attribute| !attr.path().is_ident("doc"));
    }
    pretty(items).lines().filter(|line| !line.is_empty()).count()
}

/// Takes `#[doc = ..]` out of `parameters! { .. }`.
fn without_docs_of_parameters(tokens: TokenStream) -> TokenStream {
    let mut in_parameters = false;
    let mut kept = Vec::new();
    for token in tokens {
        kept.push(match token {
            TokenTree::Group(group) => {
                let inner = if std::mem::take(&mut in_parameters) {
                    without_docs(group.stream())
                } else {
                    without_docs_of_parameters(group.stream())
                };
                TokenTree::Group(Group::new(group.delimiter(), inner))
            }
            token => {
                in_parameters |= matches!(&token, TokenTree::Ident(name) if name == "parameters");
                token
            }
        });
    }
    kept.into_iter().collect()
}

fn without_docs(tokens: TokenStream) -> TokenStream {
    let mut kept: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let doc = matches!(&token, TokenTree::Group(group) if group.stream().to_string().starts_with("doc"));
        let hash = matches!(kept.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == '#');
        if doc && hash {
            kept.pop();
        } else {
            kept.push(token);
        }
    }
    kept.into_iter().collect()
}
