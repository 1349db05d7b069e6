//! Servers that refuse, and what is not theirs to take: the error says which, and shows no secret.

use std::time::Duration;

use genkit::durable::Limits;
use genkit::{Error, Result, Secret, SessionStore, Status, StoreKey};
use genkit_redis::{RedisOptions, RedisSessionStore};
use libtest_mimic::Trial;
use serde_json::json;
use store_tests::{Authority, trial};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::server::Redis;

pub(crate) fn trials(url: &str) -> Vec<Trial> {
    let (a, b, c, d) = (url.to_owned(), url.to_owned(), url.to_owned(), url.to_owned());
    vec![
        trial("store: a wrong password is told, and not shown", passwords),
        trial("store: what a user may not do is told", rights),
        trial("store: TLS, by an authority of one's own", tls),
        trial("store: a server without memory refuses, and keeps what it has", memory),
        trial("store: a record that is too large is refused", move || largest(a)),
        trial("store: programs of other prefixes share nothing", move || prefixes(b)),
        trial("store: what is no server, or none of ours, is told", move || strangers(c)),
        trial("store: a collection whose records end goes with them", move || ends(d)),
    ]
}

fn key() -> StoreKey {
    StoreKey::new("session", "a")
}

async fn fails(url: &str) -> Error {
    RedisSessionStore::connect(url).await.map(drop).unwrap_err()
}

async fn passwords() -> Result<()> {
    let server = Redis::start(&["--requirepass", "sesame"]).unwrap();
    let with = |password| format!("redis://:{password}@127.0.0.1:{}", server.port);
    for (url, of) in [(with("mellon"), "a wrong password"), (server.url(), "none")] {
        let error = fails(&url).await;
        assert_eq!(error.status(), Status::Unauthenticated, "{of}: {error}");
        assert!(!format!("{error:?} {error}").contains("mellon"), "{error:?}");
    }
    let given = RedisOptions::new(server.url()).password(Secret::new("sesame".to_owned()));
    assert!(!format!("{given:?}").contains("sesame"));
    let redis = given.connect().await?;
    assert!(!format!("{redis:?} {:?}", redis.sessions()).contains("sesame"));
    redis.sessions().save(&key(), 0, json!(1), None).await?;
    let store = RedisSessionStore::connect(with("sesame")).await?;
    assert!(store.get(&key()).await?.is_some());
    let url = "redis://:sesame@[half";
    assert!(!format!("{:?}", fails(url).await).contains("sesame"));
    Ok(())
}

async fn rights() -> Result<()> {
    let rights = ["--user", "reader", "on", ">pass", "~*", "&*", "+@read", "+@connection", "+info"];
    let server = Redis::start(&rights).unwrap();
    let store = RedisSessionStore::connect(format!("redis://reader:pass@127.0.0.1:{}", server.port)).await?;
    assert_eq!(store.get(&key()).await?, None);
    let error = store.save(&key(), 0, json!(1), None).await.unwrap_err();
    assert_eq!(error.status(), Status::PermissionDenied, "{error}");
    assert!(error.message().contains("evalsha"), "{error}");
    Ok(())
}

async fn tls() -> Result<()> {
    let authority = Authority::new();
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("redis-tls-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let (certificate, secret) = authority.certify("localhost");
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).map(|()| path.display().to_string())
    };
    let (cert, key_file) = (file("cert.pem", &certificate)?, file("key.pem", &secret)?);
    let of = ["--tls-port", "PORT", "--port", "0", "--tls-auth-clients", "no"];
    let files = ["--tls-cert-file", &cert, "--tls-key-file", &key_file, "--tls-ca-cert-file", &cert];
    let server = Redis::start(&[&of[..], &files[..]].concat()).unwrap();

    let url = format!("rediss://localhost:{}", server.port);
    let redis = RedisOptions::new(&url).authority(&authority.certificate).connect().await?;
    let store = redis.sessions();
    let first = store.save(&key(), 0, json!(1), None).await?;
    // Messages come by TLS, too.
    let other = key();
    let (told, second) =
        tokio::join!(store.changed(&other, first), store.save(&other, first, json!(2), None));
    assert_eq!(told?.map(|stored| stored.version), Some(second?));

    let unknown = RedisSessionStore::connect(&url).await.map(drop).unwrap_err();
    assert_eq!(unknown.status(), Status::FailedPrecondition, "{unknown}");
    assert!(unknown.message().contains("certificate"), "{unknown}");
    let plain = fails(&format!("redis://localhost:{}", server.port)).await;
    assert!([Status::Unavailable, Status::FailedPrecondition].contains(&plain.status()), "{plain}");
    Ok(())
}

