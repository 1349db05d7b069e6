//! What is particular to Firestore: its names, its limits, its answers that get lost.

use std::slice;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use genkit::http::{Connect, HttpClient, HttpRequest, HttpResponse, Retries, Transport};
use genkit::{BoxFuture, Conflict, Env, Error, Genkit, Result, Secret, SessionStore, Status, StoreKey};
use genkit_firestore::{FirestoreOptions, FirestoreSessionStore};
use libtest_mimic::Trial;
use serde_json::json;
use store_tests::trial;

use crate::emulator::Emulator;

pub(crate) fn trials(host: &str) -> Vec<Trial> {
    let (a, b, c, d) = (host.to_owned(), host.to_owned(), host.to_owned(), host.to_owned());
    vec![
        trial("store: names that Firestore does not take are taken", move || names(a)),
        trial("store: what one document does not take is kept in several, which go with it", move || {
            large(b)
        }),
        trial("store: a write whose answer is lost is done once", move || once(c)),
        trial("store: many records are touched, and the ended ones are passed over", move || many(d)),
        trial("store: an emulator that is gone is told, and the store works again", gone),
    ]
}

fn options(host: String) -> FirestoreOptions {
    FirestoreOptions::new("demo-genkit").emulator(host)
}

fn key(id: impl Into<String>) -> StoreKey {
    StoreKey::new("session", id)
}

fn tenant() -> String {
    Env::system().id()
}

async fn names(host: String) -> Result<()> {
    let store = options(host).connect().await?;
    let long = "long".repeat(500);
    let ids =
        [".", "..", "__x__", "__", "%2E", "a/b", "a%2Fb", "/", &format!("{long}x"), &format!("{long}y")];
    let tenant = format!("{}/../__x__", tenant());
    for id in ids {
        let key = StoreKey::new("a:b/c", id).of(&tenant);
        let version = store.save(&key, 0, json!(id), None).await?;
        assert_eq!(
            store.get(&key).await?.map(|stored| (stored.version, stored.value)),
            Some((version, json!(id)))
        );
    }
    let mut sorted = ids.map(str::to_owned);
    sorted.sort();
    assert_eq!(store.list(&tenant, "a:b/c", None, 100).await?, sorted);
    Ok(())
}

async fn large(host: String) -> Result<()> {
    let (store, key) = (options(host.clone()).connect().await?, key("a").of(tenant()));
    let mut seen = 0;
    // More parts, fewer, none; each save takes those of the one before away.
    for (size, parts) in
        [(999_990, 0), (2_500_000, 2), (1_500_000, 1), (1_000_001, 1), (10, 0), (4_000_000, 4)]
    {
        let value = json!(format!("\"é{}", "x".repeat(size)));
        seen = store.save(&key, seen, value.clone(), Some(Duration::from_secs(3600))).await?;
        store.touch(slice::from_ref(&key), None).await?;
        assert_eq!(
            store.get(&key).await?.map(|stored| (stored.version, stored.value == value)),
            Some((seen, true))
        );
        assert_eq!(kept(&host, &key).await?, parts, "of {size}");
    }
    let error = store.save(&key, seen, json!("\"".repeat(3 << 20)), None).await.unwrap_err();
    assert_eq!(error.status(), Status::ResourceExhausted, "{error}");
    assert_eq!(store.get(&key).await?.map(|stored| stored.version), Some(seen));
    assert!(store.delete(&key, Some(seen)).await?);
    assert_eq!(kept(&host, &key).await?, 0);
    Ok(())
}

/// How many documents stand below a record's.
async fn kept(host: &str, key: &StoreKey) -> Result<usize> {
    let ai = Genkit::builder().without_discovery().build().await?;
    let place = format!("{}.{}.{}", key.tenant.len(), key.tenant, key.collection);
    let below = format!(
        "projects/demo-genkit/databases/(default)/documents/genkit/{place}/genkit-records/{}",
        key.id
    );
    let request = HttpRequest::get(format!("http://{host}/v1/{below}/genkit-parts"));
    let told = HttpClient::new("test").json(&ai, request.bearer(&Secret::new("owner".to_owned()))?).await?;
    Ok(told["documents"].as_array().map_or(0, Vec::len))
}

/// The network, which loses the answer to the next commit.
struct Loses(Connect, Arc<AtomicBool>);

impl Transport for Loses {
    fn send(&self, request: HttpRequest) -> BoxFuture<'static, Result<HttpResponse>> {
        let loses = request.url.ends_with(":commit") && self.1.swap(false, Ordering::SeqCst);
        let answer = self.0.send(request);
        Box::pin(async move {
            let answer = answer.await?;
            if loses { Err(Error::unavailable("the cable was cut")) } else { Ok(answer) }
        })
    }
}

async fn once(host: String) -> Result<()> {
    for retries in [Retries::none(), Retries::times(2).pause(Duration::from_millis(1))] {
        let loses = Arc::new(AtomicBool::new(false));
        let options = options(host.clone()).transport(Loses(Connect::new(), loses.clone())).retries(retries);
        let (store, key) = (options.connect().await?, key("a").of(tenant()));
        let mut version = 0;
        for n in 0..3 {
            loses.store(true, Ordering::SeqCst);
            version = store.save(&key, version, json!(n), None).await?;
            assert!(!loses.load(Ordering::SeqCst));
            assert_eq!(
                store.get(&key).await?.map(|stored| (stored.version, stored.value)),
                Some((version, json!(n)))
            );
        }
        loses.store(true, Ordering::SeqCst);
        assert!(store.delete(&key, Some(version)).await?);
        assert!(!loses.load(Ordering::SeqCst));
        assert_eq!(store.get(&key).await?, None);
    }
    Ok(())
}

async fn many(host: String) -> Result<()> {
    let (store, tenant) = (options(host).connect().await?, tenant());
    let id = |n: usize| format!("{n:03}");
    let keys: Vec<StoreKey> = (0..310).map(|n| key(id(n)).of(&tenant)).collect();
    for key in &keys {
        store.save(key, 0, json!(1), None).await?;
    }
    // All but the last two end.
    store.touch(&keys[..308], Some(Duration::from_millis(1))).await?;
    Env::system().sleep(Duration::from_millis(20)).await;
    assert_eq!(store.list(&tenant, "session", None, 2).await?, ["308", "309"]);
    // What has ended is not brought back.
    store.touch(&keys, None).await?;
    assert_eq!(store.get(&keys[0]).await?, None);
    let seen = store.save(&keys[0], 7, json!(2), None).await.unwrap_err();
    assert_eq!(Conflict::of(&seen), Some(Conflict { seen: 7, found: 0 }));
    assert!(!store.delete(&keys[1], None).await?);
    Ok(())
}

async fn gone() -> Result<()> {
    let mut emulator = Emulator::start().unwrap();
    let retries = Retries::times(1).pause(Duration::from_millis(1));
    let store: FirestoreSessionStore = options(emulator.host.clone()).retries(retries).connect().await?;
    store.save(&key("a"), 0, json!(1), None).await?;
    emulator.kill();
    for error in
        [store.get(&key("a")).await.map(drop), store.save(&key("a"), 0, json!(1), None).await.map(drop)]
    {
        let error = error.unwrap_err();
        assert_eq!(error.status(), Status::Unavailable, "{error}");
        assert!(error.message().contains(&emulator.host), "{error}");
    }
    emulator.again().unwrap();
    // It keeps nothing over its end.
    store.save(&key("a"), 0, json!(2), None).await?;
    Ok(())
}
