//! Conversations in real time beside Google's own SDK for Python: both talk with the same recorder, and what they send is
//! compared. The SDK is in `target/python/google-genai` (`tests/sdk/install.sh`) or where `GENKIT_GOOGLE_SDK` points (its
//! `python`).

use std::path::{Path, PathBuf};
use std::process::Command;

use futures_util::{SinkExt, StreamExt};
use genkit::prelude::*;
use genkit::{Genkit, Secret};
use genkit_google_genai::{
    GeminiConfig, GoogleAi, Live, LiveConfig, LiveSession, SpeechConfig, ThinkingConfig, VertexAi, google_ai,
    vertex_ai,
};
use libtest_mimic::{Failed, Trial};
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message as Frame;

const MODEL: &str = "gemini-live-2.5-flash-preview";

pub(super) fn trials() -> Vec<Trial> {
    let Some(python) = python() else {
        let name = "sdk: absent; bash plugins/genkit-google-genai/tests/sdk/install.sh";
        return vec![Trial::test(name, || Ok(())).with_ignored_flag(true)];
    };
    let mut trials = Vec::new();
    for service in ["googleai", "vertexai"] {
        for case in [Case::Words, Case::Sounds] {
            let python = python.clone();
            let name = format!("sdk::{service}, live, {}", case.name());
            trials.push(Trial::test(name, move || compare(&python, service, case).map_err(Failed::from)));
        }
    }
    trials
}

fn python() -> Option<PathBuf> {
    let beside = crate::target().join("python/google-genai/bin/python");
    let python = std::env::var_os("GENKIT_GOOGLE_SDK").map_or(beside, PathBuf::from);
    python.is_file().then_some(python)
}

#[derive(Clone, Copy)]
enum Case {
    /// What was said before, a turn, a call of a tool.
    Words,
    /// Sound, a picture and words as they come, an answer that is interrupted.
    Sounds,
}

/// What is otherwise on purpose: changes what the SDK sends.
struct Otherwise {
    why: &'static str,
    change: fn(&mut Value),
}

const OTHERWISE: [Otherwise; 2] = [
    Otherwise {
        why: "functions are told before the tools of the provider's own, as in requests that are answered at once",
        change: |frame| {
            if let Some(tools) = frame.pointer_mut("/setup/tools").and_then(Value::as_array_mut) {
                tools.reverse();
            }
        },
    },
    Otherwise {
        why: "the answer of a tool stands in `content` beside its name, as Genkit sends it everywhere",
        change: |frame| {
            for answer in frame.pointer_mut("/toolResponse/functionResponses/0").into_iter() {
                answer["response"] = json!({"name": answer["name"], "content": answer["response"]});
            }
        },
    },
];

impl Case {
    fn name(self) -> &'static str {
        match self {
            Case::Words => "words",
            Case::Sounds => "sounds",
        }
    }

    /// What the recorder says after the frame of this number.
    fn reply(self, frame: usize) -> Vec<Value> {
        let sound = json!({"inlineData": {"mimeType": "audio/pcm;rate=24000", "data": "AAAA"}});
        let said = |part: Value| json!({"serverContent": {"modelTurn": {"parts": [part]}}});
        let complete = json!({"serverContent": {"turnComplete": true}});
        match (self, frame) {
            (_, 0) => vec![json!({"setupComplete": {}})],
            (Case::Words, 2) => {
                let call = json!({"id": "c1", "name": "find", "args": {"dish": "soup"}});
                vec![json!({"toolCall": {"functionCalls": [call]}})]
            }
            (Case::Words, 3) => vec![said(json!({"text": "There is soup."})), complete],
            (Case::Sounds, 5) => vec![said(sound)],
            (Case::Sounds, 6) => vec![json!({"serverContent": {"interrupted": true}}), complete],
            (Case::Sounds, 9) => vec![said(sound), complete],
            _ => Vec::new(),
        }
    }

    fn live(self, service: &str) -> Live {
        let live = if service == "vertexai" { vertex_ai::live(MODEL) } else { google_ai::live(MODEL) };
        match self {
            Case::Words => live
                .system("You wait tables.")
                .messages([Message::user("Hello"), Message::model("Good day.")])
                .tools(tools![find])
                .config(LiveConfig {
                    gemini: GeminiConfig {
                        response_modalities: Some(vec!["TEXT".to_owned()]),
                        temperature: Some(0.5),
                        top_p: Some(0.9),
                        top_k: Some(20),
                        max_output_tokens: Some(100),
                        seed: Some(1),
                        google_search: Some(true.into()),
                        ..Default::default()
                    },
                    ..Default::default()
                }),
            Case::Sounds => live.config(LiveConfig {
                speech_config: Some(SpeechConfig {
                    language_code: Some("de-DE".to_owned()),
                    ..SpeechConfig::voice("Kore")
                }),
                realtime_input_config: map(json!({
                    "automaticActivityDetection": {"disabled": true},
                    "activityHandling": "START_OF_ACTIVITY_INTERRUPTS",
                })),
                input_audio_transcription: Some(Map::new()),
                output_audio_transcription: Some(Map::new()),
                session_resumption: map(json!({"handle": "h1"})),
                context_window_compression: map(
                    json!({"triggerTokens": 1000, "slidingWindow": {"targetTokens": 500}}),
                ),
                gemini: GeminiConfig {
                    thinking_config: Some(ThinkingConfig {
                        include_thoughts: Some(true),
                        thinking_budget: Some(5),
                        ..Default::default()
                    }),
                    other: map(json!({
                        "mediaResolution": "MEDIA_RESOLUTION_LOW",
                        "enableAffectiveDialog": true,
                        "proactivity": {"proactiveAudio": true},
                    }))
                    .unwrap(),
                    ..Default::default()
                },
            }),
        }
    }

    async fn talk(self, talk: &mut LiveSession) -> Result<()> {
        const SOUND: &str = "audio/pcm;rate=16000";
        match self {
            Case::Words => {
                talk.send_text("Soup?").await?;
                let call = talk.next().await.expect("a chunk")?.tool_requests().next().cloned();
                talk.run(&call.expect("a call")).await
            }
            Case::Sounds => {
                talk.activity_start().await?;
                talk.send_audio(SOUND, "one").await?;
                talk.send_video("image/jpeg", "picture").await?;
                talk.send_realtime_text("hm").await?;
                talk.activity_end().await?;
                assert!(talk.next().await.expect("a chunk")?.media().is_some());
                talk.activity_start().await?;
                talk.send_audio(SOUND, "two").await?;
                talk.activity_end().await?;
                talk.audio_stream_end().await?;
                assert!(talk.next().await.expect("a chunk")?.interrupted);
                Ok(())
            }
        }
    }
}

