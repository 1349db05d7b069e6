//! Who may ask: tools on this machine, not web pages that a browser on it has open.

use std::net::{IpAddr, SocketAddr};

use hyper::HeaderMap;
use hyper::header::{HOST, HeaderName, ORIGIN};

/// Looks at where a request was sent to (`Host`: a page may give its own name our address) and where it comes from
/// (`Origin`: a page may send requests that it cannot read the answers of).
pub(super) struct Guard {
    /// True where only this machine can connect.
    loopback: bool,
    /// The name that it was told to listen on.
    name: String,
}

impl Guard {
    pub(super) fn new(name: &str, address: SocketAddr) -> Self {
        Self { loopback: address.ip().is_loopback(), name: name.to_owned() }
    }

    /// Why a request is refused, if it is.
    pub(super) fn refuses(&self, headers: &HeaderMap) -> Option<&'static str> {
        let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        if !text(HOST).is_some_and(|host| self.knows(host_of(host))) {
            return Some("this host name is not ours");
        }
        match text(ORIGIN) {
            Some(origin) if !self.knows(host_of(origin.split_once("://").map_or("", |(_, host)| host))) => {
                Some("pages of other origins may not ask")
            }
            _ => None,
        }
    }

    fn knows(&self, host: &str) -> bool {
        if host.eq_ignore_ascii_case("localhost") || host.eq_ignore_ascii_case(&self.name) {
            return true;
        }
        // An address is no name, so that nobody can give it another meaning.
        match host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() {
            Ok(ip) => ip.is_loopback() || !self.loopback,
            Err(_) => false,
        }
    }
}

/// `host:port` without the port.
fn host_of(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(host: &str, origin: Option<&str>) -> bool {
        let guard = Guard::new("127.0.0.1", SocketAddr::from(([127, 0, 0, 1], 3100)));
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().unwrap());
        if let Some(origin) = origin {
            headers.insert(ORIGIN, origin.parse().unwrap());
        }
        guard.refuses(&headers).is_some()
    }

    #[test]
    fn tools_of_this_machine_may_ask() {
        for host in ["localhost:3100", "127.0.0.1:3100", "LOCALHOST", "[::1]:3100", "127.0.0.1"] {
            assert!(!refused(host, None), "{host}");
        }
        assert!(!refused("localhost:3100", Some("http://localhost:4000")));
    }

    #[test]
    fn pages_of_others_may_not() {
        for host in ["evil.example:3100", "localhost.evil.example", "192.168.1.7:3100", ""] {
            assert!(refused(host, None), "{host}");
        }
        for origin in ["https://evil.example", "null", "http://localhost.evil.example:3100"] {
            assert!(refused("localhost:3100", Some(origin)), "{origin}");
        }
    }
}
