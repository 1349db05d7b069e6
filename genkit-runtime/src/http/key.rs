//! A provider's key: given, or found in the environment when it is first needed.

use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::secret::Secret;

/// Where a plugin has its key from. A runtime is built without any; what is missing is told when a model is asked.
///
/// Whoever runs an action may bring a key of their own in the context, as `secrets.apiKey`.
///
/// ```
/// use genkit::http::ApiKey;
/// let key = ApiKey::from_env(&["ACME_API_KEY"]);
/// let error = key.get("acme", None).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "acme: FAILED_PRECONDITION: no API key: set the environment variable ACME_API_KEY, or give the plugin a key"
/// );
/// ```
#[derive(Clone, Debug)]
pub enum ApiKey {
    /// This one.
    Given(Secret<String>),
    /// The first of these environment variables that is set and not empty.
    FromEnv(&'static [&'static str]),
    /// None: each run brings its own.
    PerRun,
    /// None at all: the other side asks for none.
    Optional(&'static [&'static str]),
}

impl ApiKey {
    /// The first of these environment variables that is set.
    #[must_use]
    pub const fn from_env(variables: &'static [&'static str]) -> Self {
        Self::FromEnv(variables)
    }

    /// The key for a run.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION`, naming the variables, if there is none.
    pub fn get(&self, plugin: &str, ctx: Option<&Ctx>) -> Result<Secret<String>> {
        self.find(ctx).ok_or_else(|| {
            let told = match self {
                Self::PerRun => {
                    "no API key: each run brings its own, in the context as `secrets.apiKey`".to_owned()
                }
                Self::Given(_) => "the API key is empty".to_owned(),
                Self::FromEnv(names) | Self::Optional(names) => {
                    let one = if names.len() > 1 {
                        "one of the environment variables"
                    } else {
                        "the environment variable"
                    };
                    format!("no API key: set {one} {}, or give the plugin a key", names.join(", "))
                }
            };
            Error::failed_precondition(told).with_source(plugin.to_owned())
        })
    }

    /// The key for a run, if there is one.
    #[must_use]
    pub fn find(&self, ctx: Option<&Ctx>) -> Option<Secret<String>> {
        self.look(ctx).map(|(key, _)| key)
    }

    /// The environment variable that the key for a run is from, if it is from one.
    #[must_use]
    pub fn variable(&self, ctx: Option<&Ctx>) -> Option<&'static str> {
        self.look(ctx)?.1
    }

    fn look(&self, ctx: Option<&Ctx>) -> Option<(Secret<String>, Option<&'static str>)> {
        let own = ctx.and_then(|ctx| ctx.context().values().get("secrets")?.get("apiKey")?.as_str());
        if let Some(own) = own {
            return Some((own.to_owned().into(), None));
        }
        match self {
            Self::Given(key) => Some((key.clone(), None)).filter(|(key, _)| !key.expose().is_empty()),
            Self::PerRun => None,
            Self::FromEnv(names) | Self::Optional(names) => names.iter().find_map(|name| {
                let key = std::env::var(name).ok().filter(|key| !key.trim().is_empty())?;
                Some((key.trim().to_owned().into(), Some(*name)))
            }),
        }
    }
}

impl From<Secret<String>> for ApiKey {
    fn from(key: Secret<String>) -> Self {
        Self::Given(key)
    }
}

impl From<&str> for ApiKey {
    fn from(key: &str) -> Self {
        Self::Given(Secret::new(key.to_owned()))
    }
}

impl From<String> for ApiKey {
    fn from(key: String) -> Self {
        Self::Given(Secret::new(key))
    }
}
