//! What all actions share: the options that each macro has, and what they and the function say together.

use darling::FromMeta;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::LitStr;

use crate::docs::{self, Description};
use crate::errors::{Code, Diag};
use crate::item_fn::LooseFn;
use crate::names::{self, Named};
use crate::paths::Runtime;
use crate::values::{ItemPath, Metadata, Name, Text};

/// The options of every action macro.
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
pub(crate) struct Common {
    pub(crate) name: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) handle: Option<Name>,
    pub(crate) metadata: Option<Metadata>,
    #[darling(rename = "crate")]
    pub(crate) runtime: Option<ItemPath>,
}

/// Who an action is.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) name: String,
    pub(crate) description: Option<Description>,
    pub(crate) handle: Ident,
    pub(crate) metadata: Metadata,
    pub(crate) runtime: Runtime,
}

impl Identity {
    pub(crate) fn new(common: Common, named: Named, func: &LooseFn, diag: &mut Diag) -> Self {
        let name = names::checked(named, common.name.as_ref().map(|text| &text.0), &func.sig.ident, diag);
        let description = match &common.description {
            Some(Text(text)) => said(text, diag),
            None => docs::description(&func.attrs),
        };
        Self {
            name,
            description,
            handle: common.handle.map_or_else(|| func.sig.ident.clone(), |name| name.0),
            metadata: common.metadata.unwrap_or_default(),
            runtime: Runtime::new(common.runtime.map(|path| path.0)),
        }
    }

    /// `action!(..)` with all that is known of the action before the program starts.
    pub(crate) fn def(&self, action_type: &str, metadata: Option<TokenStream>) -> TokenStream {
        let kind = quote::format_ident!("{action_type}");
        let name = &self.name;
        let description = self.description.iter();
        let metadata = metadata.into_iter();
        let extra = self.metadata.entries().into_iter();
        quote! {
            __gk::action!(#kind, #name)
                #(.description(#description))*
                #(.metadata(|| #metadata))*
                #(.extra(#extra))*
        }
    }
}

fn said(text: &LitStr, diag: &mut Diag) -> Option<Description> {
    let description = docs::from_option(text);
    if description.is_none() {
        diag.push(Code::WrongForm, text, "this description says nothing");
    }
    description
}
