//! Beside errors, the function and its handle are still there.

use quote::{ToTokens, quote};
use syn::Item;

use super::{MACROS, expand, items, messages};

/// Mistakes of every kind, each with a function that code elsewhere names.
#[test]
fn the_function_and_its_handle_are_emitted_beside_errors() {
    let broken = [
        (
            quote!(nam = "x"),
            quote!(
                pub async fn f(a: String) -> Result<u8> {
                    a
                }
            ),
        ),
        (
            quote!(name = "a b"),
            quote!(
                pub async fn f(a: &str, b: &Ctx) -> Result<&str> {}
            ),
        ),
        (
            quote!(),
            quote!(
                pub fn f<T: Into<u8>>(a: T, b: impl X) -> impl Y {}
            ),
        ),
        (
            quote!(),
            quote!(
                pub const unsafe extern "C" fn f(a: u8, b: u8, c: Ctx, d: Ctx)
                where
                    u8: Copy,
                {
                }
            ),
        ),
    ];
    let actions = MACROS.iter().filter(|(name, _)| !matches!(*name, "main" | "test"));
    for (name, run) in actions {
        for (options, item) in &broken {
            let expansion = run(options, item);
            assert!(!messages(&expansion).is_empty(), "{name}: {item}");
            let items = items(&expansion);
            let function = items.iter().any(|item| matches!(item, Item::Fn(item) if item.sig.ident == "f"));
            let handle = items.iter().any(|item| matches!(item, Item::Struct(item) if item.ident == "f"));
            assert!(function && handle, "{name}: {expansion}");
            assert!(expansion.to_string().contains("impl __gk :: "), "{name}: {expansion}");
        }
    }
}

/// In an `impl`, neither a struct nor an unnamed constant can stand.
#[test]
fn a_method_is_emitted_alone() {
    let expansion = expand(
        "flow",
        &quote!(),
        &quote!(
            async fn f(&self, a: u8) -> Result<u8> {}
        ),
    );
    assert_eq!(messages(&expansion), ["a flow is a free function: it has no `self` [GK0010]"]);
    assert!(expansion.to_string().starts_with("async fn f (& self , a : u8)"), "{expansion}");
    assert!(!expansion.to_string().contains("struct"), "{expansion}");
}

#[test]
fn what_is_no_function_stays_and_gets_a_handle_if_it_has_a_name() {
    let item = quote!(
        pub struct Dish {
            name: String,
        }
    );
    let expansion = expand("flow", &quote!(), &item);
    assert!(expansion.to_string().starts_with(&item.to_string()), "{expansion}");
    assert_eq!(messages(&expansion), ["`#[flow]` goes on a function with a body [GK0001]"]);
    let expansion = expand("flow", &quote!(), &quote!(#[x] pub(crate) async fn f(a: ) -> ));
    assert!(expansion.to_string().contains("pub (crate) struct f { }"), "{expansion}");
}

/// The body is not looked at: what cannot be parsed goes through as it is.
#[test]
fn bodies_pass_through() {
    let item = quote!(async fn f(a: u8) -> Result<u8> { let x = a. ; if match => fn });
    assert_eq!(messages(&expand("flow", &quote!(), &item)), Vec::<String>::new());
}

/// Helper attributes and docs leave the parameters, lint levels stay.
#[test]
fn parameters_keep_what_the_compiler_takes() {
    let item = quote! {
        /// D.
        fn f(/** Doc. */ #[serde(default)] #[allow(unused)] a: u8, #[ctx] b: MyCtx) {}
    };
    let expansion = expand("tool", &quote!(), &item);
    let Some(Item::Fn(function)) = items(&expansion).into_iter().next() else { panic!("{expansion}") };
    let expected = quote!(#[allow(unused)] a: u8, #[ctx] b: MyCtx).to_string().replace("# [ctx] ", "");
    assert_eq!(function.sig.inputs.to_token_stream().to_string(), expected);
}
