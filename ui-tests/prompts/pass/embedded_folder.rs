#![deny(warnings)]
//! A folder that the program carries.

use genkit::prelude::*;

fn main() {
    let files = genkit::embed_prompts!("prompts");
    assert_eq!(files.names().collect::<Vec<_>>(), ["menu.prompt", "plain.prompt"]);
    assert!(Genkit::builder().prompts(files).build_now().is_ok());
}
