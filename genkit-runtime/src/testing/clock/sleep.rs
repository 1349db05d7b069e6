//! Waiting for a time.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::time::Key;
use super::{TURNS, TestClock};

pub(super) struct Sleep {
    clock: TestClock,
    key: Key,
    pause: bool,
    turns: u32,
}

impl Sleep {
    pub(super) fn new(clock: TestClock, duration: Duration, pause: bool) -> Self {
        let key = clock.time().key(duration);
        Self { clock, key, pause, turns: 0 }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let mut time = this.clock.time();
        if time.now >= this.key.0 {
            time.forget(this.key);
            return Poll::Ready(());
        }
        time.wait(this.key, cx.waker().clone(), this.pause);
        if time.skips && !time.driven && this.pause {
            // Nobody tells when everything waits: look again and again, then take it to be so.
            this.turns += 1;
            let next = if this.turns.is_multiple_of(TURNS) { time.skip() } else { None };
            drop(time);
            if let Some(next) = next {
                next.wake();
            }
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }
}

impl Drop for Sleep {
    fn drop(&mut self) {
        self.clock.time().forget(self.key);
    }
}
