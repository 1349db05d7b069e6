//! How values read as text and as conditions, the way Genkit's other languages have it.

mod json;
mod number;
mod space;

pub(crate) use json::{Indent, write_json};
pub(crate) use number::write_number;
pub(crate) use space::{is_blank, is_space, trim_end, trim_start};

use serde_json::Value;

/// What `{{#if}}` takes as false: nothing, `false`, zero, the empty string, the empty list.
pub(crate) fn is_falsy(value: Option<&Value>) -> bool {
    is_empty(value) || matches!(value, Some(Value::Number(number)) if number.as_f64() == Some(0.0))
}

/// The same, but zero counts as something.
pub(crate) fn is_empty(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null | Value::Bool(false)) => true,
        Some(Value::String(text)) => text.is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(_) => false,
    }
}

/// JavaScript's `===` for what has no identity; lists and objects are compared by the caller.
pub(crate) fn same_scalar(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => {
            a == b || (a.is_f64() || b.is_f64()) && a.as_f64() == b.as_f64()
        }
        (Value::Array(_) | Value::Object(_), _) => false,
        (a, b) => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn conditions() {
        for falsy in [json!(null), json!(false), json!(0), json!(0.0), json!(""), json!([])] {
            assert!(is_falsy(Some(&falsy)), "{falsy}");
        }
        for truthy in [json!(true), json!(-1), json!("0"), json!([0]), json!({})] {
            assert!(!is_falsy(Some(&truthy)), "{truthy}");
        }
        assert!(!is_empty(Some(&json!(0))));
    }

    #[test]
    fn equality_is_strict_but_one_kind_of_number() {
        assert!(same_scalar(&json!(5), &json!(5.0)));
        assert!(!same_scalar(&json!(5), &json!("5")));
        assert!(!same_scalar(&json!(null), &json!(0)));
        assert!(!same_scalar(&json!(9_007_199_254_740_993_i64), &json!(9_007_199_254_740_992_i64)));
    }
}
