//! Media that is fetched, and what is refused on the way.

use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use genkit::middleware::{
    DownloadMedia, Fetch, FetchRequest, Fetched, SimulateSystemPrompt, ValidateSupport,
};
use genkit::prelude::*;
use genkit::{BoxFuture, Constrained, ModelSupports, Part};

/// A network of a few hosts.
#[derive(Clone, Default)]
struct Network {
    asked: Arc<Mutex<Vec<String>>>,
}

impl Fetch for Network {
    fn fetch(&self, request: FetchRequest) -> BoxFuture<'static, Result<Fetched>> {
        self.asked.lock().unwrap().push(request.url.clone());
        assert!(request.addresses.iter().all(|a| a.to_string() == "8.8.8.8"), "nothing else is connected to");
        let path = request.url.splitn(4, '/').nth(3).unwrap_or_default().to_owned();
        Box::pin(async move {
            Ok(match path.as_str() {
                "dot.png" => Fetched::new("image/png", *b"dot"),
                "page" => Fetched::new("text/html; charset=utf-8", *b"<p>"),
                "program" => Fetched::new("application/x-sh", *b"rm"),
                "moved" => Fetched::redirect("/dot.png"),
                "inside" => Fetched::redirect("http://metadata.internal/secret"),
                "round" => Fetched::redirect("round"),
                "file" => Fetched::redirect("file:///etc/passwd"),
                "big" => Fetched::new("image/png", vec![0; 2000]),
                "slow" => std::future::pending().await,
                _ => Fetched::status(404),
            })
        })
    }

    fn resolve(&self, host: String, _port: u16) -> BoxFuture<'static, Result<Vec<IpAddr>>> {
        Box::pin(async move {
            Ok(match host.as_str() {
                "public.com" => vec!["8.8.8.8".parse()?],
                "metadata.internal" => vec!["169.254.169.254".parse()?],
                "both.com" => vec!["8.8.8.8".parse()?, "127.0.0.1".parse()?],
                literal => vec![literal.parse()?],
            })
        })
    }
}

async fn fetched(ai: &TestGenkit, url: &str) -> (Result<String>, Vec<String>) {
    let network = Network::default();
    let download = DownloadMedia::with(network.clone()).max_bytes(1000).timeout(Duration::from_secs(5));
    let call = ai.generate().prompt(Part::media("image/png", url)).with(download).await;
    let asked = network.asked.lock().unwrap().clone();
    (call.map(|_| ai.last_request().messages[0].media().unwrap().url.clone()), asked)
}

#[genkit::test]
async fn media_is_put_into_the_request(ai: TestGenkit) -> Result<()> {
    ai.script(["ok"; 4]);
    assert_eq!(fetched(&ai, "https://public.com/dot.png").await.0?, "data:image/png;base64,ZG90");
    assert_eq!(fetched(&ai, "https://public.com/moved").await.0?, "data:image/png;base64,ZG90");
    assert_eq!(fetched(&ai, "data:image/png;base64,AAAA").await.0?, "data:image/png;base64,AAAA");
    assert_eq!(
        fetched(&ai, "gs://bucket/x").await.0?,
        "gs://bucket/x",
        "other schemes are the model's business"
    );
    Ok(())
}

#[genkit::test]
async fn addresses_that_are_not_public_are_never_asked(ai: TestGenkit) -> Result<()> {
    ai.use_model(crate::generate::silent());
    let attacks = [
        "http://127.0.0.1/dot.png",
        "http://[::1]/dot.png",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://metadata.internal/",
        "http://both.com/dot.png",
        "http://[::ffff:127.0.0.1]/",
        "HTTP://127.0.0.1/",
        "http://[64:ff9b::7f00:1]/",
        "http://0.0.0.0/",
    ];
    for attack in attacks {
        let (result, asked) = fetched(&ai, attack).await;
        assert_eq!(result.unwrap_err().status(), Status::PermissionDenied, "{attack}");
        assert!(asked.is_empty(), "{attack}: {asked:?}");
    }
    let confusing = [
        "http://public.com@127.0.0.1/",
        "http://127.0.0.1\\@public.com/",
        "http://public.com:x/",
        "http://pub lic.com/",
    ];
    for attack in confusing {
        let (result, asked) = fetched(&ai, attack).await;
        assert_eq!(result.unwrap_err().status(), Status::InvalidArgument, "{attack}");
        assert!(asked.is_empty(), "{attack}: {asked:?}");
    }
    let (inside, asked) = fetched(&ai, "https://public.com/inside").await;
    assert_eq!(inside.unwrap_err().status(), Status::PermissionDenied);
    assert_eq!(asked, ["https://public.com/inside"], "a redirection leads nowhere else");
    Ok(())
}

