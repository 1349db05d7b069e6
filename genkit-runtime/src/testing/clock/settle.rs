//! Waiting until everything else waits.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use super::{TURNS, TestClock};

pub(super) struct Settle {
    clock: TestClock,
    since: Option<u64>,
    turns: u32,
}

impl Settle {
    pub(super) fn new(clock: TestClock) -> Self {
        clock.time().settlers += 1;
        Self { clock, since: None, turns: 0 }
    }
}

impl Drop for Settle {
    fn drop(&mut self) {
        self.clock.time().settlers -= 1;
    }
}

impl Future for Settle {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let mut time = this.clock.time();
        if time.driven {
            let since = *this.since.get_or_insert(time.idles);
            if time.idles > since {
                return Poll::Ready(());
            }
            time.settle(cx.waker().clone());
        } else {
            this.turns += 1;
            if this.turns > TURNS {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    }
}
