//! Where generated code finds the runtime.

use proc_macro2::TokenStream;
#[cfg(feature = "prompts")]
use quote::ToTokens;
use quote::{quote, quote_spanned};
use syn::Path;

use crate::types;

/// The path of the runtime, `::genkit` unless `crate = ..` says otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Runtime(Path);

impl Runtime {
    pub(crate) fn new(given: Option<Path>) -> Self {
        Self(given.unwrap_or_else(|| syn::parse_quote!(::genkit)))
    }

    /// `use ::genkit::__private as __gk;`: inside the anonymous constant all paths start with `__gk`.
    pub(crate) fn import(&self) -> TokenStream {
        let (path, end) = (&self.0, types::ends(&self.0).1);
        let private = quote_spanned!(end=> ::__private);
        quote!(use #path #private as __gk;)
    }

    /// The path of something in `__private`, for code that stands outside of the anonymous constant.
    pub(crate) fn private(&self) -> TokenStream {
        let path = &self.0;
        quote!(#path::__private)
    }

    /// The path of a crate that `__private` re-exports, as the text that `#[serde(crate = "..")]` takes.
    #[cfg(feature = "prompts")]
    pub(crate) fn reexport(&self, name: &str) -> String {
        let path: String = self.0.to_token_stream().to_string().split_whitespace().collect();
        format!("{path}::__private::{name}")
    }
}
