//! Where a URL points to. What could be read in two ways is refused, since the fetcher may read it in the other.

use crate::core::error::{Error, Result};

#[derive(Debug, PartialEq)]
pub(crate) struct Place<'a> {
    /// `http` or `https`.
    scheme: &'a str,
    /// Scheme, host and port as they stand in the URL.
    origin: &'a str,
    /// The path up to its last slash.
    folder: &'a str,
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl<'a> Place<'a> {
    /// Reads a URL.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if it is not one of `http:` or `https:`, bears a user, or has characters that belong in none.
    pub(crate) fn of(url: &'a str) -> Result<Self> {
        let wrong = |why: &str| Error::invalid_argument(format!("an address of the web {why}"));
        if !url.bytes().all(|b| b.is_ascii_graphic())
            || url.contains(['\\', '<', '>', '"', '`', '{', '}', '^', '|'])
        {
            return Err(wrong("has characters that do not belong in one"));
        }
        let (scheme, rest) = url.split_once("://").ok_or_else(|| wrong("is not one of http or https"))?;
        let default = match scheme.to_ascii_lowercase().as_str() {
            "http" => 80,
            "https" => 443,
            _ => return Err(wrong("is not one of http or https")),
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(wrong("bears a user"));
        }
        let (host, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, port)) => (host, port.strip_prefix(':').or(port.is_empty().then_some(""))),
            None => match authority.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (authority, Some("")),
            },
        };
        let v6 = authority.starts_with('[');
        let fits = |c: char| {
            if v6 {
                c.is_ascii_hexdigit() || c == ':' || c == '.'
            } else {
                c.is_ascii_alphanumeric() || "-._".contains(c)
            }
        };
        if host.is_empty() || !host.chars().all(fits) {
            return Err(wrong("has no host that can be read"));
        }
        let port = match port.ok_or_else(|| wrong("has no port that can be read"))? {
            "" => default,
            port => port.parse().map_err(|_| wrong("has no port that can be read"))?,
        };
        let origin = url.get(..scheme.len() + 3 + authority.len()).unwrap_or_default();
        let path =
            rest.get(authority.len()..).unwrap_or_default().split(['?', '#']).next().unwrap_or_default();
        let folder = path.rfind('/').and_then(|end| path.get(..=end)).unwrap_or("/");
        Ok(Self { scheme, origin, folder, host: host.to_owned(), port })
    }

    /// True for `https`.
    #[cfg(feature = "http")]
    pub(crate) fn is_secure(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("https")
    }

    /// True if the URL has the same scheme, host and port.
    #[cfg(feature = "http")]
    pub(crate) fn is_origin_of(&self, url: &str) -> bool {
        Place::of(url).is_ok_and(|other| {
            (self.is_secure(), self.port) == (other.is_secure(), other.port)
                && self.host.eq_ignore_ascii_case(&other.host)
        })
    }

    /// The URL that a redirection from here names.
    pub(crate) fn join(&self, location: &str) -> String {
        if location.contains("://") {
            location.to_owned()
        } else if location.starts_with("//") {
            format!("{}:{location}", self.scheme)
        } else if location.starts_with('/') {
            format!("{}{location}", self.origin)
        } else {
            format!("{}{}{location}", self.origin, self.folder)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_what_can_be_read_in_one_way_only() {
        let host = |url: &str| Place::of(url).map(|place| (place.host, place.port)).ok();
        assert_eq!(host("https://example.com/a.png?x=1"), Some(("example.com".into(), 443)));
        assert_eq!(host("HTTP://example.com:8080"), Some(("example.com".into(), 8080)));
        assert_eq!(host("http://[::1]:81/x"), Some(("::1".into(), 81)));
        for refused in [
            "http://user@host/",
            "http://public.com@10.0.0.1/",
            "http://a\\@b/",
            "http:///x",
            "ftp://host/",
            "http://host:x/",
            "http://ho st/",
            "http://host\t/",
            "http://[::1/",
            "http://[::1]x/",
            "http://h\u{00f6}st/",
            "//host/",
            "http://%31/",
        ] {
            assert_eq!(host(refused), None, "{refused}");
        }
    }

    #[test]
    fn redirections_are_joined() -> Result<()> {
        let place = Place::of("https://example.com/a/b.png?q=/x/")?;
        assert_eq!(place.join("c.png"), "https://example.com/a/c.png");
        assert_eq!(place.join("/c.png"), "https://example.com/c.png");
        assert_eq!(place.join("//other.com/c"), "https://other.com/c");
        assert_eq!(place.join("http://other.com/c"), "http://other.com/c");
        Ok(())
    }
}
