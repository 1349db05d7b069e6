fn main() {
    let _ = genkit::embed_prompts!("prompts/nothing");
}
