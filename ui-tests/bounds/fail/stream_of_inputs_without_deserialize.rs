use genkit::prelude::*;

#[derive(Serialize, JsonSchema)]
struct Line(String);

#[flow]
async fn count(mut lines: Inputs<Line>) -> Result<usize> {
    let mut count = 0;
    while lines.next().await.is_some() {
        count += 1;
    }
    Ok(count)
}

fn main() {}
