//! JSON that says what is wanted.

use libtest_mimic::Failed;
use serde_json::Value;

/// What may differ from run to run.
const VOLATILE: [&str; 3] = ["latencyMs", "traceId", "telemetry"];

/// Numbers as JavaScript writes them, without what differs from run to run.
pub(crate) fn plain(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().filter(|(name, _)| !VOLATILE.contains(&name.as_str()));
            kept.map(|(name, value)| (name.clone(), plain(value))).collect()
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 1e15 => Value::from(float as i64),
            _ => value.clone(),
        },
        other => other.clone(),
    }
}

/// Fails with both if they differ.
pub(crate) fn same(what: &str, got: &Value, want: &Value) -> Result<(), Failed> {
    let (got, want) = (plain(got), plain(want));
    if got == want { Ok(()) } else { Err(format!("{what}\n  want {want}\n  got  {got}").into()) }
}
