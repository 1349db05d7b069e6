use genkit::prelude::*;

#[derive(Serialize, JsonSchema)]
struct SearchResult {
    hits: Vec<String>,
}

#[flow]
async fn search(query: String) -> SearchResult {
    SearchResult { hits: vec![query] }
}

fn main() {}
