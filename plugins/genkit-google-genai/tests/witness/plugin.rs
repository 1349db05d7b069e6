//! The plugin of a folder of cases, with the key that they show.

use super::{GoogleAi, VertexAi};
use genkit::http::Retries;
use genkit::{GenkitBuilder, Secret};

pub(crate) fn plugin(app: GenkitBuilder, folder: &str, base: &str) -> GenkitBuilder {
    match folder {
        "googleai" => app.plugin(GoogleAi::new("key-g").base_url(base).retries(Retries::none())),
        "vertexai" => {
            let vertex = VertexAi::access_token(Secret::new("tok".to_owned()));
            let vertex = vertex.project("p1").location("us-central1").retries(Retries::none());
            // The cases have their media on this machine.
            app.plugin(vertex.allow_private_media())
        }
        other => panic!("no plugin for {other}"),
    }
}
