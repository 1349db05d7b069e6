//! Conversations in real time, with a server that follows a script.

use futures_util::{SinkExt, StreamExt};
use genkit::http::Retries;
use genkit::prelude::*;
use genkit::{Genkit, RunOptions, ToolResponse};
use genkit_google_genai::{GoogleAi, google_ai};
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as Frame;

type Socket = WebSocketStream<TcpStream>;

/// A step of the server.
enum Step {
    /// The next frame is of this kind.
    Hears(&'static str),
    Says(Value),
    /// The connection ends, without a farewell.
    Drops,
}

/// Serves one session; gives the frames that it heard.
async fn serve(steps: Vec<Step>) -> (String, JoinHandle<Vec<Value>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let heard = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
        let mut heard = vec![hear(&mut socket).await];
        assert!(heard[0].get("setup").is_some());
        say(&mut socket, json!({"setupComplete": {}})).await;
        for step in steps {
            match step {
                Step::Drops => return heard,
                Step::Says(frame) => say(&mut socket, frame).await,
                Step::Hears(kind) => {
                    let frame = hear(&mut socket).await;
                    assert!(frame.get(kind).is_some(), "{kind}: {frame}");
                    heard.push(frame);
                }
            }
        }
        while let Some(Ok(_)) = socket.next().await {}
        heard
    });
    (base, heard)
}

async fn hear(socket: &mut Socket) -> Value {
    let frame = socket.next().await.unwrap().unwrap();
    serde_json::from_str(frame.to_text().unwrap()).unwrap()
}

async fn say(socket: &mut Socket, frame: Value) {
    // As Google does it: JSON in binary frames.
    socket.send(Frame::binary(frame.to_string().into_bytes())).await.unwrap();
}

async fn session(base: &str, init: Value) -> genkit::BidiRun<Value, genkit::RawChunk, Value> {
    let google = GoogleAi::new("key").base_url(base).retries(Retries::none());
    let ai = Genkit::builder().plugin(google).build().await.unwrap();
    let action = ai.action(google_ai::live("gemini-live-2.5-flash-preview").key()).await.unwrap();
    action.bidi_json(&ai, init, RunOptions::new()).unwrap()
}

async fn chunk(run: &mut genkit::BidiRun<Value, genkit::RawChunk, Value>) -> ModelResponseChunk {
    serde_json::from_str(run.next().await.unwrap().unwrap().get()).unwrap()
}

fn turn(text: &str, complete: bool) -> Step {
    let content = json!({"modelTurn": {"parts": [{"text": text}]}, "turnComplete": complete});
    Step::Says(json!({"serverContent": content}))
}

#[genkit::test]
async fn text_and_a_tool_go_in_and_out() {
    let call = json!({"toolCall": {"functionCalls": [{"id": "c1", "name": "menu__find", "args": {"dish": "soup"}}]}});
    let usage =
        json!({"usageMetadata": {"promptTokenCount": 5, "responseTokenCount": 2, "totalTokenCount": 7}});
    let (base, heard) = serve(vec![
        Step::Hears("clientContent"),
        Step::Says(call),
        Step::Hears("toolResponse"),
        turn("There is ", false),
        turn("soup.", true),
        Step::Says(usage),
    ])
    .await;
    let init = json!({
        "messages": [{"role": "system", "content": [{"text": "You wait tables."}]}],
        "config": {"responseModalities": ["TEXT"], "temperature": 0.5, "realtimeInputConfig": {"turnCoverage": "X"}},
        "tools": [{"name": "menu/find", "description": "Finds a dish", "inputSchema": {"type": "object"}}],
    });
    let mut run = session(&base, init).await;
    run.send(json!(Message::user("Soup?"))).await.unwrap();
    let asked = chunk(&mut run).await;
    let request = asked.tool_requests().next().unwrap().clone();
    assert_eq!((request.name.as_str(), request.input.unwrap()), ("menu/find", json!({"dish": "soup"})));
    let answer = ToolResponse::new("menu/find", json!({"found": true})).with_ref("c1");
    run.send(json!(Message::tool(Part::from(answer)))).await.unwrap();
    assert_eq!(chunk(&mut run).await.to_text(), "There is ");
    run.close();
    let output: ModelResponse = serde_json::from_value(run.output().await.unwrap()).unwrap();
    assert_eq!(output.message.unwrap().text(), "There is soup.");
    let heard = heard.await.unwrap();
    let setup = json!({"setup": {
        "model": "models/gemini-live-2.5-flash-preview",
        "systemInstruction": {"role": "user", "parts": [{"text": "You wait tables."}]},
        "tools": [{"functionDeclarations": [{"name": "menu__find", "description": "Finds a dish",
            "parameters": {"type": "OBJECT", "properties": {}}}]}],
        "realtimeInputConfig": {"turnCoverage": "X"},
        "generationConfig": {"responseModalities": ["TEXT"], "temperature": 0.5},
    }});
    let said = json!({"clientContent": {"turns": [{"role": "user", "parts": [{"text": "Soup?"}]}], "turnComplete": true}});
    let answered = json!({"toolResponse": {"functionResponses": [{"name": "menu__find", "id": "c1",
        "response": {"name": "menu__find", "content": {"found": true}}}]}});
    assert_eq!(heard, [setup, said, answered]);
}

