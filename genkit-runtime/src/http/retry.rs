//! When to ask again, and after how long.

use std::time::{Duration, SystemTime};

use http::HeaderMap;

use crate::core::env::Env;

/// How often a request is sent again, and how long to wait before. Nothing is sent again once a byte of the answer has
/// been given on, or once whoever asked is gone.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Retries {
    /// How often, after the first time.
    pub times: u32,
    /// The first pause where the other side names none; each next one is twice as long.
    pub pause: Duration,
    /// The longest pause; where the other side asks for a longer one, its error is given on at once.
    pub longest: Duration,
}

/// Twice, after half a second and one second, and after at most a minute.
impl Default for Retries {
    fn default() -> Self {
        Self { times: 2, pause: Duration::from_millis(500), longest: Duration::from_secs(60) }
    }
}

impl Retries {
    /// Never.
    #[must_use]
    pub fn none() -> Self {
        Self::times(0)
    }

    /// So often.
    #[must_use]
    pub fn times(times: u32) -> Self {
        Self { times, ..Self::default() }
    }

    /// The same with another first pause.
    #[must_use]
    pub fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// The same with another bound on a pause.
    #[must_use]
    pub fn longest(mut self, longest: Duration) -> Self {
        self.longest = longest;
        self
    }

    /// How long to wait before the next time, if there is one.
    pub(super) fn wait(&self, env: &Env, done: u32, told: Option<Duration>) -> Option<Duration> {
        if done >= self.times {
            return None;
        }
        if let Some(told) = told {
            return (told <= self.longest).then_some(told);
        }
        let pause = self.pause.saturating_mul(1 << done.min(16)).min(self.longest);
        // Between three quarters and the whole of it, so that many do not come back at once.
        Some(pause.mul_f64(1.0 - (env.random() % 1024) as f64 / 4096.0))
    }
}

/// True where another try may help.
pub(super) fn may_help(status: u16, headers: &HeaderMap) -> bool {
    match headers.get("x-should-retry").map(http::HeaderValue::as_bytes) {
        Some(b"true") => true,
        Some(b"false") => false,
        _ => matches!(status, 408 | 429 | 500 | 502 | 503 | 504 | 529),
    }
}

/// `Retry-After`, in seconds (with fractions) or as a date, or `retry-after-ms`.
pub(super) fn after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let number = |text: &str| text.parse::<f64>().ok().and_then(|n| Duration::try_from_secs_f64(n).ok());
    if let Some(ms) = text("retry-after-ms").and_then(number) {
        return Some(ms / 1000);
    }
    let told = text("retry-after")?;
    number(told).or_else(|| {
        let date = httpdate::parse_http_date(told).ok()?;
        Some(date.duration_since(now).unwrap_or_default())
    })
}
