use genkit::prelude::*;

fn elsewhere(ai: &Genkit) {
    let _ = ai.generate().tools(tools!["get_weather"]);
}

fn main() {}
