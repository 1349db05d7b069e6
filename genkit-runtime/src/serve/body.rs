//! The body of a request: read whole, within its limits, and taken apart.

use std::borrow::Cow;
use std::fmt::{self, Display};

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::response::Response;
use http_body_util::BodyExt;
use hyper::body::Body as _;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::limits::Limits;
use super::peer::Peer;
use super::reply;
use crate::core::env::{Env, Task};
use crate::core::error::{Error, Status};

/// What a client sends: `{"data": input}`, for bidirectional actions with `init` beside it.
#[derive(Debug, Default)]
pub(super) struct Sent {
    /// `None` where it is left out, which is not `null`.
    pub(super) data: Option<Value>,
    pub(super) init: Value,
}

/// By hand, since what is derived takes a list for an object.
impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(body: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Sent;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut members: M) -> Result<Sent, M::Error> {
                let mut sent = Sent::default();
                while let Some(name) = members.next_key::<Cow<'de, str>>()? {
                    match &*name {
                        "data" => sent.data = Some(members.next_value()?),
                        "init" => sent.init = members.next_value()?,
                        _ => drop(members.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(sent)
            }
        }

        body.deserialize_map(Members)
    }
}

/// Reads a body, or says what is wrong with it.
pub(super) async fn read(
    body: Body,
    peer: Option<&Peer>,
    env: &Env,
    limits: &Limits,
) -> Result<Sent, Response> {
    let bytes = collect(body, peer, env, limits).await?;
    serde_json::from_slice(&bytes).map_err(|error| {
        let what = if bytes.is_empty() { "the body is empty".to_owned() } else { error.to_string() };
        refused(StatusCode::BAD_REQUEST, format!("a request reads {{\"data\": ..}} as JSON: {what}"))
    })
}

fn refused(status: StatusCode, message: String) -> Response {
    reply::failed_as(status, &Error::public(Status::InvalidArgument, message))
}

async fn collect(mut body: Body, peer: Option<&Peer>, env: &Env, limits: &Limits) -> Result<Bytes, Response> {
    let most = limits.body_bytes;
    if usize::try_from(body.size_hint().lower()).is_ok_and(|told| told > most) {
        return Err(too_long(body, env, limits));
    }
    let mut late = None;
    let mut whole = Vec::new();
    let mut first = Bytes::new();
    loop {
        let frame = {
            // Most bodies have come with their head, and need no timer.
            let late = async { late.get_or_insert_with(|| env.limit(limits.body_time)).await };
            tokio::select! {
                biased;
                frame = body.frame() => frame,
                // What has not come when the client closes its side never comes.
                _ = Peer::left(peer) => return Err(cut_off("the client has closed its side")),
                () = late => return Err(too_late()),
            }
        };
        let data = match frame {
            None => break,
            Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
            Some(Err(error)) => return Err(cut_off(error)),
        };
        if first.len() + whole.len() + data.len() > most {
            return Err(too_long(body, env, limits));
        }
        // One frame is all that most bodies have: it is not copied.
        if first.is_empty() && whole.is_empty() {
            first = data;
        } else {
            if whole.is_empty() {
                whole.extend_from_slice(&first);
                first = Bytes::new();
            }
            whole.extend_from_slice(&data);
        }
    }
    Ok(if whole.is_empty() { first } else { whole.into() })
}

#[cold]
fn cut_off(why: impl Display) -> Response {
    refused(StatusCode::BAD_REQUEST, format!("the body is cut off: {why}"))
}

#[cold]
fn too_late() -> Response {
    refused(StatusCode::REQUEST_TIMEOUT, "the body took too long to arrive".to_owned())
}

/// The rest is read and thrown away for a while: a client that writes all before it reads would not see the answer.
#[cold]
fn too_long(mut body: Body, env: &Env, limits: &Limits) -> Response {
    let late = env.limit(limits.body_time);
    let rest = async move { while let Some(Ok(_)) = body.frame().await {} };
    Task::spawn(async move {
        tokio::select! { () = rest => {}, () = late => {} }
    })
    .detach();
    let most = limits.body_bytes;
    refused(StatusCode::PAYLOAD_TOO_LARGE, format!("the body is longer than {most} bytes"))
}
