//! The server's address.

/// Where the server is if nobody says.
const DEFAULT: &str = "http://localhost:11434";

/// The address that `OLLAMA_HOST` names, as Ollama itself reads it: `host`, `host:port` or a whole URL; a server that
/// listens everywhere is asked here.
pub(crate) fn address(named: &str) -> String {
    let named = named.trim().trim_matches(['"', '\'']).trim_end_matches('/');
    if named.is_empty() {
        return DEFAULT.to_owned();
    }
    if named.contains("://") {
        return named.replacen("://0.0.0.0", "://127.0.0.1", 1);
    }
    let (authority, path) =
        named.split_once('/').map_or((named, String::new()), |(a, p)| (a, format!("/{p}")));
    let ported = authority.rsplit_once(':').is_some_and(|(before, port)| {
        !port.is_empty()
            && port.bytes().all(|b| b.is_ascii_digit())
            && (!before.contains(':') || before.ends_with(']'))
    });
    let authority = authority.trim_end_matches(':');
    let (host, port) = if ported {
        authority.rsplit_once(':').unwrap_or((authority, "11434"))
    } else {
        (authority, "11434")
    };
    let host = match host {
        "" | "0.0.0.0" | "[::]" => "127.0.0.1",
        host => host,
    };
    format!("http://{host}:{port}{path}")
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn every_form_that_ollama_reads() {
        for (named, address_is) in [
            ("", "http://localhost:11434"),
            ("  ", "http://localhost:11434"),
            ("gpu", "http://gpu:11434"),
            ("gpu:8080", "http://gpu:8080"),
            (":8080", "http://127.0.0.1:8080"),
            ("0.0.0.0", "http://127.0.0.1:11434"),
            ("0.0.0.0:80", "http://127.0.0.1:80"),
            ("http://0.0.0.0:80", "http://127.0.0.1:80"),
            ("[::1]", "http://[::1]:11434"),
            ("[::1]:80", "http://[::1]:80"),
            ("https://ollama.com/", "https://ollama.com"),
            ("\"gpu/ollama\"", "http://gpu:11434/ollama"),
        ] {
            assert_eq!(address(named), address_is, "{named:?}");
        }
    }
}
