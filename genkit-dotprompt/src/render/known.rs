//! Whether all helpers and partials that a template names exist, before anything is rendered: a wrong name is
//! found whichever branch it stands in.

use crate::analysis::{Reference, did_you_mean, references};
use crate::environment::Environment;
use crate::error::{Error, ErrorKind, Result};
use crate::helper::{Builtin, Form};
use crate::template::Template;
use crate::template::ast::Call;

pub(super) fn check_names(environment: &Environment, template: &Template) -> Result<()> {
    let mut result = Ok(());
    references(template.nodes(), &mut |reference| {
        if result.is_ok() {
            result = check(environment, &reference);
        }
    });
    result
}

fn check(environment: &Environment, reference: &Reference<'_>) -> Result<()> {
    match *reference {
        Reference::Call(call, form) => {
            if let Some(name) = called_helper(call, form)
                && Builtin::of(name).is_none()
                && environment.helpers().get(name).is_none()
            {
                return Err(unknown_helper(call, name, environment.helpers().names()));
            }
            Ok(())
        }
        Reference::Partial(name, span) => match environment.partials().get(name) {
            Some(_) => Ok(()),
            None => Err(unknown_partial(name, environment.partials().names()).span(span)),
        },
    }
}

/// The name of the helper, if the call can be nothing else.
pub(crate) fn called_helper(call: &Call, form: Form) -> Option<&str> {
    let certain = call.has_arguments() || form == Form::Expression;
    certain.then(|| call.path.simple_name().unwrap_or(&call.path.original))
}

pub(crate) fn unknown_helper<'n>(call: &Call, name: &str, custom: impl Iterator<Item = &'n str>) -> Error {
    let hint = did_you_mean(name, Builtin::names().chain(custom));
    Error::new(ErrorKind::UnknownHelper, format!("unknown helper `{name}`{hint}"))
        .about(name)
        .span(call.path.span)
}

pub(crate) fn unknown_partial<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Error {
    let hint = did_you_mean(name, known);
    Error::new(ErrorKind::UnknownPartial, format!("The partial {name} could not be found{hint}")).about(name)
}
