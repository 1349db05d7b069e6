//! The forms that values of options have; each says what it expects.

use darling::FromMeta;
use darling::ast::NestedMeta;
use proc_macro2::Span;
use quote::ToTokens;
use serde_json::{Map, Value};
use syn::{Expr, ExprLit, ExprUnary, Ident, Lit, LitStr, Meta, Path, UnOp};

use crate::errors::{Code, did_you_mean, one_of, with_code};
use crate::options::{KEY, value_error};

type Result<T> = darling::Result<T>;

/// Refuses the forms of a value that its type does not take, all in the same words.
macro_rules! expects {
    ($form:expr) => {
        fn from_word() -> Result<Self> {
            Err(wrong_form(format!("`{KEY}` needs a value: write {}", $form)))
        }
        fn from_list(_: &[NestedMeta]) -> Result<Self> {
            Err(wrong_form(format!("`{KEY}` takes no list: write {}", $form)))
        }
    };
}

/// A mistake in the form of a value; its place is the whole option.
fn wrong_form(message: String) -> darling::Error {
    darling::Error::custom(with_code(Code::WrongForm, message))
}

fn expected<T>(expr: &Expr, form: &str) -> Result<T> {
    Err(value_error(Code::WrongForm, expr, format!("`{KEY}` has a value of another form: write {form}")))
}

/// Sees through the invisible groups that `macro_rules!` leaves, and through parentheses.
fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Group(group) => bare(&group.expr),
        Expr::Paren(paren) => bare(&paren.expr),
        expr => expr,
    }
}

fn as_text(expr: &Expr) -> Option<&LitStr> {
    match bare(expr) {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text),
        _ => None,
    }
}

/// `key = "text"`.
#[derive(Clone, Debug)]
pub(crate) struct Text(pub(crate) LitStr);

impl FromMeta for Text {
    expects!(format!("`{KEY} = \"..\"`"));

    fn from_expr(expr: &Expr) -> Result<Self> {
        match (as_text(expr), bare(expr)) {
            (Some(text), _) => Ok(Self(text.clone())),
            (None, Expr::Path(_) | Expr::Macro(_)) => Err(value_error(
                Code::WrongForm,
                expr,
                format!(
                    "`{KEY}` is read before constants and macros are known: write the text itself, `{KEY} = \"..\"`"
                ),
            )),
            (None, _) => expected(expr, &format!("`{KEY} = \"..\"`")),
        }
    }
}

/// `key = path::to::item`.
#[derive(Clone, Debug)]
pub(crate) struct ItemPath(pub(crate) Path);

impl FromMeta for ItemPath {
    expects!(format!("`{KEY} = path`"));

    fn from_expr(expr: &Expr) -> Result<Self> {
        match bare(expr) {
            Expr::Path(path) if path.qself.is_none() => Ok(Self(path.path.clone())),
            _ => expected(expr, &format!("a path without quotes: `{KEY} = path`")),
        }
    }
}

/// `key = Name`.
#[derive(Clone, Debug)]
pub(crate) struct Name(pub(crate) Ident);

impl FromMeta for Name {
    expects!(format!("`{KEY} = Name`"));

    fn from_expr(expr: &Expr) -> Result<Self> {
        match bare(expr) {
            Expr::Path(path) => path.path.get_ident().cloned().map(Self).map_or_else(
                || {
                    let message = format!("`{KEY}` names a new type, here: write one name, `{KEY} = Name`");
                    Err(value_error(Code::WrongForm, expr, message))
                },
                Ok,
            ),
            _ => expected(expr, &format!("a name without quotes: `{KEY} = Name`")),
        }
    }
}

/// `key = [value, ..]`: values that are made when the program runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values(pub(crate) Vec<Expr>);

impl FromMeta for Values {
    expects!(format!("`{KEY} = [..]`"));

