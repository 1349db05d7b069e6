use genkit::prelude::*;

#[evaluator]
async fn act(_case: genkit::EvalCase) -> Result<f64> {
    Ok(1.0)
}

fn main() {}
