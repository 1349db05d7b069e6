//! One limit: what is left, and who waits for it, in the order in which they came.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::core::env::Env;
use crate::core::error::{Error, Result};

/// How much comes back in a minute, which is also how much there can be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rates {
    pub(super) requests: Option<u32>,
    pub(super) tokens: Option<u32>,
}

#[derive(Debug)]
pub(super) struct Bucket {
    rates: Rates,
    /// Held by whoever is next. Its queue is fair.
    line: tokio::sync::Mutex<()>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    requests: f64,
    tokens: f64,
    /// When what is left was last counted.
    at: Duration,
    /// Nobody is let through before.
    closed_until: Duration,
    /// What those in the line want.
    wanted: Cost,
}

#[derive(Clone, Copy, Debug, Default)]
struct Cost {
    requests: f64,
    tokens: f64,
}

/// Smaller differences come from counting with fractions.
const NOTHING: f64 = 1e-6;

impl Bucket {
    pub(super) fn new(rates: Rates, now: Duration) -> Self {
        let full = |rate: Option<u32>| rate.map_or(0.0, f64::from);
        let (requests, tokens) = (full(rates.requests), full(rates.tokens));
        let state =
            State { requests, tokens, at: now, closed_until: Duration::ZERO, wanted: Cost::default() };
        Self { rates, line: tokio::sync::Mutex::new(()), state: Mutex::new(state) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for its turn, then for enough to be left, and takes it.
    ///
    /// # Errors
    /// `RESOURCE_EXHAUSTED` with the wait, if it would be longer than `longest`.
    pub(super) async fn enter(&self, env: &Env, tokens: f64, longest: Option<Duration>) -> Result<()> {
        // More than there can ever be would wait for ever: then all there can be is enough.
        let cost =
            Cost { requests: 1.0, tokens: self.rates.tokens.map_or(0.0, |most| tokens.min(f64::from(most))) };
        let _waiting = self.stand_in_line(env, cost, longest)?;
        let _first = self.line.lock().await;
        loop {
            let wait = {
                let mut state = self.state();
                let wait = self.wait(&mut state, env.elapsed(), cost);
                if wait.is_zero() {
                    state.requests -= cost.requests;
                    state.tokens -= cost.tokens;
                    return Ok(());
                }
                wait
            };
            env.sleep(wait).await;
        }
    }

    fn stand_in_line(&self, env: &Env, cost: Cost, longest: Option<Duration>) -> Result<Waiting<'_>> {
        let mut state = self.state();
        let all = Cost {
            requests: state.wanted.requests + cost.requests,
            tokens: state.wanted.tokens + cost.tokens,
        };
        let wait = self.wait(&mut state, env.elapsed(), all);
        if longest.is_some_and(|longest| wait > longest) {
            return Err(Error::resource_exhausted(format!(
                "the rate limit of this model is used up; there is room in {wait:.1?}"
            ))
            .with_retry_after(wait));
        }
        state.wanted = all;
        Ok(Waiting { bucket: self, cost })
    }

    /// How long until there is room for this; nothing if there is.
    fn wait(&self, state: &mut State, now: Duration, cost: Cost) -> Duration {
        let passed = now.saturating_sub(state.at).as_secs_f64() / 60.0;
        state.at = now;
        let mut wait = state.closed_until.saturating_sub(now);
        let kinds = [
            (self.rates.requests, &mut state.requests, cost.requests),
            (self.rates.tokens, &mut state.tokens, cost.tokens),
        ];
        for (rate, left, wanted) in kinds {
            let Some(rate) = rate.map(f64::from) else { continue };
            *left = (*left + passed * rate).min(rate);
            let missing = wanted - *left;
            if missing > NOTHING {
                wait = wait.max(Duration::from_secs_f64(missing / rate * 60.0));
            }
        }
        wait
    }

    /// Takes more, or gives back, once it is known what was used.
    pub(super) fn correct(&self, tokens: f64) {
        if let Some(most) = self.rates.tokens.map(f64::from) {
            let mut state = self.state();
            state.tokens = (state.tokens - tokens).clamp(-most, most);
        }
    }

    /// Lets nobody through before this moment.
    pub(super) fn close(&self, until: Duration) {
        let mut state = self.state();
        state.closed_until = state.closed_until.max(until);
    }

    /// True if a new one would do the same.
    pub(super) fn is_idle(&self, now: Duration) -> bool {
        let mut state = self.state();
        let full = |rate: Option<u32>| rate.map_or(0.0, f64::from);
        let all = Cost { requests: full(self.rates.requests), tokens: full(self.rates.tokens) };
        state.wanted.requests < NOTHING && self.wait(&mut state, now, all).is_zero()
    }
}

/// A place in the line, given up when its holder goes through or away.
struct Waiting<'a> {
    bucket: &'a Bucket,
    cost: Cost,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut state = self.bucket.state();
        state.wanted.requests -= self.cost.requests;
        state.wanted.tokens -= self.cost.tokens;
    }
}
