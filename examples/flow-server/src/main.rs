//! Flows and agents over HTTP, as every Genkit client speaks it.
//!
//! ```text
//! cargo run -p flow-server
//! curl localhost:3400/echo -H 'content-type: application/json' -d '{"data": {"name": "Ada", "count": 1}}'
//! curl -N 'localhost:3400/countdown?stream=true' -H 'content-type: application/json' -d '{"data": 3}'
//! ```
//!
//! The workspace's release profile is for small command lines; a server that is measured is built with `--profile bench`.

mod agents;
mod flows;

use flows::{countdown, whoami};
use genkit::Secret;
use genkit::durable::InMemoryStreams;
use genkit::prelude::*;
use genkit::serve::{self, FlowHandler, Flows, Server};
use serde_json::json;

#[genkit::main]
async fn main() -> Result<()> {
    let ai = Genkit::builder().name("flow-server").register_all(agents::all()).build().await?;
    let kept = serve::handler::<countdown>().durable(InMemoryStreams::new(&ai));
    let clerk = FlowHandler::of(&ai.action("/agent/clerk").await?);
    let flows = Flows::of(&ai)
        .route(
            "/clerk",
            clerk.context(serve::bearer(async |who: Secret<String>| Ok(json!({"uid": who.expose()})))),
        )
        .route("/countdown", serve::handler::<countdown>())
        .route("/durable", kept)
        .route("/whoami", serve::handler::<whoami>().context(serve::api_key("s3cret")))
        .openapi_at("/openapi.json");
    Server::of(flows).run().await
}
