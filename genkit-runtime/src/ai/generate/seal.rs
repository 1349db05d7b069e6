//! Seals on interrupts that leave the process: nobody can forge, alter or replay the answer to one.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::ai::message::{Message, MessageIter, Role};
use crate::ai::part::{Part, PartKind};
use crate::core::BoxFuture;
use crate::core::app::{Genkit, GenkitBuilder};
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result, Status};
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

    /// Seals the requests of an interrupted message, for the run that these messages are.
    pub(super) fn close(&self, message: &mut Message, before: MessageIter<'_>, ctx: &Ctx) {
        let Some(seals) = &self.0 else { return };
        let now = ctx.ai().env().now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
        let expiry = now + LIFETIME.as_secs();
        let run = nonce();
        let (principal, history) = (principal(ctx), history(before));
        for part in message.content.iter_mut().filter(|p| waits(p)) {
            let mac = seals.mac(part, &run, expiry, &principal, &history);
            part.metadata
                .get_or_insert_default()
                .insert("seal".to_owned(), format!("1.{run}.{expiry}.{mac}").into());
        }
    }

    /// Opens the seals of an interrupted message that is about to be answered, once.
    pub(super) async fn open(&self, message: &Message, before: MessageIter<'_>, ctx: &Ctx) -> Result<()> {
        let Some(seals) = &self.0 else { return Ok(()) };
        let now = ctx.ai().env().now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
        let (principal, history) = (principal(ctx), history(before));
        let mut opened = Vec::new();
        let mut runs = Vec::new();
        for part in message.content.iter().filter(|p| waits(p)) {
            let (run, mac, expiry) = seals.check(part, now, &principal, &history)?;
            runs.push(run);
            opened.push((mac, expiry));
        }
        if runs.windows(2).any(|pair| pair.first() != pair.last()) {
            return Err(denied("this message is made of the interrupts of several runs"));
        }
        let spent = match ctx.ai().extension::<Ledger>() {
            Some(ledger) => ledger.spend(opened).await?,
            None => seals.spend(opened, now),
        };
        if spent { Ok(()) } else { Err(denied("this interrupt was answered before; an answer counts once")) }
    }
}

/// Where it is noted which seals were used, for several processes that share a key.
struct Ledger(Box<dyn Fn(String, SystemTime) -> BoxFuture<'static, Result<bool>> + Send + Sync>);

impl Ledger {
    /// True if none of these was used before; then they are now.
    async fn spend(&self, seals: Vec<(String, u64)>) -> Result<bool> {
        for (mac, expiry) in seals {
            if !(self.0)(mac, UNIX_EPOCH + Duration::from_secs(expiry)).await? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// True if the interrupts of this runtime are sealed, so that their answers can be trusted.
pub(crate) fn seals_hold(ai: &Genkit) -> bool {
    ai.extension::<Sealer>().is_none_or(Sealer::is_on)
}

impl Seals {
    /// True if none of these was used before; then they are now.
    fn spend(&self, seals: Vec<(String, u64)>, now: u64) -> bool {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, expiry| *expiry > now);
        let new = !seals.iter().any(|(mac, _)| used.contains_key(mac));
        if new {
            used.extend(seals);
        }
        new
    }

    fn mac(&self, part: &Part, run: &str, expiry: u64, principal: &Value, history: &str) -> String {
        let asked = part.as_tool_request();
        let sealed = json!([
            run,
            expiry,
            principal,
            history,
            asked.map(|r| &r.name),
            asked.and_then(|r| r.reference.as_ref()),
            asked.and_then(|r| r.input.as_ref()),
            part.meta("interrupt"),
            part.meta("pendingOutput"),
            part.meta("pendingContent"),
            part.meta("pendingMetadata"),
        ]);
        self.digest(&canonical(&sealed)).map(|mac| hex(&mac)).unwrap_or_default()
    }

    fn digest(&self, text: &str) -> Option<Vec<u8>> {
        if self.key.expose().is_empty() {
            return None;
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(self.key.expose()).ok()?;
        mac.update(text.as_bytes());
        Some(mac.finalize().into_bytes().to_vec())
    }

    /// The run, the seal itself and when it expires, if it is whole.
    fn check(
        &self,
        part: &Part,
        now: u64,
        principal: &Value,
        history: &str,
    ) -> Result<(String, String, u64)> {
        let refused = |why: String| {
            let name = part.as_tool_request().map(|r| r.name.as_str()).unwrap_or_default();
            denied(format!("the interrupt of tool '{name}' cannot be resumed: {why}"))
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
        let expected = self.mac(part, run, expiry, principal, history);
        if expected.is_empty() || !same(expected.as_bytes(), mac.as_bytes()) {
            return Err(refused(format!(
                "its seal does not fit what it says, who answers or the conversation{hint}"
            )));
        }
        if expiry <= now {
            return Err(refused("it waited too long".to_owned()));
        }
        Ok((run.to_owned(), mac.to_owned(), expiry))
    }
}

/// Tells seals of like interrupts apart; from the operating system, since it must not be guessed or repeated.
fn nonce() -> String {
    let mut bytes = [0; 16];
    // Without randomness from the system there is no key either, and nothing can be opened.
    let _ = getrandom::fill(&mut bytes);
    hex(&bytes)
}

/// Compares without telling by the time it takes where the difference is.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |d, (x, y)| d | (x ^ y)) == 0
}

/// What was said before, without what others add to it: system messages, notes on parts, and parts that tell the form of
/// the answer or documents.
fn history(before: MessageIter<'_>) -> String {
    let mut digest = Sha256::new();
    for message in before.filter(|message| message.role != Role::System) {
        digest.update(json!(message.role).to_string());
        for part in message.content.iter().filter(|part| part.meta("purpose").is_none()) {
            let plain = Part { kind: part.kind.clone(), metadata: None };
            digest.update(canonical(&json!(plain)));
        }
    }
    hex(&digest.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// JSON with sorted members and whole numbers without a fraction, since a client may write it anew.
fn canonical(value: &Value) -> String {
    match value {
        Value::Number(number) => match number.as_f64().filter(|n| n.fract() == 0.0 && n.abs() < 9e15) {
            Some(whole) => format!("{}", whole as i64),
            None => number.to_string(),
        },
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

/// For all to see: whoever sent the answer is the one to know.
fn denied(why: impl Into<Cow<'static, str>>) -> Error {
    Error::public(Status::PermissionDenied, why)
}

/// Who the run is for; an answer by anybody else is refused.
fn principal(ctx: &Ctx) -> Value {
    ctx.context().principal().unwrap_or_default()
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

    /// Notes which seals were used, where several processes share a key or one is started again: the function is given a
    /// seal and when it expires, and answers true if it had not been given it before. It must decide in one step, for two
    /// may ask at once. Without it each process knows of its own only.
    ///
    /// ```
    /// use std::collections::HashSet;
    /// use std::sync::{Arc, Mutex};
    /// use genkit::{Genkit, Secret};
    ///
    /// let used = Arc::new(Mutex::new(HashSet::new()));        // in earnest a table with a unique key
    /// let builder = Genkit::builder().seal_key(Secret::new(vec![7; 32])).seal_ledger(move |seal, _expires| {
    ///     let new = used.lock().unwrap().insert(seal);
    ///     async move { Ok(new) }
    /// });
    /// ```
    pub fn seal_ledger<F, Fut>(self, spend: F) -> Self
    where
        F: Fn(String, SystemTime) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<bool>> + Send + 'static,
    {
        self.extension(Ledger(Box::new(move |seal, expires| Box::pin(spend(seal, expires)))))
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealer").field("on", &self.is_on()).finish()
    }
}
