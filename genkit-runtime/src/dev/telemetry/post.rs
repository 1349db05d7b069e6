//! The one thing that is asked of a telemetry server: to take JSON, over a connection that is kept.

use std::time::Duration;

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::core::env::{Env, Task};
use crate::core::error::{Error, Result};

/// How long a server may take for one request.
const PATIENCE: Duration = Duration::from_secs(5);

type Sender = SendRequest<Full<Bytes>>;

/// A telemetry server on this machine, over plain HTTP.
#[derive(Default)]
pub(super) struct Client {
    open: Option<(String, Sender, Task<()>)>,
}

impl Client {
    /// Sends JSON to `{url}{path}`.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the server is gone or takes too long; `INVALID_ARGUMENT` if it refuses the request.
    pub(super) async fn post(&mut self, env: &Env, url: &str, path: &str, body: Bytes) -> Result<()> {
        let sent = tokio::select! {
            sent = self.send(url, path, body) => sent,
            () = env.sleep(PATIENCE) => {
                Err(Error::unavailable(format!("no answer within {} s", PATIENCE.as_secs())))
            }
        };
        if sent.is_err() {
            self.open = None;
        }
        sent
    }

    async fn send(&mut self, url: &str, path: &str, body: Bytes) -> Result<()> {
        let unavailable = |e: hyper::Error| Error::unavailable(e.to_string()).with_cause(e);
        let uri: Uri = url.parse().map_err(|_| Error::invalid_argument(format!("`{url}` is no address")))?;
        let request = Request::post(format!("{}{path}", uri.path().trim_end_matches('/')))
            .header(HOST, uri.authority().map_or("localhost", |authority| authority.as_str()))
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(body))
            .map_err(|e| Error::internal(e.to_string()))?;
        let sender = self.connected(url, &uri).await?;
        let response = sender.send_request(request).await.map_err(unavailable)?;
        let status = response.status();
        // Read to its end, so that the connection can be used again.
        let mut body = response.into_body();
        while let Some(frame) = body.frame().await {
            frame.map_err(unavailable)?;
        }
        if status.is_success() {
            Ok(())
        } else {
            Err(Error::invalid_argument(format!("it answers {status}")))
        }
    }

    async fn connected(&mut self, url: &str, uri: &Uri) -> Result<&mut Sender> {
        let usable = match &mut self.open {
            Some((to, sender, _)) => to == url && !sender.is_closed() && sender.ready().await.is_ok(),
            None => false,
        };
        if !usable {
            self.open = None;
            if uri.scheme_str() != Some("http") {
                return Err(Error::invalid_argument(format!("`{url}` is not an http:// address")));
            }
            let host = uri.host().unwrap_or("localhost").trim_start_matches('[').trim_end_matches(']');
            let stream = TcpStream::connect((host, uri.port_u16().unwrap_or(80)))
                .await
                .map_err(|e| Error::unavailable(e.to_string()).with_cause(e))?;
            let _ = stream.set_nodelay(true);
            let (sender, connection) = handshake(TokioIo::new(stream))
                .await
                .map_err(|e| Error::unavailable(e.to_string()).with_cause(e))?;
            let connection = Task::spawn(async move { drop(connection.await) });
            self.open = Some((url.to_owned(), sender, connection));
        }
        let open = self.open.as_mut().map(|(_, sender, _)| sender);
        open.ok_or_else(|| Error::internal("no connection"))
    }
}
