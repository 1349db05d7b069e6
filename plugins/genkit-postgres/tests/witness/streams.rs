//! Streams: readers that come again, servers that go, streams whose time is over.

use std::time::Duration;

use futures_util::StreamExt;
use genkit::durable::{Limits, StreamEvent, StreamManager};
use genkit::{Env, Error, Result, Status};
use genkit_postgres::{Postgres, PostgresStreams};
use libtest_mimic::Trial;
use store_tests::trial;

use super::server::Server;

fn chunks(range: std::ops::Range<u32>) -> Vec<StreamEvent> {
    range.map(|n| StreamEvent::Chunk(n.to_string())).collect()
}

fn done() -> StreamEvent {
    StreamEvent::Done("\"done\"".to_owned())
}

pub(crate) fn trials(server: &Server) -> Vec<Trial> {
    let url = server.url();
    vec![
        trial("a reader that goes and comes again on another connection reads all from the beginning", {
            let url = url.clone();
            move || async move {
                let id = Env::system().id();
                let mut writer = PostgresStreams::connect(&url).await?.open(&id).await?;
                writer.write(chunks(0..250)).await?;
                for (_, read) in [(0, 3), (1, 249), (2, 250)] {
                    let events = PostgresStreams::connect(&url).await?.subscribe(&id).await?.unwrap();
                    let seen: Vec<_> = events.take(read).collect().await;
                    let seen: Vec<_> = seen.into_iter().collect::<Result<_>>()?;
                    assert_eq!(seen, chunks(0..u32::try_from(read)?));
                }
                let last = PostgresStreams::connect(&url).await?.subscribe(&id).await?.unwrap();
                writer.write([chunks(250..260), vec![done()]].concat()).await?;
                let seen: Vec<_> = last.collect().await;
                assert_eq!(seen.len(), 261);
                Ok(())
            }
        }),
        trial("a writer that is silent for long is not taken for gone", {
            let url = url.clone();
            move || async move {
                let id = Env::system().id();
                let limits = Limits::default().writer_lease(Duration::from_secs(4));
                let database = Postgres::at(&url).limits(limits);
                let streams = PostgresStreams::connect(database).await?;
                let mut writer = streams.open(&id).await?;
                let mut events = streams.subscribe(&id).await?.unwrap();
                // Longer than the lease that it began with.
                let client = super::server::driver(&url).await;
                let beyond =
                    "SELECT lease > $2::timestamptz + interval '6 seconds' FROM genkit_streams WHERE id = $1";
                let began = client.query_one("SELECT now()", &[]).await?.get::<_, std::time::SystemTime>(0);
                while !client.query_one(beyond, &[&id, &began]).await?.get::<_, bool>(0) {
                    tokio::task::yield_now().await;
                }
                let (first, written) =
                    futures_util::future::join(events.next(), writer.write(chunks(0..1))).await;
                written?;
                assert_eq!(first.unwrap()?, chunks(0..1)[0]);
                Ok(())
            }
        }),
        trial("a stream whose time is over is gone, and its id is free", {
            let url = url.clone();
            move || async move {
                let id = Env::system().id();
                let database =
                    Postgres::at(url).limits(Limits::default().keep_streams(Duration::from_millis(20)));
                let streams = PostgresStreams::connect(database).await?;
                streams.open(&id).await?.write(vec![done()]).await?;
                while streams.subscribe(&id).await?.is_some() {
                    tokio::task::yield_now().await;
                }
                let mut writer = streams.open(&id).await?;
                writer.write(chunks(7..8)).await?;
                let again = streams.subscribe(&id).await?.unwrap();
                writer.write(vec![done()]).await?;
                assert_eq!(again.take(1).next().await.unwrap()?, chunks(7..8)[0]);
                Ok(())
            }
        }),
        trial("a writer that was taken for gone is told so, and writes nothing behind the end", {
            let url = url.clone();
            move || async move {
                let id = Env::system().id();
                let streams = PostgresStreams::connect(Postgres::at(&url)).await?;
                let mut writer = streams.open(&id).await?;
                writer.write(chunks(0..1)).await?;
                let client = super::server::driver(&url).await;
                client.execute("UPDATE genkit_streams SET lease = now() WHERE id = $1", &[&id]).await?;
                let seen: Vec<_> = streams.subscribe(&id).await?.unwrap().collect().await;
                assert_eq!(seen.last().unwrap().as_ref().unwrap(), &StreamEvent::left());
                assert_eq!(writer.write(chunks(1..2)).await.unwrap_err().status(), Status::Aborted);
                let late: Vec<_> = streams.subscribe(&id).await?.unwrap().collect().await;
                assert_eq!(late.len(), 2);
                Ok(())
            }
        }),
        trial("a reader waits for a server that is killed and started again", outlives),
    ]
}

async fn outlives() -> Result<()> {
    let mut server = tokio::task::spawn_blocking(Server::start).await?.map_err(Error::internal)?;
    let streams = PostgresStreams::connect(server.url()).await?;
    let mut writer = streams.open("a").await?;
    writer.write(chunks(0..10)).await?;
    let mut events = streams.subscribe("a").await?.unwrap();
    for n in 0..5 {
        assert_eq!(events.next().await.unwrap()?, chunks(n..n + 1)[0]);
    }
    server.kill();
    let reader = tokio::spawn(async move { events.collect::<Vec<_>>().await });
    assert_eq!(writer.write(chunks(10..11)).await.unwrap_err().status(), Status::Unavailable);
    let server = tokio::task::spawn_blocking(move || {
        server.start_again();
        server
    })
    .await?;
    writer.write([chunks(10..20), vec![done()]].concat()).await?;
    let rest: Vec<_> = reader.await?.into_iter().collect::<Result<_>>()?;
    assert_eq!(rest, [chunks(5..20), vec![done()]].concat());
    tokio::task::spawn_blocking(move || drop(server)).await?;
    Ok(())
}
