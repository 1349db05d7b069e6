//! The check of JSON against a schema, with every violation named by its path.

use serde_json::Value;

use crate::core::error::Result;

/// A schema made ready for checking. Without the feature `validate` it accepts everything.
pub(crate) struct Validator {
    #[cfg(feature = "validate")]
    compiled: std::result::Result<jsonschema::Validator, String>,
    #[cfg(feature = "validate")]
    schema: Value,
}

#[cfg(not(feature = "validate"))]
impl Validator {
    pub(crate) fn new(_schema: &Value) -> Self {
        Self {}
    }

    pub(crate) fn check(&self, _data: &Value) -> Result<()> {
        Ok(())
    }
}

#[cfg(feature = "validate")]
impl Validator {
    pub(crate) fn new(schema: &Value) -> Self {
        // Unknown keywords and formats are a schema's own business: Genkit JS refuses them at the first run.
        let compile = || {
            jsonschema::options().with_draft(draft(schema)).should_ignore_unknown_formats(true).build(schema)
        };
        let compiled = if super::dialect::deeper_than(schema, 2 * super::dialect::MAX_DEPTH) {
            Err(format!("it is nested more than {} deep", super::dialect::MAX_DEPTH))
        } else {
            compile().map_err(|e| e.to_string())
        };
        Self { compiled, schema: schema.clone() }
    }

    /// Checks data against the schema.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` with every violation by its path; `details` holds them as `errors` beside the `schema`.
    pub(crate) fn check(&self, data: &Value) -> Result<()> {
        use crate::core::error::Error;
        let validator = self.compiled.as_ref().map_err(|e| {
            Error::invalid_argument(format!("the JSON schema itself is not valid: {e}"))
                .with_details(serde_json::json!({"schema": self.schema}))
        })?;
        if validator.is_valid(data) { Ok(()) } else { Err(describe(validator, data, &self.schema)) }
    }
}

#[cfg(feature = "validate")]
fn draft(schema: &Value) -> jsonschema::Draft {
    match schema.get("$schema").and_then(Value::as_str) {
        Some(uri) if uri.contains("2020-12") => jsonschema::Draft::Draft202012,
        Some(uri) if uri.contains("2019-09") => jsonschema::Draft::Draft201909,
        _ => jsonschema::Draft::Draft7,
    }
}

/// How many violations are told: each element of a long list may be one.
#[cfg(feature = "validate")]
const SHOWN: usize = 100;

#[cfg(feature = "validate")]
#[cold]
fn describe(validator: &jsonschema::Validator, data: &Value, schema: &Value) -> crate::core::error::Error {
    use std::fmt::Write;
    let mut lines = String::new();
    let mut errors = Vec::new();
    for error in validator.iter_errors(data) {
        if errors.len() == SHOWN {
            let _ = writeln!(lines, "- and more");
            break;
        }
        let path = error.instance_path().as_str().trim_start_matches('/').replace('/', ".");
        let path = if path.is_empty() { "(root)".to_owned() } else { path };
        let message = wording(&error);
        let _ = writeln!(lines, "- {path}: {message}");
        errors.push(serde_json::json!({"path": path, "message": message}));
    }
    let pretty = |value: &Value| serde_json::to_string_pretty(value).unwrap_or_default();
    let message = format!(
        "Schema validation failed. Parse Errors:\n\n{lines}\nProvided data:\n\n{}\n\nRequired JSON schema:\n\n{}",
        pretty(data),
        pretty(schema)
    );
    crate::core::error::Error::invalid_argument(message)
        .with_details(serde_json::json!({"errors": errors, "schema": schema}))
}

/// The words that Genkit's users know from its JavaScript validator, where they differ.
#[cfg(feature = "validate")]
fn wording(error: &jsonschema::ValidationError<'_>) -> String {
    use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match error.kind() {
        Kind::Required { property } => format!("must have required property '{}'", text(property)),
        Kind::Type { kind: TypeKind::Single(one) } => format!("must be {one}"),
        Kind::Type { kind: TypeKind::Multiple(many) } => {
            let names: Vec<String> = many.iter().map(|t| t.to_string()).collect();
            format!("must be {}", names.join(","))
        }
        Kind::Enum { .. } => "must be equal to one of the allowed values".to_owned(),
        Kind::Constant { .. } => "must be equal to constant".to_owned(),
        Kind::AdditionalProperties { unexpected } => {
            format!("must NOT have additional properties: {}", unexpected.join(", "))
        }
        Kind::Minimum { limit } => format!("must be >= {limit}"),
        Kind::Maximum { limit } => format!("must be <= {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("must be > {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("must be < {limit}"),
        Kind::MinLength { limit } => format!("must NOT have fewer than {limit} characters"),
        Kind::MaxLength { limit } => format!("must NOT have more than {limit} characters"),
        Kind::MinItems { limit } => format!("must NOT have fewer than {limit} items"),
        Kind::MaxItems { limit } => format!("must NOT have more than {limit} items"),
        Kind::Pattern { pattern } => format!("must match pattern \"{pattern}\""),
        Kind::Format { format } => format!("must match format \"{format}\""),
        Kind::AnyOf { .. } => "must match a schema in anyOf".to_owned(),
        Kind::OneOfNotValid { .. } | Kind::OneOfMultipleValid { .. } => {
            "must match exactly one schema in oneOf".to_owned()
        }
        _ => error.to_string(),
    }
}

impl std::fmt::Debug for Validator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Validator")
    }
}
