//! Connection strings, as far as they speak of TLS, and what TLS trusts.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use genkit::{Error, Result};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::options::Postgres;

/// How long a connection may be silent until it is looked after.
const SILENCE: Duration = Duration::from_secs(30);

/// How to reach the server.
#[derive(Clone)]
pub(crate) struct Reach {
    pub(crate) config: Config,
    pub(crate) tls: MakeRustlsConnect,
}

impl Reach {
    pub(crate) fn of(options: &Postgres) -> Result<Self> {
        let said = Said::in_url(options.url.expose());
        // Its text is not shown: of a string that cannot be read nobody knows where the password is.
        let mut config: Config = said.rest.parse().map_err(|_| {
            Error::invalid_argument(
                "the connection string of PostgreSQL cannot be read: expected \
                 postgres://user:password@host:5432/database, with signs like @ : / ? # of a password in percent-encoding",
            )
        })?;
        config.ssl_mode(match said.mode.as_deref() {
            Some("disable") => SslMode::Disable,
            Some("require" | "verify-ca" | "verify-full") => SslMode::Require,
            None if config.get_hosts().iter().all(is_here) => SslMode::Disable,
            Some("allow" | "prefer") | None => SslMode::Prefer,
            Some(mode) => {
                return Err(Error::invalid_argument(format!(
                    "sslmode of the connection string: expected disable, prefer or require, got \"{mode}\""
                )));
            }
        });
        config.connect_timeout(options.connect_timeout);
        // A server that is gone without a word is noticed.
        config.keepalives_idle(SILENCE);
        config.tcp_user_timeout(options.statement_timeout.max(SILENCE));
        if config.get_application_name().is_none() {
            config.application_name("genkit");
        }
        let root = match (&options.root, said.root.as_deref()) {
            (Some(pem), _) => Some(pem.clone()),
            (None, Some("system") | None) => None,
            (None, Some(file)) => Some(fs::read_to_string(file).map_err(|e| {
                Error::failed_precondition(format!("sslrootcert of the connection string: {file}: {e}"))
            })?),
        };
        Ok(Self { config, tls: MakeRustlsConnect::new(client(root.as_deref())?) })
    }
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

fn client(root: Option<&str>) -> Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let Some(pem) = root else {
        return Ok(builder.with_platform_verifier()?.with_no_client_auth());
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        let certificate = certificate.map_err(|e| not_a_root(&e))?;
        roots.add(certificate).map_err(|e| not_a_root(&e))?;
    }
    if roots.is_empty() {
        return Err(not_a_root(&"there is none in it"));
    }
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

fn not_a_root(why: &dyn std::fmt::Display) -> Error {
    Error::invalid_argument(format!(
        "the root certificate for PostgreSQL cannot be read (PEM expected): {why}"
    ))
}

/// What a connection string says of TLS, and the rest of it: the driver knows three modes only, and no roots.
struct Said {
    mode: Option<String>,
    root: Option<String>,
    rest: String,
}

impl Said {
    fn in_url(url: &str) -> Self {
        let mut said = Self { mode: None, root: None, rest: String::new() };
        match url.split_once('?').filter(|(start, _)| start.contains("://")) {
            Some((start, pairs)) => {
                let rest: Vec<_> = pairs.split('&').filter(|pair| !said.takes(pair)).collect();
                said.rest = format!("{start}?{}", rest.join("&"));
            }
            None if url.contains("://") => url.clone_into(&mut said.rest),
            None => {
                let rest: Vec<_> = url.split_whitespace().filter(|pair| !said.takes(pair)).collect();
                said.rest = rest.join(" ");
            }
        }
        said
    }

    fn takes(&mut self, pair: &str) -> bool {
        let place = match pair.split_once('=') {
            Some(("sslmode", mode)) => (&mut self.mode, mode),
            Some(("sslrootcert", file)) => (&mut self.root, file),
            _ => return false,
        };
        *place.0 = Some(place.1.trim_matches('\'').replace("%2F", "/").replace("%2f", "/"));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(url: &str) -> SslMode {
        Reach::of(&Postgres::at(url)).unwrap().config.get_ssl_mode()
    }

    #[test]
    fn the_mode_of_a_connection_string_is_that_of_libpq_or_stricter() {
        assert_eq!(mode("postgres://u@db.example/d"), SslMode::Prefer);
        assert_eq!(mode("postgres://u@localhost/d"), SslMode::Disable);
        assert_eq!(mode("postgres://u@127.0.0.1:5433/d?connect_timeout=3"), SslMode::Disable);
        assert_eq!(mode("host=/run/postgresql user=u"), SslMode::Disable);
        assert_eq!(mode("postgres://u@localhost/d?sslmode=verify-full&application_name=x"), SslMode::Require);
        assert_eq!(mode("host=db.example user=u sslmode=disable"), SslMode::Disable);
    }

    #[test]
    fn what_cannot_be_read_is_told_without_the_secret() {
        for url in ["postgres://u:hun@ter2:x@h:y/d", "hunter2", "postgres://u:hunter2@h:port/d"] {
            let error = Reach::of(&Postgres::at(url)).err().unwrap();
            assert!(!format!("{error:?}").contains("hun"), "{error:?}");
        }
    }
}
