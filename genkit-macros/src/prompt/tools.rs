//! The tools of a file and the handles that the macro is given.

use genkit_dotprompt::Prompt;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

use super::args::Options;
use super::check::{Checked, Faults};
use super::disk::Place;
use crate::errors::Code;

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

/// The tools of a prompt in their places, and the assertions that these are the ones that the file names.
pub(super) fn assertions(
    prompt: &Ident,
    checked: &Checked,
    literal: &syn::LitStr,
    handles: &[Path],
) -> TokenStream {
    let front = checked.prompt.front_matter();
    let written = &checked.place.written;
    let places: Vec<Literal> = places(handles).collect();
    let fixed: Vec<&String> = front.tools.iter().filter(|name| !at_run_time(name)).collect();
    let given = handles.iter().zip(&places).map(
        |(handle, place)| quote_spanned!(handle.span()=> __gk::tool!(#prompt, #place = #handle, #(#fixed)* in #written);),
    );
    let named = front.tools.iter().enumerate().filter(|(_, name)| !at_run_time(name)).map(|(index, name)| {
        let at = front.position(&["tools", &index.to_string()]).unwrap_or(genkit_dotprompt::Position::START);
        let place = format!("{written}:{at}");
        // At the literal, as everything that is said of the file.
        quote_spanned!(literal.span()=> __gk::named!(#prompt, #(#places)*, #name in #place);)
    });
    quote!(#(#given)* #(#named)*)
}

fn places(handles: &[Path]) -> impl Iterator<Item = Literal> {
    (0..handles.len()).map(Literal::usize_unsuffixed)
}

/// The tools as the runtime takes them.
pub(super) fn list(prompt: &Ident, checked: &Checked, handles: &[Path]) -> Option<TokenStream> {
    let named: Vec<&String> =
        checked.prompt.front_matter().tools.iter().filter(|name| at_run_time(name)).collect();
    let places = places(handles);
    let any = !(handles.is_empty() && named.is_empty());
    any.then(|| quote!(.tools(__gk::tools!(#prompt, #(#places)*, #(#named)*))))
}
