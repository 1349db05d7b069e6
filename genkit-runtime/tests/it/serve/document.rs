//! The OpenAPI document.

use serde_json::json;

use super::{flows, runtime};
use genkit::serve::{self, FlowHandler, Flows};

#[test]
fn every_route_is_described() {
    let flows = flows();
    let who = FlowHandler::of(&flows[3]).context(serve::api_key("s3cret"));
    let document = Flows::of(&runtime(flows)).prefix("/v1").route("/me", who).openapi();
    assert_eq!(document["openapi"], "3.1.0");
    let double = &document["paths"]["/v1/double"]["post"];
    assert_eq!(double["summary"], "Doubles");
    let body = &double["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["required"], json!(["data"]));
    assert_eq!(body["properties"]["data"]["type"], "integer");
    let answer = &double["responses"]["200"]["content"]["application/json"]["schema"];
    assert_eq!(answer["properties"]["result"]["type"], "integer");
    assert_eq!(document["paths"]["/v1/me"]["post"]["security"], json!([{"apiKey": []}]));
    assert_eq!(document["components"]["securitySchemes"]["apiKey"]["in"], "header");
    assert!(!document.to_string().contains("$schema"));
    assert!(document["paths"].get("/v1/who").is_none());
}
