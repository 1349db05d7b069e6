//! Names of Rust for names of schemas.

use proc_macro2::{Ident, Span};

/// `dish_name` for `dishName`, `dish-name`.
pub(super) fn field(name: &str, span: Span) -> Ident {
    ident(&snake(name), span)
}

/// `DishName` for `dishName`, `dish name`.
pub(super) fn type_name(name: &str) -> String {
    let mut out = String::new();
    for word in snake(name).split('_').filter(|word| !word.is_empty()) {
        let mut letters = word.chars();
        out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        out.extend(letters);
    }
    if out.chars().next().is_none_or(|first| first.is_ascii_digit()) { format!("T{out}") } else { out }
}

/// A word that Rust takes as a name, raw if it is a keyword.
pub(super) fn ident(name: &str, span: Span) -> Ident {
    match name {
        "self" | "Self" | "super" | "crate" | "_" => Ident::new(&format!("{name}_"), span),
        name if syn::parse_str::<Ident>(name).is_ok() => Ident::new(name, span),
        name => Ident::new_raw(name, span),
    }
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    let mut before = '_';
    for letter in name.chars() {
        let word = if letter.is_alphanumeric() { letter } else { '_' };
        if word.is_uppercase() && (before.is_lowercase() || before.is_numeric()) {
            out.push('_');
        }
        if !(word == '_' && (before == '_' && !out.is_empty())) {
            out.extend(word.to_lowercase());
        }
        before = word;
    }
    let out = out.trim_end_matches('_');
    match out.chars().next() {
        None => "value".to_owned(),
        Some(first) if first.is_numeric() => format!("_{out}"),
        Some(_) => out.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_rust() {
        let field = |name| field(name, Span::call_site()).to_string();
        assert_eq!(field("dishName"), "dish_name");
        assert_eq!(field("dish-name"), "dish_name");
        assert_eq!(field("type"), "r#type");
        assert_eq!(field("self"), "self_");
        assert_eq!(field("3d"), "_3d");
        assert_eq!(field("HTMLPage"), "htmlpage");
        assert_eq!(type_name("greet.formal"), "GreetFormal");
        assert_eq!(type_name("sub/menu"), "SubMenu");
        assert_eq!(type_name("3d"), "T3d");
    }
}