#[genkit::test]
async fn sound_goes_in_and_an_answer_is_interrupted() {
    let sound = |data: &str| {
        json!({"serverContent": {"modelTurn": {"parts": [
        {"inlineData": {"mimeType": "audio/pcm;rate=24000", "data": data}}]}}})
    };
    let (base, heard) = serve(vec![
        Step::Hears("realtimeInput"),
        Step::Says(sound("AAAA")),
        Step::Hears("realtimeInput"),
        Step::Says(json!({"serverContent": {"interrupted": true}})),
        Step::Says(json!({"serverContent": {"turnComplete": true}})),
        Step::Hears("realtimeInput"),
        Step::Says(sound("BBBB")),
        Step::Says(json!({"serverContent": {"outputTranscription": {"text": "Good day"}}})),
        Step::Says(json!({"serverContent": {"turnComplete": true}})),
    ])
    .await;
    let mut run = session(&base, json!({"messages": []})).await;
    let hello = Part::media("audio/pcm;rate=16000", "data:audio/pcm;rate=16000;base64,UklG");
    run.send(json!(Message::user(hello.clone()))).await.unwrap();
    assert_eq!(chunk(&mut run).await.media().unwrap().url, "data:audio/pcm;rate=24000;base64,AAAA");
    run.send(json!(Message::user(hello))).await.unwrap();
    assert_eq!(chunk(&mut run).await.custom, Some(json!({"interrupted": true})));
    let mut end = json!(Message::user(Vec::new()));
    end["metadata"] = json!({"audioStreamEnd": true});
    run.send(end).await.unwrap();
    run.close();
    assert_eq!(chunk(&mut run).await.custom, Some(json!({"turnComplete": true})));
    assert_eq!(chunk(&mut run).await.media().unwrap().url, "data:audio/pcm;rate=24000;base64,BBBB");
    let output: ModelResponse = serde_json::from_value(run.output().await.unwrap()).unwrap();
    assert_eq!(output.message.unwrap().text(), "Good day");
    let heard = heard.await.unwrap();
    assert_eq!(heard[0]["setup"]["generationConfig"], json!({"responseModalities": ["AUDIO"]}));
    let audio = json!({"realtimeInput": {"audio": {"mimeType": "audio/pcm;rate=16000", "data": "UklG"}}});
    assert_eq!(heard[1], audio);
    assert_eq!(heard[3], json!({"realtimeInput": {"audioStreamEnd": true}}));
}

/// Finds a dish.
#[tool]
async fn find(
    /// Its name
    dish: String,
) -> Result<bool> {
    if dish == "poison" { Err(Error::invalid_argument("not on the menu")) } else { Ok(true) }
}

