//! Where the server is, and how it is spoken with.

use std::fmt;
use std::time::Duration;

use genkit::durable::Limits;
use genkit::{Error, Result, Secret};
use redis::cluster::ClusterClientBuilder;
use redis::{Client, ClientTlsConfig, ConnectionInfo, IntoConnectionInfo, ProtocolVersion, TlsCertificates};

use crate::link::Link;
use crate::sessions::RedisSessionStore;
use crate::signals::Signals;
use crate::streams::RedisStreams;

/// A server, and how it is spoken with.
///
/// ```
/// use genkit::Secret;
/// use genkit_redis::RedisOptions;
///
/// let options = RedisOptions::new("rediss://cache.example:6380/2")
///     .user("menu")
///     .password(Secret::new("sesame".to_owned()))
///     .prefix("menu");
/// assert!(!format!("{options:?}").contains("sesame"));
/// ```
#[derive(Clone)]
#[must_use]
pub struct RedisOptions {
    url: Secret<String>,
    user: Option<String>,
    password: Option<Secret<String>>,
    authority: Option<String>,
    certificate: Option<(String, Secret<String>)>,
    prefix: String,
    replicas: Option<(u32, Duration)>,
    limits: Limits,
}

impl RedisOptions {
    /// The server at an address: `redis://user:password@host:6379/0`, with TLS `rediss://..`, a socket `unix:///path`. If it
    /// is a node of a cluster, the whole cluster is used.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: Secret::new(url.into()),
            user: None,
            password: None,
            authority: None,
            certificate: None,
            prefix: "genkit".to_owned(),
            replicas: None,
            limits: Limits::default(),
        }
    }

    /// The server that `REDIS_URL` names.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` if it is not set.
    pub fn from_env() -> Result<Self> {
        match std::env::var("REDIS_URL") {
            Ok(url) if !url.trim().is_empty() => Ok(Self::new(url.trim())),
            _ => Err(Error::failed_precondition(
                "`REDIS_URL` is not set: redis://user:password@localhost:6379/0 for example",
            )),
        }
    }

    /// The name of the user, in place of the address's.
    pub fn user(mut self, name: impl Into<String>) -> Self {
        self.user = Some(name.into());
        self
    }

    /// The password, in place of the address's.
    pub fn password(mut self, password: impl Into<Secret<String>>) -> Self {
        self.password = Some(password.into());
        self
    }

    /// The certificates in PEM of the authority that the server's certificate is trusted by, in place of the machine's own.
    pub fn authority(mut self, pem: impl Into<String>) -> Self {
        self.authority = Some(pem.into());
        self
    }

    /// The certificate that is shown to the server, and its key, both in PEM.
    pub fn certificate(mut self, pem: impl Into<String>, key: impl Into<Secret<String>>) -> Self {
        self.certificate = Some((pem.into(), key.into()));
        self
    }

    /// What every key begins with; `genkit` by default. Programs of other prefixes share nothing.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// A save of a session returns only when so many replicas have it. Without them in this time it fails as `UNAVAILABLE`,
    /// and nobody knows whether it will last; other commands of the process wait meanwhile.
    pub fn replicas(mut self, replicas: u32, within: Duration) -> Self {
        self.replicas = Some((replicas, within));
        self
    }

    /// How large records may be (Redis itself ends at 512 MiB), and how long streams live.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Connects.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for an address that is none; `UNAVAILABLE` without a server; `UNAUTHENTICATED` if it refuses the
    /// password; `FAILED_PRECONDITION` if it is no Redis, too old, or its certificate is not trusted.
    pub async fn connect(self) -> Result<Redis> {
        if self.prefix.contains(['{', '}']) {
            return Err(Error::invalid_argument("a prefix of keys has no braces: clusters read them"));
        }
        let (client, cluster) = self.clients()?;
        let link = Link::open(client.clone(), cluster).await?;
        let Self { prefix, replicas, limits, .. } = self;
        Ok(Redis { link, signals: Signals::new(client), prefix, replicas, limits })
    }

    fn info(&self) -> Result<ConnectionInfo> {
        let info = self.url.expose().as_str().into_connection_info().map_err(|_| {
            // What was given is not shown: it may have a password.
            let told = "not an address of Redis; redis://user:password@localhost:6379/0 is one, rediss://.. with TLS";
            Error::invalid_argument(told).with_source("redis")
        })?;
        // Messages come by a connection of their own, hence the older protocol, which every server speaks.
        let mut settings = info.redis_settings().clone().set_protocol(ProtocolVersion::RESP2);
        if let Some(user) = &self.user {
            settings = settings.set_username(user);
        }
        if let Some(password) = &self.password {
            settings = settings.set_password(password.expose());
        }
        Ok(info.set_redis_settings(settings))
    }

    /// What makes connections to the server, and to the cluster that it may be a node of.
    fn clients(&self) -> Result<(Client, ClusterClientBuilder)> {
        let info = self.info()?;
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Somebody else may be first; any will do.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let certificates = TlsCertificates {
            client_tls: self.certificate.as_ref().map(|(pem, key)| ClientTlsConfig {
                client_cert: pem.clone().into_bytes(),
                client_key: key.expose().clone().into_bytes(),
            }),
            root_cert: self.authority.clone().map(String::into_bytes),
        };
        let with_own = certificates.client_tls.is_some() || certificates.root_cert.is_some();
        let mut cluster = ClusterClientBuilder::new([info.clone()]);
        if with_own {
            cluster = cluster.certs(certificates.clone());
        }
        let client = if with_own { Client::build_with_tls(info, certificates) } else { Client::open(info) };
        let client = client.map_err(|e| {
            let message = format!("no connection to Redis can be made as asked for: {e}");
            Error::invalid_argument(message).with_source("redis")
        });
        Ok((client?, cluster))
    }
}

/// Without what is secret: the address may have a password.
impl fmt::Debug for RedisOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.info().map_or_else(|_| "none".to_owned(), |info| info.addr().to_string());
        f.debug_struct("RedisOptions")
            .field("place", &place)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

/// A server that was connected to: gives stores that share two connections, one for commands and one for messages. Both
/// are made anew when they break. Cloning is cheap.
#[derive(Clone)]
pub struct Redis {
    pub(crate) link: Link,
    pub(crate) signals: Signals,
    pub(crate) prefix: String,
    pub(crate) replicas: Option<(u32, Duration)>,
    pub(crate) limits: Limits,
}

impl Redis {
    /// Sessions.
    #[must_use]
    pub fn sessions(&self) -> RedisSessionStore {
        RedisSessionStore(self.clone())
    }

    /// Streams that outlive their connection.
    #[must_use]
    pub fn streams(&self) -> RedisStreams {
        RedisStreams(self.clone())
    }
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Redis");
        out.field("place", &self.link.place()).field("prefix", &self.prefix).finish_non_exhaustive()
    }
}