async fn memory() -> Result<()> {
    let server = Redis::start(&["--maxmemory", "6mb"]).unwrap();
    let store = RedisSessionStore::connect(server.url()).await?;
    let first = store.save(&key(), 0, json!("small"), None).await?;
    let mut refused = None;
    for n in 0..20 {
        let key = StoreKey::new("session", format!("filler {n}"));
        if let Err(error) = store.save(&key, 0, json!("x".repeat(500_000)), None).await {
            refused = Some((key, error));
            break;
        }
    }
    let (filler, error) = refused.expect("20 times half a megabyte do not fit");
    assert_eq!(error.status(), Status::ResourceExhausted, "{error}");
    assert_eq!(store.get(&filler).await?, None);
    assert_eq!(store.get(&key()).await?.map(|stored| stored.version), Some(first));
    assert!(!store.list("global", "session", None, 100).await?.contains(&filler.id));
    // There is room again.
    assert!(store.delete(&StoreKey::new("session", "filler 0"), None).await?);
    store.save(&key(), first, json!("again"), None).await?;
    Ok(())
}

async fn largest(url: String) -> Result<()> {
    let store = RedisOptions::new(url)
        .prefix("largest")
        .limits(Limits::default().largest(1000))
        .connect()
        .await?
        .sessions();
    let first = store.save(&key(), 0, json!("small"), None).await?;
    let error = store.save(&key(), first, json!("x".repeat(1000)), None).await.unwrap_err();
    assert_eq!(error.status(), Status::ResourceExhausted);
    assert!(error.message().contains("1002 bytes"), "{error}");
    assert_eq!(store.get(&key()).await?.map(|stored| stored.version), Some(first));
    Ok(())
}

async fn prefixes(url: String) -> Result<()> {
    let of = |prefix: &str| RedisOptions::new(&url).prefix(prefix).connect();
    let (one, other) = (of("one").await?.sessions(), of("other").await?.sessions());
    one.save(&key(), 0, json!(1), None).await?;
    assert_eq!(other.get(&key()).await?, None);
    assert_eq!(other.list("global", "session", None, 10).await?, Vec::<String>::new());
    assert_eq!(of("{a}").await.map(drop).unwrap_err().status(), Status::InvalidArgument);
    Ok(())
}

async fn strangers(url: String) -> Result<()> {
    // Nobody listens.
    let error = fails("redis://127.0.0.1:1").await;
    assert_eq!(error.status(), Status::Unavailable, "{error}");
    assert!(error.message().contains("refused"), "{error}");
    // A server of the web.
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let web = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((mut asked, _)) = listener.accept().await {
            let _ = asked.read(&mut [0; 1000]).await;
            let _ = asked.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await;
        }
    });
    let error = fails(&format!("redis://{web}")).await;
    assert_eq!(error.status(), Status::FailedPrecondition, "{error}");
    assert!(error.message().contains("does not speak Redis's protocol"), "{error}");
    // TLS where there is none.
    let error = fails(&url.replace("redis://", "rediss://")).await;
    assert!([Status::Unavailable, Status::FailedPrecondition].contains(&error.status()), "{error}");
    for url in ["", "localhost", "http://localhost:6379", "redis://:a:b:c"] {
        assert_eq!(fails(url).await.status(), Status::InvalidArgument, "{url}");
    }
    Ok(())
}

async fn ends(url: String) -> Result<()> {
    let store = RedisOptions::new(&url).prefix("ends").connect().await?.sessions();
    let mut raw = redis::Client::open(url).unwrap().get_multiplexed_async_connection().await.unwrap();
    let names = "ends:{6:global:7:session}";
    let long = Some(Duration::from_secs(3600));
    let first = store.save(&key(), 0, json!(1), long).await?;
    let mut left = async |name: &str| -> i64 {
        redis::cmd("PTTL").arg(format!("{names}:{name}")).query_async(&mut raw).await.unwrap()
    };
    for name in ["record:a", "ids", "ends"] {
        assert!(left(name).await > 3_500_000, "{name}: {}", left(name).await);
    }
    // One that stays keeps the collection.
    store.save(&StoreKey::new("session", "b"), 0, json!(1), None).await?;
    assert_eq!((left("ids").await, left("ends").await), (-1, -1));
    store.touch(&[key()], None).await?;
    assert_eq!((left("record:a").await, left("ids").await, left("ends").await), (-1, -1, -2));
    store.touch(&[key(), StoreKey::new("session", "b")], long).await?;
    assert!(left("ids").await > 3_500_000);
    assert_eq!(store.get(&key()).await?.map(|stored| stored.version), Some(first));
    for id in ["a", "b"] {
        store.delete(&StoreKey::new("session", id), None).await?;
    }
    assert_eq!((left("ids").await, left("ends").await), (-2, -2));
    Ok(())
}
