//! `embed_prompts!`: a folder of prompt files, checked and carried in the program.

use proc_macro2::TokenStream;
use quote::quote;

use super::args::Folder;
use super::check::{self, faults};
use super::disk::{Disk, Place, partial, slashed};
use crate::errors::{Code, Diag};

pub(super) fn expand(folder: &Folder, disk: &dyn Disk, diag: &mut Diag) -> TokenStream {
    let place = Place::find(&folder.path, disk);
    let files = disk.prompts(&place.path);
    if files.is_empty() {
        let message = format!("{}: there are no `.prompt` files in this folder", place.written);
        diag.push(Code::PromptNotFound, &folder.path, message);
    }
    let mut names = Vec::new();
    for path in files {
        let name = slashed(path.strip_prefix(&place.path).unwrap_or(&path));
        let file = Place { written: format!("{}/{name}", place.written), path, in_package: place.in_package };
        if partial(&file.path).is_none() {
            match disk.read(&file.path) {
                Ok(text) => {
                    check::file(file.clone(), &text, &folder.options, disk, &mut faults(&folder.path, diag));
                }
                Err(_) => {
                    let message = format!("{}: the file cannot be read", file.written);
                    diag.push(Code::PromptNotFound, &folder.path, message);
                }
            }
        }
        names.push(name);
    }
    let (folder, runtime) = (place.known(), folder.options.runtime.private());
    let errors = diag.compile_errors();
    quote!({
        #(#errors)*
        #runtime::embedded!(#folder: #(#names)*)
    })
}