    fn from_expr(expr: &Expr) -> Result<Self> {
        match bare(expr) {
            Expr::Array(list) => Ok(Self(list.elems.iter().cloned().collect())),
            _ => expected(expr, &format!("a list: `{KEY} = [..]`")),
        }
    }
}

/// `key = value`: one that is made when the program runs.
#[derive(Clone, Debug)]
pub(crate) struct Made(pub(crate) Expr);

impl FromMeta for Made {
    expects!(format!("`{KEY} = value`"));

    fn from_expr(expr: &Expr) -> Result<Self> {
        Ok(Self(expr.clone()))
    }
}

/// `key = "30d"`: a time in seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lifetime(pub(crate) u64, pub(crate) Span);

impl FromMeta for Lifetime {
    expects!(format!("`{KEY} = \"30d\"`"));

    fn from_expr(expr: &Expr) -> Result<Self> {
        let read = |text: &LitStr| {
            let text = text.value();
            let unit = match text.chars().last()? {
                's' => 1,
                'm' => 60,
                'h' => 3600,
                'd' => 24 * 3600,
                _ => return None,
            };
            let number = text.get(..text.len() - 1)?.parse::<u32>().ok().filter(|number| *number > 0)?;
            Some(u64::from(number) * unit)
        };
        match as_text(expr).and_then(|text| Some((read(text)?, text.span()))) {
            Some((seconds, span)) => Ok(Self(seconds, span)),
            None => expected(expr, &format!("a whole number and `s`, `m`, `h` or `d`: `{KEY} = \"30d\"`")),
        }
    }
}

/// `key`, or `key = true`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Flag(pub(crate) bool);

impl FromMeta for Flag {
    fn from_word() -> Result<Self> {
        Ok(Self(true))
    }

    fn from_list(_: &[NestedMeta]) -> Result<Self> {
        Err(wrong_form(format!("`{KEY}` takes no list: write `{KEY}` or `{KEY} = false`")))
    }

    fn from_expr(expr: &Expr) -> Result<Self> {
        match bare(expr) {
            Expr::Lit(ExprLit { lit: Lit::Bool(value), .. }) => Ok(Self(value.value)),
            _ => expected(expr, &format!("`{KEY}` or `{KEY} = false`")),
        }
    }
}

/// `key = 768`: a positive whole number.
#[derive(Clone, Debug)]
pub(crate) struct Count(pub(crate) u32, pub(crate) Span);

impl FromMeta for Count {
    expects!(format!("`{KEY} = 1`"));

    fn from_expr(expr: &Expr) -> Result<Self> {
        if let Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) = bare(expr)
            && let Ok(value @ 1..) = number.base10_parse::<u32>()
        {
            return Ok(Self(value, number.span()));
        }
        expected(expr, &format!("a positive whole number: `{KEY} = 1`"))
    }
}

/// `key("a", "b")`, or `key = "a"`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Texts(pub(crate) Vec<LitStr>);

impl FromMeta for Texts {
    fn from_word() -> Result<Self> {
        Err(wrong_form(format!("`{KEY}` needs values: write `{KEY}(\"..\")`")))
    }

    fn from_expr(expr: &Expr) -> Result<Self> {
        match as_text(expr) {
            Some(text) => Ok(Self(vec![text.clone()])),
            None => expected(expr, &format!("a list: `{KEY}(\"..\")`")),
        }
    }

    fn from_list(items: &[NestedMeta]) -> Result<Self> {
        let mut errors = darling::Error::accumulator();
        let mut texts = Vec::new();
        for item in items {
            match item {
                NestedMeta::Lit(Lit::Str(text)) => texts.push(text.clone()),
                other => errors.push(value_error(
                    Code::WrongForm,
                    other,
                    format!("`{KEY}` takes strings: write `{KEY}(\"..\")`"),
                )),
            }
        }
        if items.is_empty() {
            errors.handle(Self::from_word());
        }
        errors.finish_with(Self(texts))
    }
}

