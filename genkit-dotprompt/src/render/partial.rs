//! Partials.

use serde_json::Value;

use super::known::unknown_partial;
use super::{Renderer, Scope, write_value};
use crate::error::{ErrorKind, Result};
use crate::template::ast::{PartialCall, PartialName};

impl<'a> Renderer<'a> {
    pub(super) fn partial(&mut self, call: &'a PartialCall) -> Result<()> {
        let name = self.partial_name(call)?;
        let Some((name, template)) = self.environment.partials().get_key(&name) else {
            let error = unknown_partial(&name, self.environment.partials().names());
            return Err(error.span(call.span).in_partial(self.partial));
        };
        let base = match &call.context {
            Some(context) => Scope::new(self.expression(context)?),
            None => self.scopes.last().cloned().unwrap_or_else(|| Scope::new(super::Val::Undefined)),
        };
        let pairs = self.hash(&call.hash)?;
        let scope = if pairs.is_empty() { base } else { base.with(pairs) };

        // A partial sees its context and the `@` variables; `../` and names after `as` end at its border.
        let outer_scopes = std::mem::replace(&mut self.scopes, vec![scope]);
        let outer_params = std::mem::take(&mut self.block_params);
        let outer_partial = self.partial.replace(name);
        self.output.push_indent(&call.indent);
        let result = if self.checked.contains(&name) {
            self.nodes(template.nodes())
        } else {
            self.checked.push(name);
            self.template(template)
        };
        self.output.pop_indent();
        self.partial = outer_partial;
        self.block_params = outer_params;
        self.scopes = outer_scopes;
        result
    }

    fn partial_name(&mut self, call: &'a PartialCall) -> Result<String> {
        match &call.name {
            PartialName::Static(name) => Ok(name.clone()),
            PartialName::Dynamic(expression) => {
                let value = self.sub_expression(expression)?;
                let mut name = String::new();
                match value.get() {
                    None | Some(Value::Null | Value::Array(_) | Value::Object(_)) => {}
                    // A name that long is nobody's.
                    Some(value) if write_value(value, 1 << 16, &mut name) => return Ok(name),
                    Some(_) => {}
                }
                Err(self.error(ErrorKind::UnknownPartial, "the name of the partial is no text", call.span))
            }
        }
    }
}
