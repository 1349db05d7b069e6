//! Evaluators of what the flows return.

use genkit::prelude::*;
use genkit::{EvalCase, Score};
use serde_json::Value;

/// Output must not be empty.
#[evaluator(display_name = "Non-empty", definition = "output must not be empty", is_billed = false)]
async fn nonempty(case: EvalCase) -> Result<Score> {
    let empty = match &case.output {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(_) => false,
    };
    let output = case.output.unwrap_or_default();
    let mut score = Score::new(!empty).passed(!empty);
    score
        .details
        .get_or_insert_default()
        .insert("reasoning".to_owned(), format!("output was {output}").into());
    Ok(score)
}

/// Length of the output.
#[evaluator(display_name = "Length", definition = "length of output", is_billed = false)]
async fn len(case: EvalCase) -> Result<Score> {
    let length = match case.output.unwrap_or_default() {
        Value::Null => 0,
        Value::String(text) => text.chars().count(),
        other => other.to_string().chars().count(),
    };
    Ok(Score::new(length))
}
