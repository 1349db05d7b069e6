//! The macros of prompts: their expansions as they stand in `expansions/`, and how long these are. Thirty lines a prompt
//! and two a field, word or tool, as for the other macros two a parameter; what the file says of them in words does not
//! count, nor does what the user wrote.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Fields, Item};

use super::edits::Files;
use super::{items, pretty, snapshots};
use crate::prompt;

/// A name for the snapshot, the expansion, and the item that the user wrote, if there is one.
type Case = (&'static str, TokenStream, Option<TokenStream>);

fn cases() -> Vec<Case> {
    let files = Files::all();
    let declare = |tokens: TokenStream| prompt::declare_on(&tokens, &files);
    let on_item =
        |options: TokenStream, item: TokenStream| (prompt::on_item_with(&options, &item, &files), Some(item));
    let (menu, of_menu) = on_item(
        quote!("edits/menu.prompt", tools = [get_weather], output = Dish),
        quote! {
            struct Menu {
                theme: String,
                #[serde(skip_serializing_if = "Option::is_none")]
                guests: Option<u8>,
                vegan: bool,
            }
        },
    );
    let (dish, of_dish) = on_item(
        quote!("edits/menu.prompt", at = "output"),
        quote! {
            struct Dish {
                dish: String,
                price: f64,
            }
        },
    );
    let greet = quote! {
        /// Greets somebody.
        async fn greet(guest: Guest, ctx: Ctx) -> Result<GenerateOptions> { Ok(ctx.generate().to_options().await?) }
    };
    let folder = prompt::embed_from(&quote!("edits"), &files);
    vec![
        ("prompt", declare(quote!(pub Menu = "edits/menu.prompt", tools = [get_weather])), None),
        ("prompt_of_text", declare(quote!("edits/poem.prompt")), None),
        ("prompt_with_lists", declare(quote!("edits/order.prompt", tools = [find_article])), None),
        (
            "prompt_with_enums",
            declare(quote!(Trip = "edits/trip.prompt", tools = [get_weather, find_hotel])),
            None,
        ),
        ("prompt_file", menu, of_menu),
        ("prompt_file_at", dish, of_dish),
        ("prompt_fn", prompt::function(&quote!(name = "hello"), &greet), Some(greet)),
        ("embed_prompts", quote!(const FILES: EmbeddedPrompts = #folder;), None),
    ]
}

#[test]
fn expansions_are_as_written_down() {
    snapshots::compare(cases().into_iter().map(|(name, expansion, _)| (name, expansion)));
}

#[test]
fn every_expansion_is_within_thirty_lines_and_two_a_part() {
    let mut too_long = Vec::new();
    for (name, expansion, user) in cases() {
        let (lines, fields) = own_lines(&expansion, user.is_some());
        let tools = expansion.to_string().matches("__gk :: tool !").count();
        let allowed = 30 + 2 * (fields + tools);
        println!("{name}: {lines} of {allowed}");
        if lines > allowed {
            too_long.push(format!("{name} has {lines} lines, {allowed} are allowed"));
        }
    }
    assert!(too_long.is_empty(), "{too_long:#?}");
}

/// The lines of an expansion that the macro itself wrote, and the fields and words of the types in it.
fn own_lines(expansion: &TokenStream, has_user: bool) -> (usize, usize) {
    let mut items = items(expansion);
    let mut fields = 0;
    for item in &mut items {
        match item {
            Item::Struct(made) => {
                fields += made.fields.len();
                undocumented(&mut made.attrs);
                if let Fields::Named(named) = &mut made.fields {
                    named.named.iter_mut().for_each(|field| undocumented(&mut field.attrs));
                }
            }
            Item::Enum(made) => {
                fields += made.variants.len();
                undocumented(&mut made.attrs);
                made.variants.iter_mut().for_each(|variant| undocumented(&mut variant.attrs));
            }
            _ => {}
        }
    }
    if has_user {
        items.remove(0);
    }
    (pretty(items).lines().filter(|line| !line.is_empty()).count(), fields)
}

fn undocumented(attrs: &mut Vec<Attribute>) {
    attrs.retain(|attr| !attr.path().is_ident("doc"));
}