#[allow(clippy::needless_pass_by_value, reason = "written as it is read")]
fn map(value: Value) -> Option<Map<String, Value>> {
    value.as_object().cloned()
}

/// Finds a dish
#[tool]
pub(super) async fn find(
    /// Its name
    dish: String,
) -> Result<Value> {
    Ok(json!({"found": dish == "soup"}))
}

fn compare(python: &Path, service: &'static str, case: Case) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let theirs = runtime.block_on(record(case, |address| {
        let mut script = Command::new(python);
        script.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sdk/live.py"));
        script.args([service, case.name(), &address]);
        async move {
            let done = tokio::task::spawn_blocking(move || script.output()).await.unwrap();
            let done = done.map_err(|e| e.to_string())?;
            done.status.success().then_some(()).ok_or(String::from_utf8_lossy(&done.stderr).into_owned())
        }
    }))?;
    let ours = runtime.block_on(record(case, |address| async move {
        ours(service, case, address).await.map_err(|e| format!("{e:?}"))
    }))?;
    let mut expected: Vec<Value> = theirs.into_iter().map(in_camel_case).collect();
    for Otherwise { change, why } in OTHERWISE.iter().filter(|_| matches!(case, Case::Words)) {
        let before = expected.clone();
        expected.iter_mut().for_each(change);
        if before == expected {
            return Err(format!("no difference any more: {why}"));
        }
    }
    for (at, (theirs, ours)) in expected.iter().zip(&ours).enumerate() {
        let ours = in_camel_case(ours.clone());
        if *theirs != ours {
            return Err(format!("frame {at}:\nthe SDK sends {theirs}\nwe send {ours}"));
        }
    }
    if expected.len() == ours.len() {
        return Ok(());
    }
    Err(format!("the SDK sends {} frames, we send {}: {ours:?}", expected.len(), ours.len()))
}

async fn ours(service: &str, case: Case, address: String) -> Result<()> {
    let app = Genkit::builder();
    let app = match service {
        "googleai" => app.plugin(GoogleAi::new("key").base_url(address)),
        _ => {
            let vertex = VertexAi::access_token(Secret::new("tok".to_owned())).project("p1");
            app.plugin(vertex.location("us-central1").base_url(address))
        }
    };
    let ai = app.build().await?;
    let mut talk = case.live(service).start(&ai).await?;
    case.talk(&mut talk).await?;
    talk.output().await.map(drop)
}

/// Serves one conversation; gives the frames of the other side.
async fn record<F>(case: Case, talk: impl FnOnce(String) -> F) -> Result<Vec<Value>, String>
where
    F: Future<Output = Result<(), String>>,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(|e| e.to_string())?;
    let address = format!("http://{}", listener.local_addr().map_err(|e| e.to_string())?);
    let recorder = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
        let mut heard = Vec::new();
        while let Some(Ok(frame)) = socket.next().await {
            let Ok(text) = frame.to_text().map(str::to_owned) else { continue };
            let Ok(frame) = serde_json::from_str::<Value>(&text) else { continue };
            for reply in case.reply(heard.len()) {
                let _ = socket.send(Frame::binary(reply.to_string().into_bytes())).await;
            }
            heard.push(frame);
        }
        heard
    });
    talk(address).await?;
    recorder.await.map_err(|e| e.to_string())
}

/// Google takes both ways of writing names, which the SDK mixes, and of writing numbers.
fn in_camel_case(value: Value) -> Value {
    match value {
        Value::Object(members) => members.into_iter().map(|(k, v)| (camel(&k), in_camel_case(v))).collect(),
        Value::Array(items) => items.into_iter().map(in_camel_case).collect(),
        Value::Number(number) => json!(number.as_f64()),
        other => other,
    }
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let mut letters = word.chars();
        let begin = letters.next().map(|c| c.to_ascii_uppercase());
        name + &begin.into_iter().chain(letters).collect::<String>()
    })
}
