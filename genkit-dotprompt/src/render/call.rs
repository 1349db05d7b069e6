//! Calls of helpers, within text and within arguments.

use serde_json::Value;

use super::known::{called_helper, unknown_helper};
use super::{Piece, Renderer, Val, write_value};
use crate::error::{Error, ErrorKind, Result};
use crate::helper::{Builtin, Form, Helper, HelperCall, Outcome};
use crate::message::{Media, Role};
use crate::template::ast::{Call, Expr, HashPair};
use crate::value::{Indent, write_json};

impl<'a> Renderer<'a> {
    /// `{{x}}`: a helper if it has arguments or is known by that name, otherwise a variable.
    pub(super) fn mustache(&mut self, call: &'a Call) -> Result<()> {
        if let Some(builtin) = self.builtin(call) {
            self.check_use(builtin, call, Form::Mustache)?;
            return self.structural(builtin, call);
        }
        let value = match self.custom(call, Form::Mustache)? {
            Some(helper) => match self.call_helper(helper, call, false)? {
                Outcome::Value(value) => Val::owned(value),
                Outcome::Body | Outcome::Else => Val::Undefined,
            },
            None => {
                self.step(call.span)?;
                self.path(&call.path)
            }
        };
        self.value(&value, call)
    }

    /// `(x)`: always a helper.
    pub(super) fn sub_expression(&mut self, call: &'a Call) -> Result<Val<'a>> {
        if let Some(builtin) = self.builtin(call) {
            self.check_use(builtin, call, Form::Expression)?;
            return self.builtin_value(builtin, call);
        }
        match self.custom(call, Form::Expression)? {
            Some(helper) => match self.call_helper(helper, call, false)? {
                Outcome::Value(value) => Ok(Val::owned(value)),
                Outcome::Body | Outcome::Else => Ok(Val::Undefined),
            },
            None => Ok(Val::Undefined),
        }
    }

    pub(super) fn builtin(&self, call: &Call) -> Option<Builtin> {
        let name = call.path.simple_name()?;
        if self.block_param(name).is_some() && !call.has_arguments() {
            return None;
        }
        Builtin::of(name)
    }

    pub(super) fn check_use(&self, builtin: Builtin, call: &Call, form: Form) -> Result<()> {
        match builtin.misuse(call, form) {
            Some(message) => {
                Err(self.error(ErrorKind::Helper, message, call.span).about(&call.path.original))
            }
            None => Ok(()),
        }
    }

    /// The application's helper that is called, if it is one.
    pub(super) fn custom(&self, call: &'a Call, form: Form) -> Result<Option<&'a dyn Helper>> {
        let name = call.path.simple_name().filter(|name| self.block_param(name).is_none());
        let helper = name.and_then(|name| self.environment.helpers().get(name));
        match called_helper(call, form) {
            Some(name) if helper.is_none() => {
                let error = unknown_helper(call, name, self.environment.helpers().names());
                Err(error.in_partial(self.partial))
            }
            _ => Ok(helper),
        }
    }

    pub(super) fn call_helper(
        &mut self,
        helper: &dyn Helper,
        call: &'a Call,
        block: bool,
    ) -> Result<Outcome> {
        let args = call.params.iter().map(|param| self.expression(param)).collect::<Result<Vec<_>>>()?;
        let hash = self.hash(&call.hash)?;
        let this = self.this();
        let helper_call = HelperCall {
            name: &call.path.original,
            args: &args.iter().map(Val::get).collect::<Vec<_>>(),
            hash: &hash.iter().map(|(name, value)| (*name, value.get())).collect::<Vec<_>>(),
            this: this.get(),
            context: self.values.context,
            block,
        };
        helper.call(&helper_call).map_err(|message| {
            let message = format!("the helper `{}` failed: {message}", call.path.original);
            self.error(ErrorKind::Helper, message, call.span).about(&call.path.original)
        })
    }

    pub(super) fn argument(&mut self, call: &'a Call, index: usize) -> Result<Val<'a>> {
        call.params.get(index).map_or(Ok(Val::Undefined), |param| self.expression(param))
    }

    pub(super) fn named_argument(&mut self, call: &'a Call, name: &str) -> Result<Val<'a>> {
        call.hash_value(name).map_or(Ok(Val::Undefined), |expr| self.expression(expr))
    }

    /// A built-in helper that stands in text.
    fn structural(&mut self, builtin: Builtin, call: &'a Call) -> Result<()> {
        match builtin {
            Builtin::Role => {
                let role = self.word(call, "role")?;
                let role: Role = role.parse().map_err(|error| self.fault(format!("{error}"), call))?;
                self.structure(Piece::Role(role), call.span)
            }
            Builtin::Section => {
                let name = self.word(call, "section")?;
                self.structure(Piece::Section(name), call.span)
            }
            Builtin::History => self.structure(Piece::History, call.span),
            Builtin::Media => {
                let media = self.media(call)?;
                self.structure(Piece::Media(media), call.span)
            }
            _ => {
                let value = self.builtin_value(builtin, call)?;
                self.value(&value, call)
            }
        }
    }

    /// A built-in helper that gives a value.
    fn builtin_value(&mut self, builtin: Builtin, call: &'a Call) -> Result<Val<'a>> {
        match builtin {
            Builtin::Json => {
                let value = self.argument(call, 0)?;
                let indent = Indent::from_argument(self.named_argument(call, "indent")?.get());
                let mut text = String::new();
                if write_json(value.get().unwrap_or(&Value::Null), &indent, self.output.left(), &mut text) {
                    Ok(Val::owned(text))
                } else {
                    Err(self.unwritable(call))
                }
            }
            Builtin::Lookup => {
                let (from, key) = (self.argument(call, 0)?, self.argument(call, 1)?);
                let mut name = String::new();
                // A key that long names nothing.
                let fits = key.get().is_some_and(|key| write_value(key, 1 << 16, &mut name));
                Ok(if fits { from.member(&name) } else { Val::Undefined })
            }
            Builtin::Log => {
                // A library prints nothing; the arguments are looked at for their faults.
                for param in &call.params {
                    self.expression(param)?;
                }
                Ok(Val::Undefined)
            }
            _ => Ok(Val::Undefined),
        }
    }

    fn media(&mut self, call: &'a Call) -> Result<Media> {
        let url = match self.named_argument(call, "url")?.get() {
            Some(Value::String(url)) if !url.is_empty() => url.clone(),
            Some(Value::String(_)) => return Err(self.fault("the url of `media` is empty".to_owned(), call)),
            None | Some(Value::Null) => {
                return Err(self.fault("the url of `media` has no value".to_owned(), call));
            }
            Some(_) => return Err(self.fault("the url of `media` is no text".to_owned(), call)),
        };
        let content_type = match self.named_argument(call, "contentType")?.get() {
            Some(Value::String(name)) if !name.is_empty() => Some(name.clone()),
            Some(Value::String(_) | Value::Null) | None => None,
            Some(_) => return Err(self.fault("the contentType of `media` is no text".to_owned(), call)),
        };
        Ok(Media { url, content_type })
    }

    /// The one argument of `role` and `section`.
    fn word(&mut self, call: &'a Call, helper: &str) -> Result<String> {
        match self.argument(call, 0)?.get() {
            Some(Value::String(word)) if !word.is_empty() => Ok(word.clone()),
            _ => Err(self.fault(format!("the name for `{helper}` is no text"), call)),
        }
    }

    fn value(&mut self, value: &Val<'a>, call: &'a Call) -> Result<()> {
        match value.get() {
            None | Some(Value::Null) => Ok(()),
            Some(Value::String(text)) => self.text(text, call.span),
            Some(value) => {
                let mut text = String::new();
                if write_value(value, self.output.left(), &mut text) {
                    self.text(&text, call.span)
                } else {
                    Err(self.unwritable(call))
                }
            }
        }
    }

    /// Arguments by name, evaluated.
    pub(super) fn hash(&mut self, pairs: &'a [HashPair]) -> Result<Vec<(&'a str, Val<'a>)>> {
        let evaluate =
            |pair: &'a HashPair| -> Result<_> { Ok((pair.name.as_str(), self.expression(&pair.value)?)) };
        pairs.iter().map(evaluate).collect()
    }

    fn fault(&self, message: String, call: &Call) -> Error {
        let span = call.params.first().map_or(call.span, Expr::span);
        self.error(ErrorKind::Helper, message, span).about(&call.path.original)
    }

    fn unwritable(&self, call: &Call) -> Error {
        let limit = self.environment.limits().output_bytes;
        let message = format!("the value is nested too deep, or the prompt grows longer than {limit} bytes");
        self.error(ErrorKind::Limit, message, call.span)
    }
}
