//! Seals on interrupts that leave the process: nobody can forge, alter or replay the answer to one.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::ai::message::Message;
use crate::ai::part::{Part, PartKind};
use crate::core::app::GenkitBuilder;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::secret::Secret;

/// How long an interrupt may wait for its answer.
const LIFETIME: Duration = Duration::from_secs(30 * 24 * 3600);

/// Seals and opens interrupts.
#[derive(Clone)]
pub(crate) struct Sealer(Option<Arc<Seals>>);

struct Seals {
    key: Secret<Vec<u8>>,
    /// True if the key is this process' own, so that no other can open the seals.
    own: bool,
    /// The seals that were used, until they expire.
    used: Mutex<HashMap<String, u64>>,
}

impl Sealer {
    /// No seals, as on the wire of Genkit JS.
    pub(crate) fn off() -> Self {
        Self(None)
    }

    pub(crate) fn with_key(key: Secret<Vec<u8>>) -> Self {
        Self(Some(Arc::new(Seals { key, own: false, used: Mutex::default() })))
    }

    /// A key of this process' own, from the operating system.
    pub(crate) fn random() -> Self {
        let mut key = vec![0; 32];
        // Without randomness from the system no seal may be opened: an empty key seals nothing.
        if getrandom::fill(&mut key).is_err() {
            key.clear();
        }
        Self(Some(Arc::new(Seals { key: Secret::new(key), own: true, used: Mutex::default() })))
    }

    pub(super) fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// Seals the requests of an interrupted message.
    pub(super) fn close(&self, message: &mut Message, ctx: &Ctx) {
        let Some(seals) = &self.0 else { return };
        let now = ctx.ai().env().now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
        let expiry = now + LIFETIME.as_secs();
        let run = nonce();
        let principal = principal(ctx);
        for part in message.content.iter_mut().filter(|p| waits(p)) {
            let mac = seals.mac(part, &run, expiry, &principal);
            part.metadata
                .get_or_insert_default()
                .insert("seal".to_owned(), format!("1.{run}.{expiry}.{mac}").into());
        }
    }

    /// Opens the seals of an interrupted message that is about to be answered, once.
    pub(super) fn open(&self, message: &Message, ctx: &Ctx) -> Result<()> {
        let Some(seals) = &self.0 else { return Ok(()) };
        let now = ctx.ai().env().now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
        let principal = principal(ctx);
        let waiting: Vec<&Part> = message.content.iter().filter(|p| waits(p)).collect();
        let mut opened = Vec::with_capacity(waiting.len());
        for part in waiting {
            opened.push(seals.check(part, now, &principal)?);
        }
        let mut used = seals.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, expiry| *expiry > now);
        if opened.iter().any(|(mac, _)| used.contains_key(mac)) {
            return Err(Error::permission_denied(
                "this interrupt was answered before; an answer counts once",
            ));
        }
        used.extend(opened);
        Ok(())
    }
}

impl Seals {
    fn mac(&self, part: &Part, run: &str, expiry: u64, principal: &Value) -> String {
        let asked = part.as_tool_request();
        let sealed = json!([
            run,
            expiry,
            principal,
            asked.map(|r| &r.name),
            asked.and_then(|r| r.reference.as_ref()),
            asked.and_then(|r| r.input.as_ref()),
            part.meta("interrupt"),
            part.meta("pendingOutput"),
            part.meta("pendingContent"),
            part.meta("pendingMetadata"),
        ]);
        self.digest(&canonical(&sealed))
            .map(|mac| mac.iter().map(|b| format!("{b:02x}")).collect())
            .unwrap_or_default()
    }

    fn digest(&self, text: &str) -> Option<Vec<u8>> {
        if self.key.expose().is_empty() {
            return None;
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.expose()).ok()?;
        mac.update(text.as_bytes());
        Some(mac.finalize().into_bytes().to_vec())
    }

    /// The seal itself and when it expires, if it is whole.
    fn check(&self, part: &Part, now: u64, principal: &Value) -> Result<(String, u64)> {
        let refused = |why: String| {
            let name = part.as_tool_request().map(|r| r.name.as_str()).unwrap_or_default();
            Error::permission_denied(format!("the interrupt of tool '{name}' cannot be resumed: {why}"))
        };
        let hint = if self.own {
            "; if it comes from another process, give both the same key with `Genkit::builder().seal_key(..)`"
        } else {
            ""
        };
        let Some(seal) = part.meta("seal").and_then(Value::as_str) else {
            return Err(refused(format!("it bears no seal{hint}")));
        };
        let mut fields = seal.splitn(4, '.');
        let (Some("1"), Some(run), Some(expiry), Some(mac)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            return Err(refused("its seal is of no form that is known".to_owned()));
        };
        let expiry: u64 =
            expiry.parse().map_err(|_| refused("its seal is of no form that is known".to_owned()))?;
        let expected = self.mac(part, run, expiry, principal);
        if expected.is_empty() || !same(expected.as_bytes(), mac.as_bytes()) {
            return Err(refused(format!("its seal does not fit what it says or who answers{hint}")));
        }
        if expiry <= now {
            return Err(refused("it waited too long".to_owned()));
        }
        Ok((mac.to_owned(), expiry))
    }
}

/// Tells seals of like interrupts apart; from the operating system, since it must not be guessed or repeated.
fn nonce() -> String {
    let mut bytes = [0; 16];
    // Without randomness from the system there is no key either, and nothing can be opened.
    let _ = getrandom::fill(&mut bytes);
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// Compares without telling by the time it takes where the difference is.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |d, (x, y)| d | (x ^ y)) == 0
}

/// JSON with sorted members, since a client may reorder them.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let mut members: Vec<_> = map.iter().collect();
            members.sort_by(|a, b| a.0.cmp(b.0));
            let members: Vec<_> = members
                .into_iter()
                .map(|(k, v)| format!("{}:{}", Value::from(k.as_str()), canonical(v)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

/// Who the run is for; an answer by anybody else is refused.
fn principal(ctx: &Ctx) -> Value {
    ctx.context().auth().cloned().unwrap_or_default()
}

fn waits(part: &Part) -> bool {
    matches!(part.kind, PartKind::ToolRequest(_))
        && (part.meta("interrupt").is_some() || part.meta("pendingOutput").is_some())
}

impl GenkitBuilder {
    /// The key that interrupts are sealed with when they leave the process. Without one a random key holds for this
    /// process only, and what another process sealed cannot be resumed here.
    pub fn seal_key(self, key: Secret<Vec<u8>>) -> Self {
        self.extension(Sealer::with_key(key))
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealer").field("on", &self.is_on()).finish()
    }
}
