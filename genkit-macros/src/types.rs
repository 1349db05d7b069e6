//! Looks at types by their spelling, through the groups that `macro_rules!` leaves.

use proc_macro2::{Delimiter, Group, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, Lifetime, PathArguments, PathSegment, Type};

/// The type without invisible groups and parentheses.
pub(crate) fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        ty => ty,
    }
}

/// The last segment of a path type: `Ctx` of `genkit::Ctx`.
pub(crate) fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match bare(ty) {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

/// True if the last segment has this name.
pub(crate) fn is_named(ty: &Type, name: &str) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == name)
}

/// The types between the angle brackets of the last segment.
pub(crate) fn arguments(ty: &Type) -> Vec<&Type> {
    match last_segment(ty).map(|segment| &segment.arguments) {
        Some(PathArguments::AngleBracketed(list)) => list
            .args
            .iter()
            .filter_map(|arg| match arg {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// The spans of the first and the last token: on stable Rust a span over several tokens has to be made of two.
pub(crate) fn ends(tokens: &impl ToTokens) -> (Span, Span) {
    let mut tokens = tokens.to_token_stream().into_iter();
    let Some(first) = tokens.next() else { return (Span::call_site(), Span::call_site()) };
    let start = first_span(&first);
    (start, tokens.last().map_or_else(|| last_span(&first), |last| last_span(&last)))
}

fn first_span(token: &TokenTree) -> Span {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => ends(&group.stream()).0,
        TokenTree::Group(group) => group.span_open(),
        token => token.span(),
    }
}

fn last_span(token: &TokenTree) -> Span {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => ends(&group.stream()).1,
        TokenTree::Group(group) => group.span_close(),
        token => token.span(),
    }
}

/// What in a type borrows: a reference, or a lifetime other than `'static`.
pub(crate) fn borrows(ty: &Type) -> bool {
    borrows_in(ty.to_token_stream())
}

fn borrows_in(tokens: TokenStream) -> bool {
    let mut quote_before = false;
    for token in tokens {
        let found = match &token {
            TokenTree::Punct(punct) => punct.as_char() == '&',
            TokenTree::Ident(ident) => quote_before && ident != "static",
            TokenTree::Group(group) => borrows_in(group.stream()),
            TokenTree::Literal(_) => false,
        };
        if found {
            return true;
        }
        quote_before = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
    }
    false
}

/// True if `impl Trait` or a macro stands somewhere in the type.
pub(crate) fn mentions_impl(ty: &Type) -> bool {
    fn inside(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == "impl",
            TokenTree::Group(group) => inside(group.stream()),
            _ => false,
        })
    }
    inside(ty.to_token_stream())
}

/// The owned type to suggest for a borrowed one.
pub(crate) fn owned(ty: &Type) -> String {
    match bare(ty) {
        Type::Reference(reference) => match bare(&reference.elem) {
            Type::Slice(slice) => format!("Vec<{}>", owned(&slice.elem)),
            Type::Path(path) if path.path.is_ident("str") => "String".to_owned(),
            Type::Path(_) if is_named(&reference.elem, "Path") => "PathBuf".to_owned(),
            elem => owned(elem),
        },
        Type::Tuple(tuple) => {
            let elems: Vec<String> = tuple.elems.iter().map(owned).collect();
            format!("({})", elems.join(", "))
        }
        Type::Path(_) if is_named(ty, "Cow") => match arguments(ty).as_slice() {
            [Type::Path(path)] if !path.path.is_ident("str") => spelled(path),
            _ => "String".to_owned(),
        },
        Type::Path(path) if !arguments(ty).is_empty() => {
            let mut path = path.clone();
            if let Some(last) = path.path.segments.last_mut() {
                last.arguments = PathArguments::None;
            }
            let arguments: Vec<String> = arguments(ty).into_iter().map(owned).collect();
            format!("{}<{}>", spelled(&path), arguments.join(", "))
        }
        ty => spelled(ty),
    }
}

/// A type as a user would write it.
pub(crate) fn spelled(ty: &impl ToTokens) -> String {
    let text = ty.to_token_stream().to_string();
    let mut spelled = String::with_capacity(text.len());
    for (index, part) in text.split(' ').enumerate() {
        let open = spelled.ends_with(['<', '(', '[', '&', ':', '\'']);
        let close = part.starts_with(['<', '>', ')', ']', ',', ':', ';']);
        if index > 0 && !(open || close) {
            spelled.push(' ');
        }
        spelled.push_str(part);
    }
    spelled
}

/// The type with `'static` where it leaves a lifetime out: an associated type cannot.
pub(crate) fn with_static(ty: &Type) -> TokenStream {
    fill(ty.to_token_stream())
}

fn fill(tokens: TokenStream) -> TokenStream {
    let mut filled = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), fill(group.stream()));
                inner.set_span(group.span());
                filled.extend([TokenTree::Group(inner)]);
            }
            TokenTree::Punct(and) if and.as_char() == '&' => {
                let span = and.span();
                filled.extend([TokenTree::Punct(and)]);
                let named = matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '\'');
                if !named {
                    Lifetime::new("'static", span).to_tokens(&mut filled);
                }
            }
            TokenTree::Punct(tick) if tick.as_char() == '\'' => match tokens.next() {
                Some(TokenTree::Ident(name)) if name == "_" => {
                    Lifetime::new("'static", name.span()).to_tokens(&mut filled);
                }
                Some(next) => filled.extend([TokenTree::Punct(joint(&tick)), next]),
                None => filled.extend([TokenTree::Punct(tick)]),
            },
            token => filled.extend([token]),
        }
    }
    filled
}

fn joint(tick: &Punct) -> Punct {
    let mut tick_joint = Punct::new('\'', Spacing::Joint);
    tick_joint.set_span(tick.span());
    tick_joint
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    #[test]
    fn finds_what_borrows() {
        let borrowed: [Type; 5] = [
            parse_quote!(&str),
            parse_quote!(Cow<'a, str>),
            parse_quote!(Vec<&'static str>),
            parse_quote!((u8, &T)),
            parse_quote!(Cow<'_, str>),
        ];
        let owned: [Type; 3] =
            [parse_quote!(String), parse_quote!(Cow<'static, str>), parse_quote!(Vec<(u8, u16)>)];
        assert!(borrowed.iter().all(borrows));
        assert!(!owned.iter().any(borrows));
    }

    #[test]
    fn suggests_owned_types() {
        let cases: [(Type, &str); 8] = [
            (parse_quote!(&str), "String"),
            (parse_quote!(Option<&'a str>), "Option<String>"),
            (parse_quote!(Vec<(&str, Cow<'_, str>)>), "Vec<(String, String)>"),
            (parse_quote!(std::borrow::Cow<'a, Dish>), "Dish"),
            (parse_quote!(&[&str]), "Vec<String>"),
            (parse_quote!(&'a mut Dish), "Dish"),
            (parse_quote!(&std::path::Path), "PathBuf"),
            (parse_quote!(&HashMap<String, Vec<u8>>), "HashMap<String, Vec<u8>>"),
        ];
        for (ty, expected) in cases {
            assert_eq!(owned(&ty), expected);
        }
    }

    #[test]
    fn fills_lifetimes_in() {
        let ty: Type = parse_quote!(Result<(&str, Cow<'_, str>, &'a u8)>);
        let filled: Type = syn::parse2(with_static(&ty)).unwrap();
        let expected: Type = parse_quote!(Result<(&'static str, Cow<'static, str>, &'a u8)>);
        assert_eq!(filled, expected);
    }
}
