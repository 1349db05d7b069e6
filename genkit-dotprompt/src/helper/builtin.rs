//! The helpers that every template has.

use serde_json::Value;

use crate::message::Role;
use crate::template::ast::{Call, Expr, Literal};

/// A built-in helper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Builtin {
    Each,
    History,
    If,
    IfEquals,
    Json,
    Log,
    Lookup,
    Media,
    Role,
    Section,
    Unless,
    UnlessEquals,
    With,
}

/// Where a helper can be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `{{helper x}}`.
    Mustache,
    /// `{{#helper x}}…{{/helper}}`.
    Block,
    /// `(helper x)`.
    Expression,
}

const ALL: [(&str, Builtin); 13] = [
    ("each", Builtin::Each),
    ("history", Builtin::History),
    ("if", Builtin::If),
    ("ifEquals", Builtin::IfEquals),
    ("json", Builtin::Json),
    ("log", Builtin::Log),
    ("lookup", Builtin::Lookup),
    ("media", Builtin::Media),
    ("role", Builtin::Role),
    ("section", Builtin::Section),
    ("unless", Builtin::Unless),
    ("unlessEquals", Builtin::UnlessEquals),
    ("with", Builtin::With),
];

impl Builtin {
    pub(crate) fn of(name: &str) -> Option<Self> {
        ALL.iter().find(|(known, _)| *known == name).map(|(_, builtin)| *builtin)
    }

    /// Of any lifetime, so that other names can be chained to them.
    pub(crate) fn names<'n>() -> impl Iterator<Item = &'n str> {
        ALL.into_iter().map(|(name, _)| name)
    }

    fn is_block(self) -> bool {
        use Builtin as B;
        matches!(self, B::Each | B::If | B::IfEquals | B::Unless | B::UnlessEquals | B::With)
    }

    /// Whether it shapes the prompt instead of giving a value.
    fn is_structural(self) -> bool {
        matches!(self, Builtin::History | Builtin::Media | Builtin::Role | Builtin::Section)
    }

    /// What is wrong with a call of it, as far as the template alone tells.
    pub(crate) fn misuse(self, call: &Call, form: Form) -> Option<String> {
        let name = &call.path.original;
        match form {
            Form::Block if !self.is_block() => {
                return Some(format!("`{name}` is no block; write `{{{{{name} …}}}}`"));
            }
            Form::Mustache if self.is_block() => {
                return Some(format!("`{name}` is a block; write `{{{{#{name} …}}}}…{{{{/{name}}}}}`"));
            }
            Form::Expression if self.is_block() || self.is_structural() => {
                return Some(format!("`{name}` gives no value, so it cannot be an argument"));
            }
            _ => {}
        }
        self.wrong_arguments(call)
    }

    fn wrong_arguments(self, call: &Call) -> Option<String> {
        use Builtin as B;
        let count = call.params.len();
        let wanted = match self {
            B::Log => count,
            B::History | B::Media => 0,
            B::Each | B::If | B::Json | B::Role | B::Section | B::Unless | B::With => 1,
            B::IfEquals | B::Lookup | B::UnlessEquals => 2,
        };
        let name = &call.path.original;
        if count != wanted {
            let arguments = if wanted == 1 { "argument" } else { "arguments" };
            let hint = match self {
                _ if call.has_arguments() => String::new(),
                // A variable of that name is the likeliest cause.
                _ => format!("; a variable of that name is written `this.{name}`"),
            };
            return Some(format!("`{name}` takes {wanted} {arguments}, not {count}{hint}"));
        }
        if let (B::Role, Some(Expr::Literal(Literal { value: Some(Value::String(role)), .. }))) =
            (self, call.params.first())
            && let Err(error) = role.parse::<Role>()
        {
            return Some(error.to_string());
        }
        if self == B::Media && call.hash_value("url").is_none() {
            return Some("`media` needs a url: `{{media url=…}}`".to_owned());
        }
        let known: &[&str] = match self {
            B::Media => &["contentType", "url"],
            B::Json => &["indent"],
            B::If | B::Unless => &["includeZero"],
            B::Log => return None,
            _ => &[],
        };
        let stray = call.hash.iter().find(|pair| !known.contains(&pair.name.as_str()))?;
        let hint = crate::analysis::did_you_mean(&stray.name, known.iter().copied());
        Some(format!("`{name}` has no argument `{}`{hint}", stray.name))
    }
}
