//! The calls that a double had, and those that it expects.

use serde_json::Value;

use crate::core::action::Handle;
use crate::core::error::{Error, Result};

#[derive(Default)]
pub(super) struct Calls {
    inputs: Vec<Value>,
    /// Expected calls that have not come.
    expected: Vec<Value>,
    /// True once any call was expected: all others are refused then.
    strict: bool,
    refused: Vec<String>,
    /// True if the test was told how things stand, and nothing happened since.
    pub(super) told: bool,
}

impl Calls {
    pub(super) fn inputs(&self) -> &[Value] {
        &self.inputs
    }

    pub(super) fn expect(&mut self, input: Value) {
        self.expected.push(input);
        self.strict = true;
        self.told = false;
    }

    pub(super) fn refuse(&mut self, message: &str) {
        self.refused.push(message.to_owned());
    }

    /// Notes a call.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION`, naming what came and what was expected, if others were expected.
    pub(super) fn come<H: Handle>(&mut self, input: Value) -> Result<()> {
        self.told = false;
        let fits = self.expected.iter().position(|expected| *expected == input);
        let shown = show::<H>(&input);
        self.inputs.push(input);
        match fits {
            Some(place) => {
                self.expected.remove(place);
                Ok(())
            }
            None if self.strict => {
                let open: Vec<_> = self.expected.iter().map(show::<H>).collect();
                let expected = match open.as_slice() {
                    [] => "no further call is expected".to_owned(),
                    [one] => format!("expected is {one}"),
                    several => format!("expected are {}", several.join(", ")),
                };
                Err(Error::failed_precondition(format!("unexpected call {shown}; {expected}")))
            }
            None => Ok(()),
        }
    }

    pub(super) fn findings<H: Handle>(&self) -> Vec<String> {
        let name = H::DEF.name();
        let missing = self.expected.iter().map(|e| format!("the call {} did not come", show::<H>(e)));
        let refused = self.refused.iter().map(|refused| format!("the double of {name} refused: {refused}"));
        missing.chain(refused).collect()
    }
}

/// A call as it would be written: `get_weather(city: "Oslo")`.
pub(super) fn show<H: Handle>(input: &Value) -> String {
    let name = H::DEF.name();
    let tool = matches!(H::DEF.action_type().name(), "tool" | "tool.v2");
    match input {
        Value::Null => format!("{name}()"),
        Value::Object(args) if tool => {
            let args: Vec<_> = args.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            format!("{name}({})", args.join(", "))
        }
        other => format!("{name}({other})"),
    }
}
