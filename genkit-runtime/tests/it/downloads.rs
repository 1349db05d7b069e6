//! What stands at addresses that somebody else wrote, and where they lead to.

use std::sync::{Arc, Mutex};

use genkit::http::{Download, Downloaded, HttpClient, HttpRequest, Retries};
use genkit::testing::{HttpReply, HttpScript};
use genkit::{Genkit, Result, Secret, Status};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// A server on this machine, and the heads of what it was asked.
struct Server {
    base: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// `/here` is a dot, `/to/URL` leads there, `/loop` to itself.
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let heads = asked.clone();
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                let (mut head, mut bytes) = (String::new(), [0; 4096]);
                while !head.contains("\r\n\r\n") {
                    let Ok(read @ 1..) = socket.read(&mut bytes).await else { break };
                    head.push_str(&String::from_utf8_lossy(&bytes[..read]));
                }
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                heads.lock().unwrap().push(head);
                let sent_on = |to: &str| {
                    format!(
                        "HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                    )
                };
                let answer = match path.strip_prefix("/to/") {
                    Some(to) => sent_on(to),
                    None if path == "/loop" => sent_on("/loop"),
                    None => "HTTP/1.1 200 OK\r\ncontent-type: image/png; x=1\r\ncontent-length: 3\r\nconnection: close\r\n\r\ndot"
                        .to_owned(),
                };
                let _ = socket.write_all(answer.as_bytes()).await;
            }
        });
        Self { base, asked }
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn heads(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn get(download: Download) -> Result<Downloaded> {
    let ai = Genkit::builder().build().await?;
    download.through(&HttpClient::new("acme").retries(Retries::none()), &ai).await
}

/// A request to whom we know, with a key.
fn known(url: String) -> HttpRequest {
    HttpRequest::get(url).secret("x-acme", &Secret::new("sk-very-secret".to_owned())).unwrap()
}

#[tokio::test]
async fn redirections_are_followed() {
    let server = Server::start().await;
    let found = get(Download::by(known(server.at("/to//here")))).await.unwrap();
    assert_eq!((found.bytes.as_ref(), found.content_type.as_deref()), (&b"dot"[..], Some("image/png")));
    assert_eq!(found.url, server.at("/here"));
    let heads = server.heads();
    assert!(heads.len() == 2 && heads.iter().all(|head| head.contains("sk-very-secret")), "{heads:?}");
}

#[tokio::test]
async fn a_key_stays_with_its_origin() {
    let (server, other) = (Server::start().await, Server::start().await);
    let there = Download::by(known(server.at(&format!("/to/{}", other.at("/here"))))).allow_private();
    assert_eq!(get(there).await.unwrap().bytes.as_ref(), b"dot");
    assert!(server.heads()[0].contains("sk-very-secret"));
    let heads = other.heads();
    assert!(heads.len() == 1 && !heads[0].contains("secret"), "{heads:?}");
    // And back again: it is not sent from there.
    let round = format!("/to/{}", other.at(&format!("/to/{}", server.at("/here"))));
    get(Download::by(known(server.at(&round))).allow_private()).await.unwrap();
    assert!(!server.heads().last().unwrap().contains("secret"));
}

#[tokio::test]
async fn a_circle_ends() {
    let server = Server::start().await;
    let error = get(Download::by(known(server.at("/loop"))).redirects(3)).await.unwrap_err();
    assert_eq!((error.status(), server.heads().len()), (Status::InvalidArgument, 4));
    assert!(error.message().contains("too often"), "{error}");
}

#[tokio::test]
async fn nothing_leads_to_addresses_that_are_not_public() {
    let (server, inside) = (Server::start().await, Server::start().await);
    let port = inside.base.rsplit(':').next().unwrap().to_owned();
    let mut attacks = vec![inside.at("/here"), "http://169.254.169.254/latest/meta-data".to_owned()];
    for host in ["localhost", "2130706433", "0x7f000001", "127.1", "0", "[::1]", "[::ffff:127.0.0.1]"] {
        attacks.push(format!("http://{host}:{port}/here"));
    }
    for attack in attacks {
        let error = get(Download::new(attack.clone())).await.unwrap_err();
        assert!(
            [Status::PermissionDenied, Status::Unavailable].contains(&error.status()),
            "{attack}: {error}"
        );
        let led = known(server.at(&format!("/to/{attack}")));
        let error = get(Download::by(led)).await.unwrap_err();
        assert!(
            [Status::PermissionDenied, Status::Unavailable].contains(&error.status()),
            "{attack}: {error}"
        );
        assert!(inside.heads().is_empty(), "{attack}");
    }
    for odd in ["ftp://127.0.0.1/", "http://public.example@127.0.0.1/", "file:///etc/passwd"] {
        let error = get(Download::new(odd)).await.unwrap_err();
        assert_eq!(error.status(), Status::InvalidArgument, "{odd}: {error}");
    }
}

#[tokio::test]
async fn https_never_leads_to_http() {
    let away = |to: &str| HttpReply::new("").status(302).header("location", to);
    let script = HttpScript::new([away("http://far.example/dot.png")]);
    let ai = Genkit::builder().transport(script.clone()).build().await.unwrap();
    let http = HttpClient::new("acme").retries(Retries::none());
    let get = |url: &str| Download::new(url).through(&http, &ai);
    let error = get("https://far.example/a?token=sk-1").await.unwrap_err();
    assert_eq!((error.status(), script.requests().len()), (Status::PermissionDenied, 1));
    assert!(!error.to_string().contains("sk-1"), "{error}");

    // A transport of the user's own finds names itself; numbers are looked at still.
    for to in ["https://10.0.0.1/", "https://localhost/", "//[::1]/"] {
        script.push(away(to));
        assert_eq!(get("https://far.example/").await.unwrap_err().status(), Status::PermissionDenied, "{to}");
    }
    script.push(away("//other.example/b"));
    script.push(HttpReply::new("dot"));
    assert_eq!(get("https://far.example/").await.unwrap().url, "https://other.example/b");
}

#[tokio::test]
async fn what_is_too_large_or_refused_says_so() {
    let server = Server::start().await;
    let error = get(Download::by(known(server.at("/here"))).at_most(2)).await.unwrap_err();
    assert_eq!(error.status(), Status::ResourceExhausted);
    let script = HttpScript::new([HttpReply::new("gone").status(404)]);
    let ai = Genkit::builder().transport(script).build().await.unwrap();
    let error =
        Download::new("https://far.example/").through(&HttpClient::new("acme"), &ai).await.unwrap_err();
    assert_eq!(error.status(), Status::NotFound);
}
