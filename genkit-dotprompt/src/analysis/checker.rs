//! The check of a prompt before anything runs.

use std::collections::BTreeSet;

use serde_json::Value;

use super::place::Step;
use super::schema::{Verdict, verdict};
use super::usage::{Usage, VariableKind, VariableUse};
use super::walk::Walker;
use super::{Diagnostic, DiagnosticKind, cycle, did_you_mean};
use crate::front_matter::KNOWN_KEYS;
use crate::helper::Builtin;
use crate::partials::Partials;
use crate::picoschema::Schemas;
use crate::position::Position;
use crate::prompt::Prompt;

/// Checks a prompt with nothing but its partials at hand: [`Checker::check`] with the settings it starts with.
///
/// ```
/// use genkit_dotprompt::{Partials, Prompt, check};
///
/// let prompt = Prompt::parse("{{> haeder}}{{roel 'system'}}")?;
/// let mut partials = Partials::new();
/// partials.define("header", "Hello")?;
/// let messages: Vec<_> = check(&prompt, &partials).into_iter().map(|found| found.message).collect();
/// assert_eq!(messages, [
///     "The partial haeder could not be found; did you mean `header`?",
///     "unknown helper `roel`; did you mean `role`?",
/// ]);
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
#[must_use]
pub fn check(prompt: &Prompt, partials: &Partials) -> Vec<Diagnostic> {
    Checker::new(partials).check(prompt)
}

/// Checks prompts against what there is: partials, helpers, schemas.
///
/// ```
/// use genkit_dotprompt::{Checker, Partials, Prompt};
/// use serde_json::json;
///
/// let partials = Partials::new();
/// let checker = Checker::new(&partials)
///     .helper("shout")
///     .input_schema(json!({"type": "object", "properties": {"name": {"type": "string"}}}));
/// assert_eq!(checker.check(&Prompt::parse("{{shout name}}")?), []);
/// assert_eq!(checker.check(&Prompt::parse("{{shout nam}}")?).len(), 1);
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Checker<'a> {
    partials: &'a Partials,
    helpers: BTreeSet<String>,
    any_helper: bool,
    any_partial: bool,
    schemas: Schemas<'a>,
    input_schema: Option<Value>,
}

impl<'a> Checker<'a> {
    /// With these partials, the built-in helpers, and schemas of any name.
    #[must_use]
    pub fn new(partials: &'a Partials) -> Self {
        Checker {
            partials,
            helpers: BTreeSet::new(),
            any_helper: false,
            any_partial: false,
            schemas: Schemas::Any,
            input_schema: None,
        }
    }

    /// There is a helper of this name.
    #[must_use]
    pub fn helper(mut self, name: impl Into<String>) -> Self {
        self.helpers.insert(name.into());
        self
    }

    /// There may be helpers that are not known yet: none is reported as unknown.
    #[must_use]
    pub fn any_helper(mut self) -> Self {
        self.any_helper = true;
        self
    }

    /// There may be partials that are not known yet: none is reported as missing.
    #[must_use]
    pub fn any_partial(mut self) -> Self {
        self.any_partial = true;
        self
    }

    /// Where the schemas are that front matter names.
    #[must_use]
    pub fn schemas(mut self, schemas: Schemas<'a>) -> Self {
        self.schemas = schemas;
        self
    }

    /// The JSON Schema of the input, instead of the one in the front matter.
    #[must_use]
    pub fn input_schema(mut self, schema: Value) -> Self {
        self.input_schema = Some(schema);
        self
    }

    /// What the prompt uses.
    #[must_use]
    pub fn usage(&self, prompt: &Prompt) -> Usage {
        let schema = self.schema_of(prompt).unwrap_or_default();
        self.walk(prompt, schema.as_ref())
    }

