//! Who waits for a change, and the connection that listens for changes of other processes.

use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::task::Poll;
use std::time::Duration;

use futures_util::future::join;
use genkit::Env;
use tokio::sync::Notify;
use tokio::sync::futures::OwnedNotified;
use tokio::task::JoinHandle;
use tokio_postgres::AsyncMessage;

use super::tls::Reach;

/// Who waits looks by itself so often, for the case that nobody can tell.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// How long after a connection broke the next one is tried.
const AGAIN: Duration = Duration::from_millis(500);

/// Tells of changes by the numbers that stand for what changed. Listening begins with the first who waits.
pub(crate) struct Changes {
    reach: Reach,
    channel: String,
    env: Env,
    waiting: Arc<Waiting>,
    listener: OnceLock<Listener>,
}

/// Those who wait, by what for.
#[derive(Default)]
struct Waiting(Mutex<HashMap<u64, Weak<Notify>>>);

struct Listener(JoinHandle<()>);

impl Drop for Listener {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Changes {
    pub(crate) fn new(reach: Reach, channel: String, env: Env) -> Self {
        Self { reach, channel, env, waiting: Arc::default(), listener: OnceLock::new() }
    }

    pub(crate) fn channel(&self) -> &str {
        &self.channel
    }

    /// Waits until something is told of this number, from when this is called. Needs a tokio runtime.
    pub(crate) fn of(&self, number: u64) -> OwnedNotified {
        self.listener.get_or_init(|| {
            let listen =
                listen(self.reach.clone(), self.channel.clone(), self.env.clone(), self.waiting.clone());
            Listener(tokio::spawn(listen))
        });
        let mut waiting = self.waiting.lock();
        let told: Arc<Notify> = waiting.get(&number).and_then(Weak::upgrade).unwrap_or_else(|| {
            waiting.retain(|_, told| told.strong_count() > 0);
            let told = Arc::default();
            waiting.insert(number, Arc::downgrade(&told));
            told
        });
        told.notified_owned()
    }
}

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Weak<Notify>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, number: u64) {
        let told = self.lock().get(&number).and_then(Weak::upgrade);
        told.inspect(|told| told.notify_waiters());
    }

    /// What was told while nobody listened is lost: everybody looks.
    fn tell_all(&self) {
        let all: Vec<_> = self.lock().values().filter_map(Weak::upgrade).collect();
        all.iter().for_each(|told| told.notify_waiters());
    }
}

/// Listens for ever; a connection that breaks is made anew.
async fn listen(reach: Reach, channel: String, env: Env, waiting: Arc<Waiting>) {
    loop {
        if let Err(error) = listen_once(&reach, &channel, &waiting).await {
            tracing::debug!(target: "genkit::postgres", %error, "changes of other processes are not told at the moment");
        }
        waiting.tell_all();
        env.sleep(AGAIN).await;
    }
}

async fn listen_once(reach: &Reach, channel: &str, waiting: &Waiting) -> Result<(), tokio_postgres::Error> {
    let (client, mut connection) = reach.config.connect(reach.tls.clone()).await?;
    let begin = async {
        let begun = client.batch_execute(&format!("LISTEN \"{channel}\"")).await;
        waiting.tell_all();
        begun
    };
    let hear = poll_fn(|cx| {
        loop {
            match connection.poll_message(cx) {
                Poll::Ready(Some(Ok(AsyncMessage::Notification(told)))) => {
                    if let Ok(number) = u64::from_str_radix(told.payload(), 16) {
                        waiting.tell(number);
                    }
                }
                Poll::Ready(Some(Ok(_))) => {}
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Err(error)),
                Poll::Ready(None) => return Poll::Ready(Ok(())),
                Poll::Pending => return Poll::Pending,
            }
        }
    });
    let (begun, heard) = join(begin, hear).await;
    begun.and(heard)
}
