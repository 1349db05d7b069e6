//! What tests are written with: a runtime of their own, doubles of every action, models that say what the test wants,
//! a clock that the test moves, and traces to look at. Feature `testing`.
//!
//! ```standalone_crate
//! use genkit::prelude::*;
//!
//! /// Current weather in a city.
//! #[tool]
//! async fn get_weather(city: String) -> Result<String> {
//!     Err(Error::unavailable(format!("no network to ask about {city}")))
//! }
//!
//! /// What to wear.
//! #[flow]
//! async fn advise(city: String, ctx: Ctx) -> Result<String> {
//!     let ask = format!("What shall I wear in {city}?");
//!     Ok(ctx.generate().prompt(ask).tools(tools![get_weather]).await?.text())
//! }
//!
//! // #[genkit::test]
//! async fn a_coat_in_the_rain(ai: TestGenkit) -> Result<()> {
//!     let weather = ai.double::<get_weather>().returns("rain".to_owned());
//!     ai.script([reply().call::<get_weather>("Oslo"), reply().text("a coat")]);
//!     assert_eq!(ai.run::<advise>("Oslo".into()).await?, "a coat");
//!     assert_eq!(weather.calls(), ["Oslo"]);
//!     assert!(ai.last_request().text().contains("rain"));
//!     ai.expect_trace("
//!         flow advise
//!         └─ util generate
//!            ├─ model script
//!            ├─ tool get_weather
//!            └─ util generate
//!               └─ model script
//!     ");
//!     Ok(())
//! }
//! # genkit::__private::run_test(a_coat_in_the_rain);
//! ```

mod app;
mod chunks;
mod clock;
mod double;
mod fail;
#[cfg(feature = "http")]
mod http;
mod model;
mod random;
mod run;
mod stores;
mod streams;
mod trace;
mod verify;

pub use app::{TestGenkit, TestGenkitBuilder};
pub use chunks::{SentChunks, chunks};
pub use clock::TestClock;
pub use double::{Answer, BidiDouble, Double, IntoChunk, OperationScript, operation};
#[cfg(feature = "http")]
pub use http::{Cassette, HttpFaults, HttpReply, HttpScript};
pub use model::{Reply, TestModel, echo, reply, scripted, static_model};
pub(crate) use run::run_test;
pub use run::{TestFn, TestResult};
pub use stores::{StoreCase, check_store, store_cases};
pub use streams::{StreamCase, check_streams, stream_cases};
pub use trace::{MemoryTraces, Trace};
