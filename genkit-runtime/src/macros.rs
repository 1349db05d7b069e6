//! The macros that need no procedure.

/// A list of tools by their handles, for a generate call.
///
/// ```standalone_crate
/// use genkit::prelude::*;
///
/// /// Doubles a number.
/// #[tool]
/// async fn double(n: i64) -> Result<i64> {
///     Ok(n * 2)
/// }
///
/// assert_eq!(tools![double][0].name(), "double");
/// ```
#[macro_export]
macro_rules! tools {
    ($($handle:ty),* $(,)?) => {
        ::std::vec![$($crate::ToolRef::of::<$handle>()),*]
    };
}

/// A list of actions by their handles, to register without discovery.
///
/// ```standalone_crate
/// use genkit::prelude::*;
///
/// /// Greets someone.
/// #[flow]
/// async fn greet(name: String) -> Result<String> {
///     Ok(format!("Hello, {name}!"))
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = Genkit::builder().without_discovery().register_all(actions![greet]).build().await?;
/// assert_eq!(ai.summary(), "1 action from 1 crate: genkit-runtime 1");
/// # Ok(()) }
/// ```
#[macro_export]
macro_rules! actions {
    ($($handle:ty),* $(,)?) => {
        ::std::vec![$($crate::Action::of::<$handle>()),*]
    };
}

/// Names crates whose actions shall be found, so that the linker keeps them: a crate that stands in `Cargo.toml` and is
/// named nowhere is left out of the program, and its actions with it.
///
/// ```
/// // genkit::link!(my_flows, my_tools);
/// genkit::link!(serde_json);
/// ```
#[macro_export]
macro_rules! link {
    ($($name:ident),* $(,)?) => {
        $(use $name as _;)*
    };
}

/// What is known of an action that is declared here.
#[doc(hidden)]
#[macro_export]
macro_rules! __action {
    ($kind:ident, $name:expr) => {
        $crate::ActionDef::new(
            $crate::ActionType::$kind,
            $name,
            $crate::Source::new(
                ::core::file!(),
                ::core::line!(),
                ::core::env!("CARGO_PKG_NAME"),
                ::core::module_path!(),
            ),
        )
    };
}

/// The middleware of a function, made once.
#[doc(hidden)]
#[macro_export]
macro_rules! __declared {
    ($handle:ident) => {
        fn declared() -> ::core::option::Option<&'static $crate::Middleware> {
            static MADE: ::std::sync::LazyLock<$crate::Middleware> =
                ::std::sync::LazyLock::new($crate::Middleware::anew::<$handle>);
            ::core::option::Option::Some(&MADE)
        }
    };
}

/// The middleware of a model's own.
#[doc(hidden)]
#[macro_export]
macro_rules! __middleware {
    ($($middleware:expr),*) => {
        fn middleware() -> ::std::vec::Vec<$crate::MiddlewareRef> {
            ::std::vec![$($crate::IntoMiddleware::into_middleware($middleware)),*]
        }
    };
}
