//! Generated code is thin: thirty lines an action and two a parameter are the aim, which flows and programs keep. The
//! other kinds prove their types one by one, for the sake of their errors, and are longer still.

use syn::{Attribute, Item};

use super::cases::cases;
use super::{expand, items, pretty};

#[test]
fn flows_and_programs_are_within_thirty_lines_and_two_a_parameter() {
    let mut too_long = Vec::new();
    // Not yet kept: a flow that streams names its chunks once more, to prove them.
    let kept = |name: &str, macro_name: &str| {
        matches!(macro_name, "flow" | "main" | "test") && name != "flow_streaming"
    };
    for (name, macro_name, options, item) in cases().into_iter().filter(|c| kept(c.0, c.1)) {
        let user: syn::ItemFn = syn::parse2(item.clone()).unwrap();
        let allowed = 30 + 2 * user.sig.inputs.len();
        let lines = own_lines(&expand(macro_name, &options, &item), macro_name, user);
        println!("{name}: {lines} of {allowed}");
        if lines > allowed {
            too_long.push(format!("{name} has {lines} lines, {allowed} are allowed"));
        }
    }
    assert!(too_long.is_empty(), "{too_long:#?}");
}

/// The lines of an expansion without the user's function, and without the copy of its doc comment.
fn own_lines(expansion: &proc_macro2::TokenStream, macro_name: &str, user: syn::ItemFn) -> usize {
    let mut items = items(expansion);
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
