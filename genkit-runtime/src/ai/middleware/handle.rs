//! Middleware whose configuration is a type.

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::define::Middleware;
use super::hooks::Hooks;
use crate::core::action::Source;
use crate::core::app::Genkit;
use crate::core::error::Result;

/// What configures a middleware: every `Clone + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot configure a middleware",
    label = "not the configuration of a middleware",
    note = "a configuration is kept with the call, read from JSON and shown to developer tools: `#[derive(Clone, Serialize, Deserialize, JsonSchema)]`"
)]
pub trait MiddlewareConfig: Sized + 'static {
    /// The type itself. Not supertraits, for the reason that is told at [`ActionInput`](crate::ActionInput).
    #[doc(hidden)]
    type Data: Clone + Serialize + DeserializeOwned + JsonSchema + Send + Sync;
    #[doc(hidden)]
    fn data(&self) -> &Self::Data;
    #[doc(hidden)]
    fn into_data(self) -> Self::Data;
    #[doc(hidden)]
    fn from_data(data: Self::Data) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static> MiddlewareConfig for T {
    type Data = T;

    fn data(&self) -> &T {
        self
    }

    fn into_data(self) -> T {
        self
    }

    fn from_data(data: T) -> T {
        data
    }
}

/// What hooks keep of a configuration, to configure each call of a function.
#[doc(hidden)]
pub fn kept<H: MiddlewareHandle>(config: H::Config) -> impl Fn() -> H::Config + Send + Sync + 'static {
    let data = config.into_data();
    move || H::Config::from_data(data.clone())
}

/// A middleware that is a type: the handle that [`#[middleware]`](macro@crate::middleware) makes, or by hand the
/// configuration itself.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::{Hooks, MiddlewareHandle};
///
/// /// Says something to the model first.
/// #[derive(Clone, Serialize, Deserialize, JsonSchema)]
/// struct Preface {
///     text: String,
/// }
///
/// impl MiddlewareHandle for Preface {
///     type Config = Self;
///     const NAME: &'static str = "preface";
///     const DESCRIPTION: Option<&'static str> = Some("Says something to the model first");
///
///     fn hooks(config: Self, _ai: &Genkit) -> Result<Hooks> {
///         Ok(Hooks::new().model(move |mut request: ModelRequest, _ctx, next| {
///             request.messages.insert(0, Message::system(config.text.clone()));
///             async move { next.run(request).await }
///         }))
///     }
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = TestGenkit::new();
/// ai.script(["Ahoy!"]);
/// ai.generate().prompt("Hi").with(Preface { text: "Talk like a pirate.".into() }).await?;
/// assert!(ai.last_request().text().starts_with("system: Talk like a pirate."));
/// # Ok(()) }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a middleware",
    label = "not the handle of a middleware",
    note = "annotate the function with `#[middleware]`, or implement `MiddlewareHandle` for a configuration of your own"
)]
pub trait MiddlewareHandle: 'static {
    /// What configures it; `()` if nothing does.
    type Config: MiddlewareConfig;
    /// The name that it is registered and asked for by.
    const NAME: &'static str;
    /// What it does, in words.
    const DESCRIPTION: Option<&'static str> = None;
    /// Where it is declared.
    #[doc(hidden)]
    const SOURCE: Option<Source> = None;
    /// Its hooks where they are made of the configuration alone and remember nothing of a call, as those of a function.
    #[doc(hidden)]
    const FIXED: Option<fn(Self::Config) -> Hooks> = None;

    /// What it does in one generate call.
    ///
    /// # Errors
    /// What keeps it from working, for example a wrong value in its configuration: the call fails with it.
    fn hooks(config: Self::Config, ai: &Genkit) -> Result<Hooks>;

    /// The middleware itself, if it is made once: that of a function.
    #[doc(hidden)]
    fn declared() -> Option<&'static Middleware> {
        None
    }
}

/// The hooks of a function.
///
/// # Errors
/// None: a function always has hooks.
#[doc(hidden)]
pub fn fixed<H: MiddlewareHandle>(config: H::Config) -> Result<Hooks> {
    Ok(H::FIXED.map(|make| make(config)).unwrap_or_default())
}
