fn main() {
    let _ = genkit::embed_prompts!("embedded");
}
