genkit::prompt!("prompts/front_matter_of_another_form.prompt");

fn main() {}
