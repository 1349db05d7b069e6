//! The WebSocket.

use futures_util::{SinkExt, StreamExt};
use genkit::http::HttpRequest;
use genkit::{Error, Result, Status};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error as WsError, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// A connection that frames of JSON go over.
pub(super) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Connects with the headers of a request.
    ///
    /// # Errors
    /// `UNAVAILABLE` without a connection, what the status of a refusal means otherwise.
    pub(super) async fn connect(url: &str, signed: &HttpRequest) -> Result<Self> {
        let mut request = url.into_client_request().map_err(|e| failed(&e))?;
        for (name, value) in &signed.headers {
            if name != "content-type" {
                request.headers_mut().insert(name.clone(), value.clone());
            }
        }
        let (socket, _) = tokio_tungstenite::connect_async(request).await.map_err(|e| failed(&e))?;
        Ok(Self(socket))
    }

    pub(super) async fn send(&mut self, frame: &Value) -> Result<()> {
        self.0.send(Message::text(frame.to_string())).await.map_err(|e| failed(&e))
    }

    /// The next frame.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the connection ended or broke, with the reason that the other side gave; what an error frame
    /// tells.
    pub(super) async fn next(&mut self) -> Result<Value> {
        loop {
            let frame: Value = match self.0.next().await {
                None => return Err(Error::unavailable("the session ended without a word")),
                Some(Err(error)) => return Err(failed(&error)),
                Some(Ok(Message::Text(text))) => serde_json::from_str(&text)?,
                Some(Ok(Message::Binary(bytes))) => serde_json::from_slice(&bytes)?,
                Some(Ok(Message::Close(close))) => {
                    let reason = close.map(|close| format!("{} {}", u16::from(close.code), close.reason));
                    return Err(Error::unavailable(match reason {
                        Some(reason) => format!("the other side ended the session: {}", reason.trim()),
                        None => "the other side ended the session".to_owned(),
                    }));
                }
                Some(Ok(_)) => continue,
            };
            return match frame.get("error").filter(|error| error.is_object()) {
                Some(error) => Err(told(error)),
                None => Ok(frame),
            };
        }
    }

    pub(super) async fn close(mut self) {
        // Whoever hears it or not: the session is over.
        let _ = self.0.close(None).await;
    }
}

fn told(error: &Value) -> Error {
    let text = |name: &str| error.get(name).and_then(Value::as_str);
    let status = text("status").and_then(|status| status.parse().ok()).unwrap_or(Status::Unknown);
    let message = text("message").unwrap_or("the session failed").to_owned();
    Error::new(status, message).with_details(serde_json::json!({"body": error}))
}

/// The address is not told: it may hold a key.
#[cold]
fn failed(error: &WsError) -> Error {
    match error {
        WsError::Http(response) => {
            let code = response.status().as_u16();
            let status = match code {
                400 => Status::InvalidArgument,
                401 => Status::Unauthenticated,
                403 => Status::PermissionDenied,
                404 => Status::NotFound,
                429 => Status::ResourceExhausted,
                _ => Status::Unavailable,
            };
            Error::new(status, format!("no session: HTTP {code}"))
        }
        WsError::Url(_) => Error::invalid_argument("the address of the session cannot be asked"),
        other => Error::unavailable(format!("the connection of the session broke: {other}")),
    }
}
