//! Thoughts before the answer.

use genkit::{Error, Result};
use serde_json::{Value, json};

/// The least that thoughts may take.
const LEAST: u64 = 1024;

/// As the provider takes it. What is in its words already goes on as it is.
///
/// # Errors
/// `INVALID_ARGUMENT` if thoughts shall be and nobody says how long, or if they are too short for the provider.
pub(super) fn sent(told: Value) -> Result<Value> {
    if told.get("type").is_some() {
        return Ok(told);
    }
    let flag = |name: &str| told.get(name).and_then(Value::as_bool);
    let display = told.get("display").filter(|value| !value.is_null()).cloned();
    let mut sent = if flag("adaptive") == Some(true) {
        json!({"type": "adaptive"})
    } else if flag("enabled") == Some(false) {
        return Ok(json!({"type": "disabled"}));
    } else {
        let Some(budget) = told.get("budgetTokens").and_then(Value::as_f64) else {
            return Err(Error::invalid_argument(
                "thinking needs `budgetTokens` (at least 1024), or `adaptive: true`",
            ));
        };
        if budget < LEAST as f64 || budget.fract() != 0.0 {
            return Err(Error::invalid_argument(format!(
                "`thinking.budgetTokens` is {budget}: it must be a whole number, at least {LEAST}"
            )));
        }
        json!({"type": "enabled", "budget_tokens": budget as u64})
    };
    if let (Some(display), Some(sent)) = (display, sent.as_object_mut()) {
        sent.insert("display".to_owned(), display);
    }
    Ok(sent)
}

/// How many tokens there must be for an answer of so many beside the thoughts.
pub(super) fn room(thoughts: Option<&Value>, answer: u64) -> u64 {
    let budget = thoughts.and_then(|t| t.get("budget_tokens")?.as_u64()).unwrap_or_default();
    if budget < answer { answer } else { budget.saturating_add(answer) }
}
