//! A flow served by two processes' worth of servers that share streams.

use std::sync::Arc;

use genkit::client;
use genkit::prelude::*;
use genkit::serve::{self, Flows, Server};
use genkit_redis::RedisStreams;
use libtest_mimic::Trial;
use store_tests::trial;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

pub(crate) fn trials(url: &str) -> Vec<Trial> {
    let url = url.to_owned();
    let name = "flows: a stream begun at one server is read at another, from its first chunk, each once";
    vec![trial(name, move || two_servers(url))]
}

/// Lets the flow go on by a chunk.
static STEPS: Semaphore = Semaphore::const_new(0);

/// Counts, whenever it is allowed to.
#[flow]
async fn count(to: u32, out: Chunks<u32>) -> Result<String> {
    for n in 0..to {
        STEPS.acquire().await?.forget();
        out.send(n).await?;
    }
    Ok("done".to_owned())
}

/// The address of a server of its own, with its own connections to the streams.
async fn server(url: &str) -> Result<String> {
    let ai = Genkit::builder().build().await?;
    let streams = RedisStreams::connect(url).await?;
    let flows = Flows::of(&ai).route("/count", serve::handler::<count>().durable(streams));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = format!("http://{}/count", listener.local_addr()?);
    tokio::spawn(Server::of(flows).serve_until(listener, std::future::pending()));
    Ok(address)
}

async fn two_servers(url: String) -> Result<()> {
    let (one, other) = (server(&url).await?, server(&url).await?);
    let (one, other) = (client::flow::<count>(one), Arc::new(client::flow::<count>(other)));
    STEPS.add_permits(1);
    let mut first = one.stream(100).await?;
    let id = first.stream_id().expect("a durable stream").to_owned();
    assert_eq!(first.next().await.unwrap()?, 0);
    // Gone: the run goes on.
    drop(first);
    let readers: Vec<_> = (0..5)
        .map(|_| {
            let (other, id) = (other.clone(), id.clone());
            tokio::spawn(async move {
                let mut run = other.resume(&id).await?;
                let mut seen = Vec::new();
                while let Some(n) = run.next().await {
                    seen.push(n?);
                }
                Ok::<_, Error>((seen, run.output().await?))
            })
        })
        .collect();
    STEPS.add_permits(99);
    for reader in readers {
        assert_eq!(reader.await??, ((0..100).collect(), "done".to_owned()));
    }
    assert_eq!(other.resume(&id).await?.output().await?, "done");
    assert_eq!(other.resume("nope").await.map(drop).unwrap_err().status(), Status::NotFound);
    Ok(())
}
