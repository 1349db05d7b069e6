//! The function of an action behind one interface: typed for those who know the types, JSON for the rest.

use std::any::{Any, TypeId};
use std::future::ready;
use std::sync::Arc;

use serde_json::Value;
use tokio::sync::mpsc;

use super::{Action, ActionChunk, ActionInput, ActionOutput};
use crate::core::BoxFuture;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::key::ActionType;
use crate::core::schema;
use crate::core::stream::{Chunks, Inputs, NoChunk, RawChunk};
use crate::core::text::TextChunks;

/// The function of an action.
pub(crate) type Callable<I, O, C> =
    Arc<dyn Fn(I, Ctx, Chunks<C>) -> BoxFuture<'static, Result<O>> + Send + Sync>;

/// The function of a bidirectional action.
pub(crate) type BidiCallable<B, I, O, C> =
    Arc<dyn Fn(B, Inputs<I>, Ctx, Chunks<C>) -> BoxFuture<'static, Result<O>> + Send + Sync>;

/// The schemas that follow from the types of an action; `None` where there is nothing to say.
#[derive(Clone, Default)]
pub(crate) struct Schemas {
    pub(crate) input: Option<Value>,
    pub(crate) output: Option<Value>,
    pub(crate) chunk: Option<Value>,
    pub(crate) init: Option<Value>,
}

/// An action's function with its types erased.
pub(crate) trait Body: Send + Sync {
    fn call_json(
        &self,
        action: &Action,
        input: Value,
        ctx: Ctx,
        out: Chunks<RawChunk>,
    ) -> BoxFuture<'static, Result<Value>>;

    /// As [`call_json`](Self::call_json), with what comes out as JSON text. `init` is for bidirectional actions.
    #[cfg_attr(not(feature = "serve"), allow(dead_code, reason = "only a server asks for text"))]
    fn call_text(
        &self,
        action: &Action,
        input: Value,
        init: Value,
        ctx: Ctx,
        out: Option<&TextChunks>,
    ) -> BoxFuture<'static, Result<String>> {
        let _ = init;
        let out = out.map_or_else(Chunks::none, |out| {
            out.typed::<Value>().map(|chunk: RawChunk| Ok(Some(serde_json::from_str(chunk.get())?)))
        });
        let call = self.call_json(action, input, ctx, out);
        Box::pin(async move { Ok(serde_json::to_string(&call.await?)?) })
    }

    fn call_bidi(
        &self,
        init: Value,
        inputs: mpsc::Receiver<Value>,
        ctx: Ctx,
        out: Chunks<RawChunk>,
    ) -> Option<BoxFuture<'static, Result<Value>>> {
        let _ = (init, inputs, ctx, out);
        None
    }

    fn is_bidi(&self) -> bool {
        false
    }

    /// The input with what it leaves out, before it is checked.
    fn completed(&self, input: Value) -> Value {
        input
    }

    /// True if it returns nothing.
    #[cfg_attr(not(feature = "dev"), allow(dead_code, reason = "only developer tools ask"))]
    fn is_silent(&self) -> bool;

    fn schemas(&self) -> Schemas;

    /// The [`Callable`] itself, for those who know its types.
    fn typed(&self) -> &dyn Any;

    /// What the layer above put around it, if it did.
    fn dressed(&self) -> Option<&dyn Any> {
        None
    }
}

/// How the layer above dresses the functions of one kind of action, so that a run by key does what belongs to the kind.
pub(crate) struct DressBody {
    pub(crate) kind: ActionType,
    pub(crate) dress: fn(Box<dyn Body>) -> Box<dyn Body>,
}

inventory::collect!(DressBody);

pub(super) fn dress(kind: ActionType, body: Box<dyn Body>) -> Box<dyn Body> {
    let dresses = inventory::iter::<DressBody>.into_iter().filter(|dress| dress.kind == kind);
    if body.dressed().is_some() { body } else { dresses.fold(body, |body, with| (with.dress)(body)) }
}

pub(crate) struct TypedBody<I, O, C>(pub(crate) Callable<I, O, C>);

