use genkit::prelude::*;

#[evaluator(is_billed = "no")]
async fn act(_case: genkit::EvalCase) -> Result<genkit::Score> {
    Ok(genkit::Score::new(1))
}

fn main() {}
