use genkit::prelude::*;

#[derive(Serialize, Deserialize)]
struct Settings {
    loud: bool,
}

#[flow]
async fn chat(settings: Settings, lines: Inputs<String>) -> Result<bool> {
    drop(lines);
    Ok(settings.loud)
}

fn main() {}