#[genkit::test]
async fn size_time_type_and_redirections_have_bounds(ai: TestGenkit) -> Result<()> {
    ai.use_model(crate::generate::silent());
    let told = async |path: &str| {
        fetched(&ai, &format!("https://public.com/{path}?token=1")).await.0.unwrap_err().to_string()
    };
    assert!(told("big").await.contains("INVALID_ARGUMENT"), "the query makes it another path");
    let plain = async |path: &str| {
        fetched(&ai, &format!("https://public.com/{path}")).await.0.unwrap_err().to_string()
    };
    assert!(plain("big").await.ends_with("has more than 1000 bytes"));
    assert!(plain("program").await.contains("'application/x-sh', which is not taken"));
    assert!(plain("round").await.ends_with("is redirected too often"));
    assert!(plain("file").await.contains("is not one of http or https"));
    assert!(plain("missing").await.ends_with("HTTP status 404"));
    ai.clock().hold();
    let (slow, ()) =
        futures_util::future::join(plain("slow"), ai.clock().advance(Duration::from_secs(6))).await;
    assert!(slow.starts_with("DEADLINE_EXCEEDED"));
    assert!(!told("missing").await.contains("token"), "what may be secret is not shown");
    Ok(())
}

fn limited(supports: ModelSupports) -> genkit::Action {
    Model::builder("acme/limited")
        .versions(["1"])
        .supports(supports)
        .handler(|request: ModelRequest, _, _| async move { Ok(ModelResponse::text(request.text())) })
}

#[genkit::test]
async fn what_a_model_cannot_do_is_named() -> Result<()> {
    let supports = ModelSupports {
        multiturn: Some(false),
        media: Some(false),
        tools: Some(false),
        system_role: Some(false),
        output: Some(vec!["text".into()]),
        constrained: Some(Constrained::None),
        ..ModelSupports::default()
    };
    let ai = Genkit::builder().action(limited(supports)).default_model("acme/limited").build().await?;
    let call = || ai.generate().prompt("hi").with(ValidateSupport::new());
    let told = [
        call().prompt(Part::media("image/png", "data:,x")).await,
        call().tools(tools![super::double_it]).await,
        call().messages(vec![Message::user("a"), Message::model("b")]).await,
        call().system("Be brief.").await,
        call().output_format("enum").await,
        call().config(serde_json::json!({"version": "2"})).await,
    ]
    .map(|result| {
        result.unwrap_err().message().trim_start_matches("Model 'acme/limited' does not support ").to_owned()
    });
    let expected = [
        "media, but media was provided.",
        "tool use, but tools were provided.",
        "multiple messages, but 3 were provided.",
        "system messages, but one was provided.",
        "output 'enum'; there are: text",
        "version '2'; there are: 1",
    ];
    assert_eq!(told, expected);
    let simulated = ValidateSupport::new().simulate_system_prompt();
    let answer = ai.generate().system("Be brief.").prompt("hi").with(simulated).await?;
    assert_eq!(answer.text(), "SYSTEM INSTRUCTIONS:\nBe brief.\nUnderstood.\nhi");
    assert_eq!(answer.messages()[0].role, Role::System, "the history stays as it was");
    Ok(())
}

#[genkit::test]
async fn what_a_model_says_nothing_of_is_not_refused() -> Result<()> {
    let ai = Genkit::builder()
        .action(limited(ModelSupports::default()))
        .default_model("acme/limited")
        .build()
        .await?;
    let call =
        ai.generate().system("s").prompt("hi").tools(tools![super::double_it]).with(ValidateSupport::new());
    assert_eq!(call.await?.text(), "system: s\nhi");
    let plain = ai.generate().prompt("hi").with(SimulateSystemPrompt::new());
    assert_eq!(plain.await?.text(), "hi");
    Ok(())
}
