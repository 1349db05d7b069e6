//! The paths that a file of source names, macros' arguments included, as they read from the root of the crate.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Every path of a file that stands in `module` and begins at the crate, at the module above or at itself.
pub(crate) fn paths(source: &str, module: &[String]) -> Vec<Vec<String>> {
    let tokens: TokenStream = source.parse().unwrap();
    let mut found = Vec::new();
    scan(tokens, module, &mut found);
    found
}

fn scan(tokens: TokenStream, module: &[String], found: &mut Vec<Vec<String>>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Group(group) => scan(group.stream(), module, found),
            TokenTree::Ident(first) if !inside_path(&tokens, at) && continues(&tokens, at + 1) => {
                let base = match first.to_string().as_str() {
                    "crate" | "genkit" => Some(Vec::new()),
                    "self" => Some(module.to_vec()),
                    "super" => Some(module[..module.len() - 1].to_vec()),
                    _ => None,
                };
                if let Some(base) = base {
                    at = follow(&tokens, at + 3, base, found);
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// Reads on after `::`; a group in braces makes several paths. Returns where it ended.
fn follow(tokens: &[TokenTree], mut at: usize, mut path: Vec<String>, found: &mut Vec<Vec<String>>) -> usize {
    loop {
        match tokens.get(at) {
            Some(TokenTree::Ident(name)) => match name.to_string().as_str() {
                "super" => drop(path.pop()),
                "self" => {}
                name => path.push(name.to_owned()),
            },
            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                for part in inner.split(|token| is(token, ',')).filter(|part| !part.is_empty()) {
                    follow(part, 0, path.clone(), found);
                }
                return at + 1;
            }
            _ => {
                found.push(path);
                return at;
            }
        }
        at += 1;
        if !continues(tokens, at) {
            found.push(path);
            return at;
        }
        at += 2;
    }
}

/// True after `name::` or `<..>::`, but not after the `::` that a path may begin with.
fn inside_path(tokens: &[TokenTree], at: usize) -> bool {
    at >= 3
        && continues(tokens, at - 2)
        && (matches!(&tokens[at - 3], TokenTree::Ident(_)) || is(&tokens[at - 3], '>'))
}

fn continues(tokens: &[TokenTree], at: usize) -> bool {
    tokens.get(at).is_some_and(|token| is(token, ':'))
        && tokens.get(at + 1).is_some_and(|token| is(token, ':'))
}

fn is(token: &TokenTree, punct: char) -> bool {
    matches!(token, TokenTree::Punct(p) if p.as_char() == punct)
}

#[test]
fn paths_are_read_from_the_root() {
    let source = "
        use super::{a, b::{self, C}, super::d};
        /// See [`crate::nothing`].
        fn f() { vec![crate::x::Y::new(self::z::<u8>(), ::genkit::W, other::crate_)]; }
    ";
    let module = ["core".to_owned(), "action".to_owned()];
    let told: Vec<String> = paths(source, &module).iter().map(|path| path.join("::")).collect();
    assert_eq!(told, ["core::a", "core::b", "core::b::C", "d", "x::Y::new", "core::action::z", "W"]);
}