impl<I: ActionInput, O: ActionOutput, C: ActionChunk> Body for TypedBody<I, O, C> {
    fn call_json(
        &self,
        _action: &Action,
        input: Value,
        ctx: Ctx,
        out: Chunks<RawChunk>,
    ) -> BoxFuture<'static, Result<Value>> {
        match read::<I>(input) {
            Ok(input) => {
                let call = (self.0)(input, ctx, out.typed());
                Box::pin(async move { write(&call.await?) })
            }
            Err(error) => Box::pin(ready(Err(error))),
        }
    }

    fn call_text(
        &self,
        _action: &Action,
        input: Value,
        _init: Value,
        ctx: Ctx,
        out: Option<&TextChunks>,
    ) -> BoxFuture<'static, Result<String>> {
        match read::<I>(input) {
            Ok(input) => {
                let call = (self.0)(input, ctx, out.map_or_else(Chunks::none, TextChunks::typed));
                Box::pin(async move { text(&call.await?) })
            }
            Err(error) => Box::pin(ready(Err(error.into_public()))),
        }
    }

    fn is_silent(&self) -> bool {
        TypeId::of::<O>() == TypeId::of::<()>()
    }

    fn schemas(&self) -> Schemas {
        Schemas {
            input: given::<I>(schema::input::<I::Data>),
            output: given::<O>(schema::output::<O::Data>),
            chunk: given::<C>(schema::output::<C::Data>),
            init: None,
        }
    }

    fn typed(&self) -> &dyn Any {
        &self.0
    }
}

pub(crate) struct BidiBody<B, I, O, C>(pub(crate) BidiCallable<B, I, O, C>);

impl<B: ActionInput, I: ActionInput, O: ActionOutput, C: ActionChunk> Body for BidiBody<B, I, O, C> {
    /// A run without a stream of inputs is one with a single input.
    fn call_json(
        &self,
        _action: &Action,
        input: Value,
        ctx: Ctx,
        out: Chunks<RawChunk>,
    ) -> BoxFuture<'static, Result<Value>> {
        self.call_bidi(Value::Null, single(input), ctx, out)
            .unwrap_or_else(|| Box::pin(async { Err(Error::internal("not a bidirectional action")) }))
    }

    fn call_text(
        &self,
        _action: &Action,
        input: Value,
        init: Value,
        ctx: Ctx,
        out: Option<&TextChunks>,
    ) -> BoxFuture<'static, Result<String>> {
        let (call, out) = (self.0.clone(), out.map_or_else(Chunks::none, TextChunks::typed));
        Box::pin(async move {
            // What cannot be read is the client's, who is told.
            let init = read::<B>(init).map_err(Error::into_public)?;
            let inputs = Inputs::json(single(input), |input| read::<I>(input).map_err(Error::into_public));
            text(&call(init, inputs, ctx, out).await?)
        })
    }

    fn call_bidi(
        &self,
        init: Value,
        inputs: mpsc::Receiver<Value>,
        ctx: Ctx,
        out: Chunks<RawChunk>,
    ) -> Option<BoxFuture<'static, Result<Value>>> {
        let call = self.0.clone();
        Some(Box::pin(async move {
            let init = read::<B>(init)?;
            write(&call(init, Inputs::json(inputs, read::<I>), ctx, out.typed()).await?)
        }))
    }

    fn is_bidi(&self) -> bool {
        true
    }

    fn is_silent(&self) -> bool {
        TypeId::of::<O>() == TypeId::of::<()>()
    }

    fn schemas(&self) -> Schemas {
        Schemas {
            input: given::<I>(schema::input::<I::Data>),
            output: given::<O>(schema::output::<O::Data>),
            chunk: given::<C>(schema::output::<C::Data>),
            init: given::<B>(schema::input::<B::Data>),
        }
    }

    fn typed(&self) -> &dyn Any {
        &self.0
    }
}

/// A stream of one input.
fn single(input: Value) -> mpsc::Receiver<Value> {
    let (sender, inputs) = mpsc::channel(1);
    // The channel is empty and open: there is room for the one input.
    let _ = sender.try_send(input);
    inputs
}

/// Of the unit type and of no chunks there is nothing to say.
fn given<T: 'static>(make: fn() -> Value) -> Option<Value> {
    let this = TypeId::of::<T>();
    (this != TypeId::of::<()>() && this != TypeId::of::<NoChunk>() && this != TypeId::of::<Value>())
        .then(make)
}

/// Reads a value of a type from JSON; an action that takes nothing takes whatever comes.
#[allow(clippy::needless_pass_by_value, reason = "whoever has it needs it no more")]
pub(crate) fn read<T: ActionInput>(input: Value) -> Result<T> {
    if TypeId::of::<T>() == TypeId::of::<()>() {
        return Ok(T::from_data(serde_json::from_value(Value::Null)?));
    }
    crate::core::read::read(&input).map(T::from_data).map_err(|wrong| {
        let (path, message) = (wrong.path, wrong.message);
        Error::invalid_argument(format!("Schema validation failed. Parse Errors:\n\n- {path}: {message}"))
            .with_details(serde_json::json!({"errors": [{"path": path, "message": message}]}))
    })
}

pub(crate) fn write<T: ActionOutput>(output: &T) -> Result<Value> {
    Ok(serde_json::to_value(output.data())?)
}

fn text<T: ActionOutput>(output: &T) -> Result<String> {
    Ok(serde_json::to_string(output.data())?)
}
