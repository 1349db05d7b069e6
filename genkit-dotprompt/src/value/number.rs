//! Numbers as JavaScript writes them, so that one prompt file gives the same bytes everywhere.

use serde_json::Number;

pub(crate) fn write_number(number: &Number, out: &mut String) {
    // Integers keep all their digits, also those that a double could not hold.
    if let Some(integer) = number.as_i64() {
        return out.push_str(&integer.to_string());
    }
    if let Some(integer) = number.as_u64() {
        return out.push_str(&integer.to_string());
    }
    match number.as_f64() {
        Some(float) if float.is_finite() => write_float(float, out),
        _ => out.push_str(&number.to_string()),
    }
}

/// ECMAScript's Number::toString: plain digits from 1e-6 up to 1e21, an exponent beyond.
fn write_float(float: f64, out: &mut String) {
    if float == 0.0 {
        return out.push('0');
    }
    let scientific = format!("{float:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-6..21).contains(&exponent) {
        // Rust's plain form has the shortest digits too, and no exponent ever.
        out.push_str(&float.to_string());
    } else {
        out.push_str(mantissa);
        out.push_str(if exponent < 0 { "e-" } else { "e+" });
        out.push_str(&exponent.unsigned_abs().to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(float: f64) -> String {
        let mut out = String::new();
        write_number(&Number::from_f64(float).unwrap(), &mut out);
        out
    }

    #[test]
    fn as_javascript_writes_them() {
        assert_eq!(text(1.0), "1");
        assert_eq!(text(-0.0), "0");
        assert_eq!(text(0.1), "0.1");
        assert_eq!(text(1e20), "100000000000000000000");
        assert_eq!(text(1e21), "1e+21");
        assert_eq!(text(1.5e300), "1.5e+300");
        assert_eq!(text(1e-6), "0.000001");
        assert_eq!(text(1e-7), "1e-7");
        assert_eq!(text(1.25e-9), "1.25e-9");
    }
}