/// The few values that an option has.
pub(crate) trait Choice: Copy + 'static {
    /// The values by name, as written in a string; bare words may have `_` for `-`.
    const VALUES: &'static [(&'static str, Self)];
}

/// `key = word`, or `key = "word"`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chosen<T>(pub(crate) T);

impl<T: Choice> FromMeta for Chosen<T> {
    expects!(format!("`{KEY} = \"{}\"`", T::VALUES.first().map_or("..", |(name, _)| name)));

    fn from_expr(expr: &Expr) -> Result<Self> {
        let names: Vec<&str> = T::VALUES.iter().map(|(name, _)| *name).collect();
        let given = match (as_text(expr), bare(expr)) {
            (Some(text), _) => text.value(),
            (None, Expr::Path(path)) => path.to_token_stream().to_string(),
            _ => return expected(expr, &format!("{} in quotes", one_of(&names))),
        };
        let same = |name: &str| name.replace('-', "_") == given.replace('-', "_");
        if let Some((_, value)) = T::VALUES.iter().find(|(name, _)| same(name)) {
            return Ok(Self(*value));
        }
        let message = match did_you_mean(&given, &names) {
            Some(meant) => format!("`{given}` is no value of `{KEY}`; did you mean `{meant}`?"),
            None => format!("`{given}` is no value of `{KEY}`: write {}", one_of(&names)),
        };
        Err(value_error(Code::UnknownValue, expr, message))
    }
}

/// `metadata(key = literal, ..)`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Metadata(pub(crate) Map<String, Value>);

impl FromMeta for Metadata {
    fn from_word() -> Result<Self> {
        Err(wrong_form(format!("`{KEY}` needs entries: write `{KEY}(key = \"..\")`")))
    }

    fn from_expr(expr: &Expr) -> Result<Self> {
        expected(expr, &format!("`{KEY}(key = \"..\")`"))
    }

    fn from_list(items: &[NestedMeta]) -> Result<Self> {
        let mut errors = darling::Error::accumulator();
        let mut entries = Map::new();
        for item in items {
            let NestedMeta::Meta(Meta::NameValue(pair)) = item else {
                errors.push(value_error(
                    Code::WrongForm,
                    item,
                    format!("`{KEY}` has entries `key = literal`: write `{KEY}(team = \"search\")`"),
                ));
                continue;
            };
            let key = pair.path.to_token_stream().to_string().replace(' ', "").replace("r#", "");
            if entries.contains_key(&key) {
                errors.push(value_error(Code::TwiceGiven, &pair.path, format!("`{key}` is given twice")));
            } else if let Some(value) = errors.handle(meta_value(&pair.value)) {
                entries.insert(key, value);
            }
        }
        if items.is_empty() {
            errors.handle(Self::from_word());
        }
        errors.finish_with(Self(entries))
    }
}

/// A literal as JSON.
fn meta_value(expr: &Expr) -> Result<Value> {
    let (minus, literal) = match bare(expr) {
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr: inner, .. }) => ("-", bare(inner)),
        literal => ("", literal),
    };
    let number = |digits: &str| format!("{minus}{digits}");
    let value = match literal {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if minus.is_empty() => Some(text.value().into()),
        Expr::Lit(ExprLit { lit: Lit::Bool(value), .. }) if minus.is_empty() => Some(value.value.into()),
        Expr::Lit(ExprLit { lit: Lit::Int(digits), .. }) if digits.suffix().is_empty() => {
            number(digits.base10_digits()).parse::<i64>().ok().map(Value::from)
        }
        Expr::Lit(ExprLit { lit: Lit::Float(digits), .. }) if digits.suffix().is_empty() => {
            number(digits.base10_digits()).parse::<f64>().ok().map(Value::from)
        }
        _ => None,
    };
    value.ok_or_else(|| {
        let message = format!("values of `{KEY}` are literals: a string, a number, `true` or `false`");
        value_error(Code::WrongForm, expr, message)
    })
}
