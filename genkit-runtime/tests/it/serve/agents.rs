//! Bidirectional actions, whose stream of inputs is the one of the request.

use genkit::prelude::*;
use serde_json::json;

use super::wire::post;
use super::{Running, body, runtime};
use genkit::serve::{Flows, Server};

/// Answers each line under a name.
#[flow]
async fn parrot(name: String, mut lines: Inputs<String>, out: Chunks<String>) -> Result<usize> {
    let mut count = 0;
    while let Some(line) = lines.next().await {
        out.send(format!("{name}: {}", line?)).await?;
        count += 1;
    }
    Ok(count)
}

#[tokio::test]
async fn one_input_goes_in_beside_what_starts_the_run() {
    let parrot = genkit::Action::of_bidi::<parrot>();
    let server = Running::start(Server::of(Flows::of(&runtime([parrot])))).await;
    let sent = json!({"data": "hello", "init": "Polly"}).to_string();
    let mut wire = super::wire::Wire::to(&server).await;
    wire.write(&super::wire::request("/parrot?stream=true", &sent)).await;
    wire.until("data: {\"result\":1}\n\n").await;
    assert_eq!(post(&server, "/parrot", &sent).await.body, r#"{"result":1}"#);
    let wrong = post(&server, "/parrot", r#"{"data": "hello", "init": 7}"#).await;
    assert_eq!((wrong.status, body(&wrong.body)["status"].as_str()), (400, Some("INVALID_ARGUMENT")));
}
