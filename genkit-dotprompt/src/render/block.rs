//! Blocks: conditions, loops, changes of `this`.

use serde_json::Value;

use super::scope::{Round, Scope};
use super::{Renderer, Val};
use crate::error::Result;
use crate::helper::{Builtin, Form, Outcome};
use crate::template::ast::{Block, Branch, Expr, Node};
use crate::value::{is_empty, is_falsy};

/// What a branch decided.
enum Chosen<'a> {
    Body,
    Else,
    /// The body once for each element, or the `{{else}}` if there is none.
    Each(Val<'a>),
    /// The body with another `this`.
    With(Val<'a>),
}

impl<'a> Renderer<'a> {
    pub(super) fn block(&mut self, block: &'a Block) -> Result<()> {
        let otherwise = block.otherwise.as_ref().map_or(&[][..], |otherwise| &otherwise.body);
        for branch in &block.branches {
            self.step(branch.span)?;
            // `{{^x}}` is `{{#x}}` with its bodies swapped.
            let (yes, no) = match block.inverted {
                true => (otherwise, Some(&branch.body)),
                false => (branch.body.as_slice(), None),
            };
            match self.choose(branch)? {
                Chosen::Body => return self.nodes(yes),
                Chosen::With(value) => return self.with(branch, value, yes),
                Chosen::Each(list) if has_elements(list.get()) => return self.each(branch, &list, yes),
                Chosen::Each(_) | Chosen::Else => {}
            }
            if let Some(no) = no {
                return self.nodes(no);
            }
        }
        self.nodes(otherwise)
    }

    fn choose(&mut self, branch: &'a Branch) -> Result<Chosen<'a>> {
        let call = &branch.call;
        if let Some(builtin) = self.builtin(call) {
            self.check_use(builtin, call, Form::Block)?;
            return self.choose_builtin(builtin, branch);
        }
        if let Some(helper) = self.custom(call, Form::Block)? {
            return Ok(match self.call_helper(helper, call, true)? {
                // A helper decides; it does not change what `this` is.
                Outcome::Value(value) if is_falsy(Some(&value)) => Chosen::Else,
                Outcome::Body | Outcome::Value(_) => Chosen::Body,
                Outcome::Else => Chosen::Else,
            });
        }
        let value = self.path(&call.path);
        let is_this = call.path.is_this();
        Ok(match about(value) {
            // `this` stays what it is, so that `../` still leads out of here.
            Chosen::With(_) if is_this => Chosen::Body,
            chosen => chosen,
        })
    }

    fn choose_builtin(&mut self, builtin: Builtin, branch: &'a Branch) -> Result<Chosen<'a>> {
        let call = &branch.call;
        let first = self.argument(call, 0)?;
        let when = |condition: bool| if condition { Chosen::Body } else { Chosen::Else };
        Ok(match builtin {
            Builtin::If | Builtin::Unless => {
                let include_zero = self.named_argument(call, "includeZero")?;
                let falsy =
                    if is_falsy(include_zero.get()) { is_falsy(first.get()) } else { is_empty(first.get()) };
                when(falsy == (builtin == Builtin::Unless))
            }
            Builtin::IfEquals => when(first.same(&self.argument(call, 1)?)),
            Builtin::UnlessEquals => when(!first.same(&self.argument(call, 1)?)),
            Builtin::Each => Chosen::Each(first),
            Builtin::With if is_empty(first.get()) => Chosen::Else,
            Builtin::With => Chosen::With(first),
            _ => Chosen::Else,
        })
    }

    fn with(&mut self, branch: &'a Branch, value: Val<'a>, body: &'a [Node]) -> Result<()> {
        let params = branch.block_params.iter().map(String::as_str).zip([value.clone()]).collect();
        self.block_params.push(params);
        let stays = branch.call.params.first().is_some_and(is_this);
        if !stays {
            self.scopes.push(Scope::new(value));
        }
        let result = self.nodes(body);
        if !stays {
            self.scopes.pop();
        }
        self.block_params.pop();
        result
    }

    fn each(&mut self, branch: &'a Branch, list: &Val<'a>, body: &'a [Node]) -> Result<()> {
        match list {
            Val::Ref(Value::Array(items)) => {
                self.rounds(branch, body, items.iter().map(|item| (None, Val::Ref(item))))
            }
            Val::Ref(Value::Object(members)) => {
                self.rounds(branch, body, members.iter().map(|(name, member)| (Some(name), Val::Ref(member))))
            }
            Val::Ref(_) | Val::Undefined => Ok(()),
            Val::Owned(value) => match &**value {
                Value::Array(items) => {
                    self.rounds(branch, body, items.iter().map(|item| (None, Val::owned(item.clone()))))
                }
                Value::Object(members) => {
                    let pairs = members.iter();
                    self.rounds(
                        branch,
                        body,
                        pairs.map(|(name, member)| (Some(name), Val::owned(member.clone()))),
                    )
                }
                _ => Ok(()),
            },
        }
    }

    fn rounds<'n>(
        &mut self,
        branch: &'a Branch,
        body: &'a [Node],
        rounds: impl ExactSizeIterator<Item = (Option<&'n String>, Val<'a>)>,
    ) -> Result<()> {
        let count = rounds.len();
        for (index, (name, value)) in rounds.enumerate() {
            self.step(branch.span)?;
            let key = name.map_or_else(|| Val::owned(index), |name| Val::owned(name.as_str()));
            let names = branch.block_params.iter().map(String::as_str);
            self.block_params.push(names.zip([value.clone(), key.clone()]).collect());
            self.rounds.push(Round { index, key, last: index + 1 == count });
            self.scopes.push(Scope::new(value));
            let result = self.nodes(body);
            self.scopes.pop();
            self.rounds.pop();
            self.block_params.pop();
            result?;
        }
        Ok(())
    }
}

/// `{{#x}}` for a variable: a condition if it is `true`, a loop if it is a list, else `this` inside.
fn about(value: Val<'_>) -> Chosen<'_> {
    match value.get() {
        None | Some(Value::Null | Value::Bool(false)) => Chosen::Else,
        Some(Value::Bool(true)) => Chosen::Body,
        Some(Value::Array(_)) => Chosen::Each(value),
        Some(_) => Chosen::With(value),
    }
}

fn has_elements(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Object(members)) => !members.is_empty(),
        _ => false,
    }
}

fn is_this(expr: &Expr) -> bool {
    matches!(expr, Expr::Path(path) if path.is_this())
}