#[genkit::test]
async fn a_conversation_is_held_by_its_types() {
    let call = |dish: &str| {
        let call = json!({"id": dish, "name": "find", "args": {"dish": dish}});
        Step::Says(json!({"toolCall": {"functionCalls": [call]}}))
    };
    let told = json!({"inputTranscription": {"text": "Soup?"}, "outputTranscription": {"text": "Yes."}});
    let (base, heard) = serve(vec![
        Step::Hears("realtimeInput"),
        call("soup"),
        Step::Hears("toolResponse"),
        call("poison"),
        Step::Hears("toolResponse"),
        Step::Says(json!({"serverContent": told})),
        Step::Says(json!({"toolCallCancellation": {"ids": ["c7"]}})),
        Step::Says(json!({"goAway": {"timeLeft": "5s"}})),
        Step::Says(json!({"serverContent": {"turnComplete": true}})),
    ])
    .await;
    let google = GoogleAi::new("key").base_url(base);
    let ai = Genkit::builder().plugin(google).build().await.unwrap();
    let live = google_ai::live("gemini-live-2.5-flash-preview").tools(tools![find]);
    let mut talk = live.start(&ai).await.unwrap();
    talk.send_audio("audio/pcm", [1, 2, 3]).await.unwrap();
    for _ in 0..2 {
        let chunk = talk.next().await.unwrap().unwrap();
        let call = chunk.tool_requests().next().unwrap();
        talk.run(call).await.unwrap();
    }
    let unknown = genkit::ToolRequest::new("cook", json!({}));
    assert_eq!(talk.run(&unknown).await.unwrap_err().status(), Status::NotFound);
    let words = talk.next().await.unwrap().unwrap();
    assert_eq!((words.heard.as_deref(), words.spoken.as_deref()), (Some("Soup?"), Some("Yes.")));
    assert_eq!(talk.next().await.unwrap().unwrap().cancelled, ["c7"]);
    assert_eq!(talk.next().await.unwrap().unwrap().notes["goAway"]["timeLeft"], "5s");
    assert!(talk.next().await.unwrap().unwrap().turn_complete);
    talk.close();
    assert!(talk.next().await.is_none() && talk.send_text("More").await.is_err());
    assert_eq!(talk.output().await.unwrap().message.unwrap().text(), "Yes.");
    let heard = heard.await.unwrap();
    let answer = |at: usize| heard[at]["toolResponse"]["functionResponses"][0]["response"]["content"].clone();
    assert_eq!((answer(2), answer(3)), (true.into(), json!({"error": "not on the menu"})));
    provider_tests::showed!("live");
}

#[genkit::test]
async fn a_dropped_socket_is_an_error_with_what_was_said() {
    let (base, _) = serve(vec![Step::Hears("clientContent"), turn("Once upon", false), Step::Drops]).await;
    let run = session(&base, json!({"messages": []})).await;
    run.send(json!(Message::user("A story"))).await.unwrap();
    let error = run.output().await.unwrap_err();
    assert_eq!(error.status(), Status::Unavailable);
    assert_eq!(error.partial().unwrap().message.unwrap().text(), "Once upon");
}

#[genkit::test]
async fn an_error_frame_is_an_error_of_its_status() {
    let frame = json!({"error": {"code": 8, "status": "RESOURCE_EXHAUSTED", "message": "too many sessions"}});
    let (base, _) = serve(vec![Step::Hears("clientContent"), Step::Says(frame)]).await;
    let run = session(&base, json!({"messages": []})).await;
    run.send(json!(Message::user("hi"))).await.unwrap();
    let error = run.output().await.unwrap_err();
    assert_eq!((error.status(), error.message()), (Status::ResourceExhausted, "too many sessions"));
}

#[genkit::test]
async fn nobody_there_is_unavailable() {
    let run = session("http://127.0.0.1:9", json!({"messages": []})).await;
    assert_eq!(run.output().await.unwrap_err().status(), Status::Unavailable);
}