    /// All faults, by their places: those of the prompt first, then those of its partials.
    #[must_use]
    pub fn check(&self, prompt: &Prompt) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let schema = self.schema_of(prompt).unwrap_or_else(|diagnostic| {
            found.push(*diagnostic);
            None
        });
        self.front_matter(prompt, schema.as_ref(), &mut found);
        let usage = self.walk(prompt, schema.as_ref());
        self.names(&usage, &mut found);
        for variable in &usage.variables {
            found.extend(undeclared(variable, schema.as_ref(), prompt));
        }
        found.extend(cycle::endless(prompt.template(), self.partials));
        let key = |d: &Diagnostic| (d.partial.clone(), d.line, d.column, d.kind, d.message.clone());
        found.sort_by_key(key);
        found.dedup();
        found
    }

    fn walk(&self, prompt: &Prompt, schema: Option<&Value>) -> Usage {
        Walker::usage(prompt.template(), self.partials, &self.helpers, schema)
    }

    fn schema_of(&self, prompt: &Prompt) -> Result<Option<Value>, Box<Diagnostic>> {
        match &self.input_schema {
            Some(schema) => Ok(Some(schema.clone())),
            None => prompt.front_matter().input_schema(self.schemas).map_err(|error| {
                let position = prompt.front_matter().position(&["input", "schema"]);
                Box::new(Diagnostic::from_error(DiagnosticKind::Schema, &error, position))
            }),
        }
    }

    fn front_matter(&self, prompt: &Prompt, schema: Option<&Value>, found: &mut Vec<Diagnostic>) {
        let front = prompt.front_matter();
        if let Err(error) = front.output_schema(self.schemas) {
            let position = front.position(&["output", "schema"]);
            found.push(Diagnostic::from_error(DiagnosticKind::Schema, &error, position));
        }
        for (key, position) in front.keys() {
            let hint = did_you_mean(key, KNOWN_KEYS);
            // A key that resembles none is the application's own.
            if !KNOWN_KEYS.contains(&key) && !key.contains('.') && !hint.is_empty() {
                let message = format!("front matter has no field `{key}`{hint}");
                let position = position.unwrap_or(Position::START);
                found.push(Diagnostic::new(DiagnosticKind::UnknownField, position, message));
            }
        }
        for name in front.input_default().into_iter().flatten().map(|(name, _)| name) {
            if let Some(Verdict::Missing { instead, .. }) =
                schema.map(|schema| verdict(schema, &[Step::Field(name.clone())]))
            {
                let hint = did_you_mean(name, instead);
                let message =
                    format!("the input schema does not declare `{name}`, which has a default{hint}");
                let position = front.position(&["input", "default", name]).unwrap_or(Position::START);
                found.push(Diagnostic::new(DiagnosticKind::UndeclaredVariable, position, message));
            }
        }
    }

    fn names(&self, usage: &Usage, found: &mut Vec<Diagnostic>) {
        for helper in &usage.helpers {
            let (kind, message) = match &helper.misuse {
                Some(message) => (DiagnosticKind::HelperMisuse, message.clone()),
                None if helper.known || self.any_helper => continue,
                None => {
                    let known = Builtin::names().chain(self.helpers.iter().map(String::as_str));
                    let hint = did_you_mean(&helper.name, known);
                    (DiagnosticKind::UnknownHelper, format!("unknown helper `{}`{hint}", helper.name))
                }
            };
            found.push(
                Diagnostic::new(kind, helper.span.position(), message).within(helper.partial.as_deref()),
            );
        }
        for partial in usage.partials.iter().filter(|partial| !partial.known && !self.any_partial) {
            let hint = did_you_mean(&partial.name, self.partials.names());
            let message = format!("The partial {} could not be found{hint}", partial.name);
            let diagnostic =
                Diagnostic::new(DiagnosticKind::UnknownPartial, partial.span.position(), message);
            found.push(diagnostic.within(partial.partial.as_deref()));
        }
    }
}

fn undeclared(variable: &VariableUse, schema: Option<&Value>, prompt: &Prompt) -> Option<Diagnostic> {
    let report = |position: Position, message: String| {
        let diagnostic = Diagnostic::new(DiagnosticKind::UndeclaredVariable, position, message);
        Some(diagnostic.within(variable.partial.as_deref()))
    };
    if variable.kind == VariableKind::Outside {
        let message = format!("`{}` leads out of the template", variable.path);
        return report(variable.span.position(), message);
    }
    let steps = variable.place.as_deref()?;
    let Verdict::Missing { step, instead } = verdict(schema?, steps) else { return None };
    if let (0, Some(Step::Field(name))) = (step, steps.first())
        && prompt.front_matter().input_default().is_some_and(|defaults| defaults.contains_key(name))
    {
        return None;
    }
    // A step that the path does not make itself is the fault of a block around it, and reported there.
    let own = step.checked_sub(steps.len() - variable.own.len())?;
    let position = variable.own.get(own)?.position();
    let hint = match steps.get(step) {
        Some(Step::Field(name)) => did_you_mean(name, instead),
        _ => String::new(),
    };
    report(position, format!("the input schema does not declare `{}`{hint}", variable.path))
}
