//! What a main function and a test become: a synchronous function around the user's.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ReturnType;

use super::model::Program;
use crate::errors::Diag;
use crate::item_fn::LooseFn;
use crate::types;

pub(crate) fn main(program: &Program, func: &LooseFn, diag: &Diag) -> TokenStream {
    let private = program.runtime.private();
    let current_thread = program.current_thread;
    let worker_threads = match program.worker_threads.and_then(|threads| usize::try_from(threads).ok()) {
        Some(threads) => quote!(::core::option::Option::Some(#threads)),
        None => quote!(::core::option::Option::None),
    };
    let name = &func.sig.ident;
    let exit = match &func.sig.output {
        ReturnType::Default => quote!(<() as #private::MainResult>::exit),
        ReturnType::Type(_, ty) => {
            let (start, end) = types::ends(ty);
            let open = quote_spanned!(start=> <);
            let close = quote_spanned!(end=> as #private::MainResult>::exit);
            quote!(#open #ty #close)
        }
    };
    let run = quote! {
        #private::run_main(
            #private::MainOptions { current_thread: #current_thread, worker_threads: #worker_threads },
            #name,
            #exit
        )
    };
    around(program, func, &quote!(), &quote!(-> ::std::process::ExitCode), &run, diag)
}

pub(crate) fn test(program: &Program, func: &LooseFn, diag: &Diag) -> TokenStream {
    let private = program.runtime.private();
    let name = &func.sig.ident;
    let attribute = quote!(#[::core::prelude::v1::test]);
    around(program, func, &attribute, &quote!(), &quote!(#private::run_test(#name)), diag)
}

/// The synchronous function with the user's inside of it, which it does not call if there are errors in its signature.
fn around(
    program: &Program,
    func: &LooseFn,
    attribute: &TokenStream,
    output: &TokenStream,
    run: &TokenStream,
    diag: &Diag,
) -> TokenStream {
    let errors = diag.compile_errors();
    if func.sig.receiver().is_some() {
        let item = func.emitted();
        return quote!(#item #(#errors)*);
    }
    let (attrs, vis, name) = (&func.attrs, &func.vis, &func.sig.ident);
    let mut inner = func.clone();
    inner.attrs.clear();
    inner.vis = syn::Visibility::Inherited;
    let item = inner.emitted();
    let (output, body) = if program.callable {
        (output, quote!(#item #run))
    } else {
        // `async fn main` by itself would be one more error.
        (&TokenStream::new(), quote!(#[allow(dead_code)] #item))
    };
    let attribute = program.callable.then_some(attribute);
    quote! {
        #(#attrs)*
        #attribute
        #vis fn #name() #output { #body }
        #(#errors)*
    }
}
