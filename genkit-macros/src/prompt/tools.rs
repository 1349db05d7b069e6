//! The tools of a file and the handles that the macro is given.

use genkit_dotprompt::Prompt;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

use super::args::Options;
use super::check::{Checked, Faults};
use super::disk::Place;
use crate::errors::{Code, with_code};

/// A tool that a provider gives at run time has no handle: `host:tool/read`.
fn at_run_time(name: &str) -> bool {
    name.contains(':')
}

/// A file that names tools wants their handles.
pub(super) fn check(place: &Place, prompt: &Prompt, options: &Options, faults: &mut Faults<'_>) {
    let front = prompt.front_matter();
    let mut named: Vec<&str> = front.tools.iter().map(String::as_str).collect();
    named.retain(|name| !at_run_time(name));
    let (Some(first), None) = (named.first(), &options.tools) else { return };
    let handles: Vec<&str> = named.iter().map(|name| name.rsplit('/').next().unwrap_or(name)).collect();
    let message = format!(
        "the file names the tool `{first}`: give the macro the handles, `tools = [{}]`",
        handles.join(", ")
    );
    faults.push(Code::PromptTool, &place.written, front.position(&["tools", "0"]), &message);
}

/// Constant assertions that names and handles are the same tools.
pub(super) fn assertions(checked: &Checked, literal: &syn::LitStr, handles: &[Path]) -> TokenStream {
    let front = checked.prompt.front_matter();
    let written = &checked.place.written;
    let fixed: Vec<&String> = front.tools.iter().filter(|name| !at_run_time(name)).collect();
    let names = front.tools.iter().enumerate().filter(|(_, name)| !at_run_time(name)).map(|(index, name)| {
        let at = front.position(&["tools", &index.to_string()]).unwrap_or(genkit_dotprompt::Position::START);
        let message = format!("{written}:{at}: no handle of `tools = [..]` is the tool `{name}`");
        let message = with_code(Code::PromptTool, message);
        // At the literal, as everything that is said of the file.
        quote_spanned!(literal.span()=>
            const _: () = ::core::assert!(false #(|| __gk::ToolOf::<#handles>::is(#name))*, #message);
        )
    });
    let extra = handles.iter().map(|handle| {
        let message = with_code(Code::PromptTool, format!("{written} does not name this tool in `tools`"));
        quote_spanned!(handle.span()=>
            const _: () = ::core::assert!(false #(|| __gk::ToolOf::<#handle>::is(#fixed))*, #message);
        )
    });
    quote!(#(#names)* #(#extra)*)
}

/// The tools as the runtime takes them.
pub(super) fn list(checked: &Checked, handles: &[Path]) -> TokenStream {
    let named = checked.prompt.front_matter().tools.iter().filter(|name| at_run_time(name));
    quote!(::std::vec![
        #(__gk::ToolOf::<#handles>::tool(),)*
        #(__gk::ToolRef::Name(::std::string::String::from(#named)),)*
    ])
}
