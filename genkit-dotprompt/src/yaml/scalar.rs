//! What a plain scalar means, by the core schema of YAML 1.2: `yes` and `on` are words, `0o17` is a number.

use serde_json::{Number, Value};

pub(super) fn resolve(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(text).map_or_else(|| Value::String(text.to_owned()), Value::Number),
    }
}

/// Infinity and not-a-number stay words, since JSON has no numbers for them.
pub(super) fn number(text: &str) -> Option<Number> {
    let radix = |digits: &str, radix| {
        i64::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with(['+', '-']))
    };
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16).map(Number::from);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8).map(Number::from);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if !unsigned.is_empty() && unsigned.bytes().all(|b| b.is_ascii_digit()) {
        let integer = text.strip_prefix('+').unwrap_or(text);
        let small = integer.parse::<i64>().map(Number::from).ok();
        return small.or_else(|| integer.parse::<u64>().map(Number::from).ok()).or_else(|| float(text));
    }
    is_float(unsigned).then(|| float(text)).flatten()
}

fn float(text: &str) -> Option<Number> {
    Number::from_f64(text.parse().ok()?)
}

/// `1.`, `.5`, `1.5e3`: digits and one dot, then perhaps an exponent.
fn is_float(unsigned: &str) -> bool {
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && !exponent.is_empty()
        && digits(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn core_schema() {
        for (text, value) in [
            ("", json!(null)),
            ("~", json!(null)),
            ("True", json!(true)),
            ("yes", json!("yes")),
            ("12", json!(12)),
            ("+12", json!(12)),
            ("-0x1", json!("-0x1")),
            ("0x1F", json!(31)),
            ("0o17", json!(15)),
            ("017", json!(17)),
            ("1.5", json!(1.5)),
            ("1.", json!(1.0)),
            (".5", json!(0.5)),
            ("1e3", json!(1000.0)),
            (".", json!(".")),
            ("1e", json!("1e")),
            (".inf", json!(".inf")),
            ("1.2.3", json!("1.2.3")),
            ("18446744073709551615", json!(u64::MAX)),
            ("gemini-2.0", json!("gemini-2.0")),
        ] {
            assert_eq!(resolve(text), value, "{text}");
        }
    }
}
