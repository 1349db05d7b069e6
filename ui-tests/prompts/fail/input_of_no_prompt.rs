use genkit::prelude::*;

#[derive(Serialize)]
struct Menu {
    theme: String,
}

async fn ask(ai: Genkit) {
    let _ = ai.run_prompt(Menu { theme: "sea".into() });
}

fn main() {}
