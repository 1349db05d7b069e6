//! Tests of whole expansions.

use proc_macro2::TokenStream;

/// The expansion as rustfmt would print it.
pub(crate) fn pretty(expansion: &TokenStream) -> String {
    let file = syn::parse2::<syn::File>(expansion.clone());
    prettyplease::unparse(&file.unwrap_or_else(|error| panic!("{error}: {expansion}")))
}

#[test]
fn look() {
    use quote::quote;
    let e = crate::flow::run(
        &quote!(),
        &quote! {
            /// Suggests a dish for a restaurant theme.
            #[cfg(all())]
            pub async fn suggest_dish(theme: String, ctx: Ctx) -> Result<Dish> { todo }
        },
    );
    println!("{}", pretty(&e));
    let e = crate::tool::run(
        &quote!(effect = "read"),
        &quote! {
            /// Weather
            async fn get_weather(
                /// City name, for example "Oslo"
                city: String, #[serde(default)] unit: Option<Unit>) -> Result<Weather> { todo }
        },
    );
    println!("{}", pretty(&e));
    let e = crate::model::run(
        &quote!(name = "acme/chat", label = "Acme", supports(tools, media, output("text", "json"))),
        &quote! {
            /// Chat
            async fn chat(req: ModelRequest<Conf>, ctx: Ctx, out: Chunks<ModelResponseChunk>) -> Result<ModelResponse> { todo }
        },
    );
    println!("{}", pretty(&e));
    let e = crate::flow::run(
        &quote!(nam = "x y", name = "x y", metadata(a = 1, b = x)),
        &quote! {
            pub async fn suggest_dish(theme: &str, ctx: &Ctx, b: impl X, c: u8) -> Result<Dish> { todo }
        },
    );
    println!("{}", pretty(&e));
}
