//! JSON read as a type. A whole number such as `3.0` is an integer, as it is to a JSON schema.

use serde::de::DeserializeOwned;
use serde_json::Value;

/// Why JSON is not of a type: the place, `(root)` or a path such as `rows[0].id`, and what is wrong there.
#[derive(Debug)]
pub(crate) struct Unreadable {
    pub(crate) path: String,
    pub(crate) message: String,
}

/// Reads a value of a type.
pub(crate) fn read<T: DeserializeOwned>(value: &Value) -> Result<T, Unreadable> {
    T::deserialize(value).or_else(|_| read_again(value.clone()))
}

/// Reads once more, now with whole numbers as integers, and noting where it goes wrong.
#[cold]
fn read_again<T: DeserializeOwned>(mut value: Value) -> Result<T, Unreadable> {
    whole(&mut value);
    serde_path_to_error::deserialize::<_, T>(value).map_err(|error| {
        let path = match error.path().to_string() {
            root if root == "." => "(root)".to_owned(),
            path => path,
        };
        Unreadable { path, message: error.into_inner().to_string() }
    })
}

fn whole(value: &mut Value) {
    /// Up to here every integer is a float, too.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Number(number) if number.is_f64() => {
            if let Some(float) = number.as_f64().filter(|f| f.fract() == 0.0 && f.abs() <= EXACT) {
                // Whole, and small enough for an integer of 54 bits.
                *number = (float as i64).into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole),
        Value::Object(members) => members.values_mut().for_each(whole),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_whole_number_is_an_integer() {
        assert_eq!(
            read::<Vec<(i64, f64)>>(&json!([[3.0, 3], [-1e3, 0.5]])).unwrap(),
            [(3, 3.0), (-1000, 0.5)]
        );
        assert!(read::<i64>(&json!(3.5)).is_err());
        assert!(read::<i64>(&json!(1e300)).is_err());
    }

    #[test]
    fn what_is_wrong_has_a_place() {
        let wrong = read::<Vec<i64>>(&json!([1, "2"])).unwrap_err();
        assert_eq!(wrong.path, "[1]");
        assert_eq!(read::<i64>(&json!({})).unwrap_err().path, "(root)");
    }
}
