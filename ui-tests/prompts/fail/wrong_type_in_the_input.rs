//# again: the type is made of the file
use genkit::prelude::*;

genkit::prompt!("prompts/good.prompt");

async fn ask(ai: Genkit) {
    let _ = ai.run_prompt(Good { theme: 7 });
}

fn main() {}
