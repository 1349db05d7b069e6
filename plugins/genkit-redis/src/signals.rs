//! Who waits for a key is woken when it changes: one connection for messages, made when first needed and anew when it
//! breaks. A message may be lost; hence whoever waits looks by itself, too, rarely while messages come.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use genkit::Env;
use redis::aio::{PubSub, PubSubSink, PubSubStream};
use redis::{Client, Msg};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{Notify, oneshot};

use crate::link::CONNECT;

/// How long a subscription may take before one looks without.
const READY: Duration = Duration::from_secs(1);
/// How often one looks while no messages come.
const BLIND: Duration = Duration::from_millis(500);
/// A connection that is quiet for so long is asked whether it is there.
const QUIET: Duration = Duration::from_secs(30);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub(crate) struct Signals(Arc<Inner>);

struct Inner {
    client: Client,
    orders: Mutex<Option<UnboundedSender<Order>>>,
    last: AtomicU64,
    up: Arc<AtomicBool>,
}

enum Order {
    Watch { key: String, id: u64, wake: Arc<Notify>, ready: oneshot::Sender<()> },
    Leave { key: String, id: u64 },
}

/// Wakes whoever waits for a key.
pub(crate) struct Signal {
    key: String,
    id: u64,
    wake: Arc<Notify>,
    up: Arc<AtomicBool>,
    orders: UnboundedSender<Order>,
}

impl Signals {
    pub(crate) fn new(client: Client) -> Self {
        let up = Arc::new(AtomicBool::new(true));
        Self(Arc::new(Inner { client, orders: Mutex::default(), last: AtomicU64::new(0), up }))
    }

    /// From when this returns, changes of the key wake the signal.
    pub(crate) async fn of(&self, key: String) -> Signal {
        let id = self.0.last.fetch_add(1, Ordering::Relaxed);
        let (wake, up, orders) = (Arc::new(Notify::new()), self.0.up.clone(), self.orders());
        let (ready, is_ready) = oneshot::channel();
        let _ = orders.send(Order::Watch { key: key.clone(), id, wake: wake.clone(), ready });
        let signal = Signal { key, id, wake, up, orders };
        if signal.up.load(Ordering::Relaxed) {
            select(is_ready, Env::system().limit(READY)).await;
        }
        signal
    }

    /// The way to the task, which is started if there is none, or if the runtime it ran on is gone.
    fn orders(&self) -> UnboundedSender<Order> {
        let mut known = self.0.orders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(orders) = known.as_ref().filter(|orders| !orders.is_closed()) {
            return orders.clone();
        }
        let (orders, received) = unbounded_channel();
        self.0.up.store(true, Ordering::Relaxed);
        let up = self.0.up.clone();
        tokio::spawn(Messages { orders: received, up, watched: HashMap::new() }.run(self.0.client.clone()));
        *known = Some(orders.clone());
        orders
    }
}

impl Signal {
    /// Waits for a change; at most so long, and less while no messages come.
    pub(crate) async fn wait(&self, most: Duration) {
        let limit = if self.up.load(Ordering::Relaxed) { most } else { most.min(BLIND) };
        select(pin!(self.wake.notified()), Env::system().limit(limit)).await;
    }
}

impl Drop for Signal {
    fn drop(&mut self) {
        let _ = self.orders.send(Order::Leave { key: std::mem::take(&mut self.key), id: self.id });
    }
}

/// The task that has the connection.
struct Messages {
    orders: UnboundedReceiver<Order>,
    up: Arc<AtomicBool>,
    watched: HashMap<String, HashMap<u64, Arc<Notify>>>,
}

enum Event {
    Message(Option<Msg>),
    Order(Option<Order>),
    Quiet,
}

/// Nobody can ask for messages any more.
struct Over;

impl Messages {
    async fn run(mut self, client: Client) {
        let mut pause = BLIND;
        loop {
            if let Some((mut sink, mut stream)) = self.connect(&client).await {
                pause = BLIND;
                self.now(true);
                if let Err(Over) = self.serve(&mut sink, &mut stream).await {
                    return;
                }
            }
            self.now(false);
            if let Err(Over) = self.rest(pause).await {
                return;
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn connect(&self, client: &Client) -> Option<(PubSubSink, PubSubStream)> {
        let connected = async {
            let mut messages: PubSub = client.get_async_pubsub().await.ok()?;
            let keys: Vec<_> = self.watched.keys().collect();
            for some in keys.chunks(1000) {
                messages.subscribe(some).await.ok()?;
            }
            Some(messages.split())
        };
        match select(pin!(connected), Env::system().limit(CONNECT)).await {
            Either::Left((connected, _)) => connected,
            Either::Right(_) => None,
        }
    }

    /// Tells whether messages come; whoever waits looks anew, since some may have been lost.
    fn now(&self, up: bool) {
        self.up.store(up, Ordering::Relaxed);
        self.watched.values().flat_map(HashMap::values).for_each(|wake| wake.notify_one());
    }

    /// Gives messages on until the connection breaks.
    async fn serve(&mut self, sink: &mut PubSubSink, stream: &mut PubSubStream) -> Result<(), Over> {
        loop {
            let whole = match self.next(stream).await {
                Event::Message(None) => false,
                Event::Message(Some(message)) => {
                    let woken =
                        self.watched.get(message.get_channel_name()).into_iter().flat_map(HashMap::values);
                    woken.for_each(|wake| wake.notify_one());
                    true
                }
                Event::Order(order) => self.take(order.ok_or(Over)?, Some(sink)).await,
                Event::Quiet => timely(sink.ping::<redis::Value>()).await,
            };
            if !whole {
                return Ok(());
            }
        }
    }

    async fn next(&mut self, stream: &mut PubSubStream) -> Event {
        let order = pin!(self.orders.recv());
        match select(select(stream.next(), order), Env::system().limit(QUIET)).await {
            Either::Left((Either::Left((message, _)), _)) => Event::Message(message),
            Either::Left((Either::Right((order, _)), _)) => Event::Order(order),
            Either::Right(_) => Event::Quiet,
        }
    }

    /// Waits before the next try.
    async fn rest(&mut self, pause: Duration) -> Result<(), Over> {
        let mut over = Env::system().sleep(pause);
        loop {
            let order = match select(pin!(self.orders.recv()), &mut over).await {
                Either::Left((order, _)) => order,
                Either::Right(_) => return Ok(()),
            };
            self.take(order.ok_or(Over)?, None).await;
        }
    }

    /// Does what is asked for; false if the connection is broken.
    async fn take(&mut self, order: Order, sink: Option<&mut PubSubSink>) -> bool {
        match order {
            Order::Watch { key, id, wake, ready } => {
                let wakes = self.watched.entry(key.clone()).or_default();
                let first = wakes.is_empty();
                wakes.insert(id, wake);
                let Some(sink) = sink.filter(|_| first) else {
                    let _ = ready.send(());
                    return true;
                };
                let subscribed = timely(sink.subscribe(key)).await;
                let _ = ready.send(());
                subscribed
            }
            Order::Leave { key, id } => {
                let Some(wakes) = self.watched.get_mut(&key) else { return true };
                wakes.remove(&id);
                if !wakes.is_empty() {
                    return true;
                }
                self.watched.remove(&key);
                match sink {
                    Some(sink) => timely(sink.unsubscribe(key)).await,
                    None => true,
                }
            }
        }
    }
}

/// Whether it is done in time.
async fn timely<T>(asked: impl Future<Output = redis::RedisResult<T>>) -> bool {
    matches!(select(pin!(asked), Env::system().limit(CONNECT)).await, Either::Left((Ok(_), _)))
}
