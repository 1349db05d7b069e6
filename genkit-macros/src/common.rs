//! What all actions share: the options that each macro has, and what they and the function say together.

use darling::FromMeta;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::{Map, Value};
use syn::LitStr;

use crate::docs::{self, Description};
use crate::errors::{Code, Diag};
use crate::item_fn::LooseFn;
use crate::names::{self, Named};
use crate::paths::Runtime;
use crate::values::{ItemPath, Metadata, Name, Text, Texts};

/// The options of every action macro.
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
pub(crate) struct Common {
    pub(crate) name: Option<Text>,
    pub(crate) description: Option<Text>,
    pub(crate) handle: Option<Name>,
    pub(crate) metadata: Option<Metadata>,
    pub(crate) tags: Option<Texts>,
    #[darling(rename = "crate")]
    pub(crate) runtime: Option<ItemPath>,
}

/// Who an action is.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) name: String,
    pub(crate) description: Option<Description>,
    pub(crate) handle: Ident,
    /// Its metadata as JSON; each kind adds what it knows.
    pub(crate) metadata: Map<String, Value>,
    /// What its kind puts around the function, if it puts anything there.
    pub(crate) around: Option<TokenStream>,
    pub(crate) runtime: Runtime,
}

impl Identity {
    pub(crate) fn new(common: Common, named: Named, func: &LooseFn, diag: &mut Diag) -> Self {
        let name = names::checked(named, common.name.as_ref().map(|text| &text.0), &func.sig.ident, diag);
        let description = match &common.description {
            Some(Text(text)) => said(text, diag),
            None => docs::description(&func.attrs),
        };
        let mut metadata = common.metadata.unwrap_or_default().0;
        if let Some(Texts(tags)) = common.tags {
            metadata.insert("tags".to_owned(), tags.iter().map(LitStr::value).collect());
        }
        Self {
            name,
            description,
            handle: common.handle.map_or_else(|| func.sig.ident.clone(), |name| name.0),
            metadata,
            around: None,
            runtime: Runtime::new(common.runtime.map(|path| path.0)),
        }
    }

    /// Adds what a kind knows to the metadata; what the attribute says itself stays.
    pub(crate) fn describe(&mut self, known: Value) {
        if let Value::Object(known) = known {
            let said = std::mem::replace(&mut self.metadata, known);
            self.metadata.extend(said);
        }
    }

    /// `action!(..)` with all that is known of the action before the program starts. `options` is the member of the
    /// metadata that takes the schema of its options, and the function that makes it.
    pub(crate) fn def(&self, action_type: &str, options: Option<(&str, TokenStream)>) -> TokenStream {
        let kind = quote::format_ident!("{action_type}");
        let name = &self.name;
        let description = self.description.iter();
        let metadata =
            (!self.metadata.is_empty()).then(|| raw(&Value::from(self.metadata.clone()).to_string()));
        let metadata = metadata.iter();
        let options = options.into_iter().map(|(member, schema)| quote!(#member, #schema));
        let around = self.around.iter();
        quote! {
            __gk::action!(#kind, #name)
                #(.description(#description))*
                #(.metadata(#metadata))*
                #(.options(#options))*
                #(.around(#around))*
        }
    }
}

/// The text as `r#".."#`, to be read by people too.
fn raw(text: &str) -> TokenStream {
    let mut hashes = String::from("#");
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}").parse().unwrap_or_default()
}

fn said(text: &LitStr, diag: &mut Diag) -> Option<Description> {
    let description = docs::from_option(text);
    if description.is_none() {
        diag.push(Code::WrongForm, text, "this description says nothing");
    }
    description
}
