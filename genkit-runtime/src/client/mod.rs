//! A typed client of flows over HTTP, whatever language they are written in.
//!
//! ```no_run
//! use genkit::client::Flow;
//!
//! # #[tokio::main] async fn main() -> genkit::Result<()> {
//! let countdown = Flow::<u32, String, serde_json::Value>::at("http://localhost:3400/countdown");
//! let mut run = countdown.stream(3).await?;
//! while let Some(chunk) = run.next().await {
//!     println!("{}", chunk?);
//! }
//! assert_eq!(run.output().await?, "liftoff");
//! # Ok(()) }
//! ```

mod agent;
mod events;
mod refusal;
mod stream;

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, LazyLock};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use agent::{RemoteAgent, agent};
pub use stream::FlowStream;

use crate::core::action::FlowHandle;
use crate::core::error::{Error, Result};
use crate::core::secret::Secret;
use crate::core::stream::NoChunk;
use crate::http::{Connect, HttpRequest, HttpResponse, Transport};

/// All clients share their connections.
static NETWORK: LazyLock<Arc<Connect>> = LazyLock::new(|| Arc::new(Connect::new()));

/// A flow at an address: what it takes, returns and streams. Cloning is cheap.
#[must_use]
pub struct Flow<I, O, C = NoChunk> {
    request: Result<HttpRequest>,
    init: Option<Value>,
    transport: Arc<dyn Transport>,
    types: PhantomData<fn(I) -> (O, C)>,
}

/// The flow of this handle where it is served: its types are those of the handle.
///
/// ```no_run,standalone_crate
/// use genkit::{client, prelude::*};
///
/// #[derive(Serialize, Deserialize, JsonSchema)]
/// struct Dish {
///     name: String,
/// }
///
/// /// Suggests a dish.
/// #[flow]
/// async fn suggest_dish(theme: String) -> Result<Dish> {
///     Ok(Dish { name: format!("Soup, {theme} style") })
/// }
///
/// # #[genkit::main] async fn main() -> Result<()> {
/// let dish = client::flow::<suggest_dish>("https://menu.example/suggest_dish").run("seaside".into()).await?;
/// # Ok(()) }
/// ```
pub fn flow<F: FlowHandle>(url: impl Into<String>) -> Flow<F::Input, F::Output, F::Chunk> {
    Flow::at(url)
}

impl<I, O, C> Flow<I, O, C> {
    /// The flow at this address.
    pub fn at(url: impl Into<String>) -> Self {
        let request = Ok(HttpRequest::post(url).once());
        Self { request, init: None, transport: NETWORK.clone(), types: PhantomData }
    }

    /// Sends a header with each request, for example an API key as `authorization`; it is shown nowhere. A name or a
    /// value that no header can have is an error of the run.
    pub fn header(mut self, name: &str, value: impl Into<Secret<String>>) -> Self {
        let value = value.into();
        self.request = self.request.and_then(|request| request.secret(name, &value));
        self
    }

    /// Sends a bearer token with each request.
    pub fn bearer(mut self, token: &Secret<String>) -> Self {
        self.request = self.request.and_then(|request| request.bearer(token));
        self
    }

    /// What starts a bidirectional flow or an agent, sent beside each input.
    pub fn init(mut self, init: &impl Serialize) -> Self {
        match serde_json::to_value(init) {
            Ok(init) => self.init = Some(init),
            Err(error) => self.request = Err(error.into()),
        }
        self
    }

    /// Sends requests by another way than the network.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Arc::new(transport);
        self
    }
}

impl<I: Serialize, O: DeserializeOwned, C: DeserializeOwned> Flow<I, O, C> {
    /// Runs the flow.
    ///
    /// # Errors
    /// What the server says, under its status; `UNAVAILABLE` without an answer; `INTERNAL` if the answer is not an `O`.
    pub async fn run(&self, input: I) -> Result<O> {
        let request = self.request(&input)?;
        let url = request.url.clone();
        let response = self.send(request).await?;
        let body = response.body.bytes().await?;
        events::result(&body).map_err(|error| refusal::at(error, &url))
    }

    /// Runs the flow and reads its chunks as they come.
    ///
    /// # Errors
    /// As [`run`](Self::run), if the run is refused before it begins.
    pub async fn stream(&self, input: I) -> Result<FlowStream<O, C>> {
        let request = self.request(&input)?.header("accept", "text/event-stream")?;
        let response = self.send(request.clone()).await?;
        Ok(FlowStream::new(self.transport.clone(), request, response))
    }

    /// Reads a durable stream from its first chunk, by the id that [`FlowStream::stream_id`] gave.
    ///
    /// # Errors
    /// `NOT_FOUND` if the server keeps no such stream (any more).
    pub async fn resume(&self, stream_id: &str) -> Result<FlowStream<O, C>> {
        let request = self.request.clone()?.json(&serde_json::json!({"data": null}))?;
        let request = request.header("accept", "text/event-stream")?.header(stream::STREAM, stream_id)?;
        let response = self.send(request.clone()).await?;
        Ok(FlowStream::new(self.transport.clone(), request, response))
    }

    fn request(&self, input: &I) -> Result<HttpRequest> {
        #[derive(Serialize)]
        struct Sent<'a, I> {
            data: &'a I,
            #[serde(skip_serializing_if = "Option::is_none")]
            init: Option<&'a Value>,
        }
        self.request.clone()?.json(&Sent { data: input, init: self.init.as_ref() })
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse> {
        refusal::accepted(&request.url.clone(), self.transport.send(request).await?).await
    }
}

impl<I, O, C> Clone for Flow<I, O, C> {
    fn clone(&self) -> Self {
        let (request, init) = (self.request.clone(), self.init.clone());
        Self { request, init, transport: self.transport.clone(), types: PhantomData }
    }
}

impl<I, O, C> fmt::Debug for Flow<I, O, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: &dyn fmt::Debug = match &self.request {
            Ok(request) => request,
            Err(error) => error as &Error,
        };
        f.debug_tuple("Flow").field(shown).finish()
    }
}
