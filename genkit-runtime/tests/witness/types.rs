//! The wire types beside Genkit's own schema of them: which type of ours stands for which definition, and where the
//! two differ on purpose.

use std::sync::Arc;

use genkit::schema::input;
use genkit::{
    AgentAbortRequest, AgentAbortResponse, AgentFinishReason, AgentInit, AgentInput, AgentOutput,
    AgentStreamChunk, Artifact, Document, EmbedRequest, EmbedResponse, Embedding, EvalCase, EvalRequest,
    EvalResponse, EvalResult, EvalStatus, FinishReason, GenerateOptions, GetSnapshotRequest, Media, Message,
    ModelInfo, ModelRequest, ModelResponse, ModelResponseChunk, Operation, OutputConfig, OutputOptions, Part,
    PatchOp, PatchOperation, RankedDocument, RankedMetadata, RerankerRequest, RerankerResponse,
    RetrieverRequest, RetrieverResponse, Role, Score, SessionSnapshot, SessionState, SnapshotStatus,
    ToolDefinition, ToolOutput, ToolRequest, ToolResponse, TurnEnd, Usage,
};
use libtest_mimic::{Failed, Trial};
use serde_json::Value;

use crate::schema::{Comparison, Difference};

type Schema = fn() -> Value;

const TYPES: &[(&str, Schema)] = &[
    ("AgentAbortRequest", input::<AgentAbortRequest>),
    ("AgentAbortResponse", input::<AgentAbortResponse>),
    ("AgentFinishReason", input::<AgentFinishReason>),
    ("AgentInit", input::<AgentInit>),
    ("AgentInput", input::<AgentInput>),
    ("AgentOutput", input::<AgentOutput>),
    ("AgentStreamChunk", input::<AgentStreamChunk>),
    ("Artifact", input::<Artifact>),
    ("GetSnapshotRequest", input::<GetSnapshotRequest>),
    ("JsonPatchOp", input::<PatchOp>),
    ("JsonPatchOperation", input::<PatchOperation>),
    ("SessionSnapshot", input::<SessionSnapshot>),
    ("SessionState", input::<SessionState>),
    ("SnapshotStatus", input::<SnapshotStatus>),
    ("TurnEnd", input::<TurnEnd>),
    ("BaseDataPoint", input::<EvalCase>),
    ("DocumentData", input::<Document>),
    ("EmbedRequest", input::<EmbedRequest>),
    ("EmbedResponse", input::<EmbedResponse>),
    ("Embedding", input::<Embedding>),
    ("EvalFnResponse", input::<EvalResult>),
    ("EvalRequest", input::<EvalRequest>),
    ("EvalResponse", input::<EvalResponse>),
    ("EvalStatusEnum", input::<EvalStatus>),
    ("FinishReason", input::<FinishReason>),
    ("GenerateActionOptions", input::<GenerateOptions>),
    ("GenerateActionOutputConfig", input::<OutputOptions>),
    ("GenerateRequest", input::<ModelRequest>),
    ("GenerateResponse", input::<ModelResponse>),
    ("GenerateResponseChunk", input::<ModelResponseChunk>),
    ("GenerationUsage", input::<Usage>),
    ("Media", input::<Media>),
    ("Message", input::<Message>),
    ("ModelInfo", input::<ModelInfo>),
    ("ModelRequest", input::<ModelRequest>),
    ("ModelResponse", input::<ModelResponse>),
    ("ModelResponseChunk", input::<ModelResponseChunk>),
    ("MultipartToolResponse", input::<ToolOutput>),
    ("Operation", input::<Operation>),
    ("OutputConfig", input::<OutputConfig>),
    ("RankedDocumentData", input::<RankedDocument>),
    ("RankedDocumentMetadata", input::<RankedMetadata>),
    ("RerankerRequest", input::<RerankerRequest>),
    ("RerankerResponse", input::<RerankerResponse>),
    ("RetrieverRequest", input::<RetrieverRequest>),
    ("RetrieverResponse", input::<RetrieverResponse>),
    ("Role", input::<Role>),
    ("Score", input::<Score>),
    ("ToolDefinition", input::<ToolDefinition>),
    ("ToolRequest", input::<ToolRequest>),
    ("ToolResponse", input::<ToolResponse>),
];

/// The kinds of parts, by the member that tells them.
const PARTS: &[(&str, &str)] = &[
    ("CustomPart", "custom"),
    ("DataPart", "data"),
    ("MediaPart", "media"),
    ("ReasoningPart", "reasoning"),
    ("ResourcePart", "resource"),
    ("TextPart", "text"),
    ("ToolRequestPart", "toolRequest"),
    ("ToolResponsePart", "toolResponse"),
];

/// Definition, place, and why it differs.
const ON_PURPOSE: &[(&str, &str, &str)] = &[
    ("EvalRequest", "/batchSize", "Genkit reads it, its schema does not tell"),
    ("GenerateRequest", "/candidates", "deprecated in Genkit"),
    ("GenerateResponse", "/candidates", "deprecated in Genkit"),
    ("GenerateResponse", "/operation/latencyMs", "Genkit writes it, its schema does not tell"),
    ("GenerateResponse", "/request", "open: written out it would double the schema of every model"),
    ("ModelResponse", "/finishReason", "models of others leave it out: then it is unknown"),
    ("ModelResponse", "/operation/latencyMs", "Genkit writes it, its schema does not tell"),
    ("ModelResponse", "/request", "open: written out it would double the schema of every model"),
    ("Operation", "/latencyMs", "Genkit writes it, its schema does not tell"),
    ("Score", "/details/reasoning", "details are open, by custom with a reasoning"),
];

/// Definitions that no type stands for.
const ELSEWHERE: &[(&str, &[&str])] = &[
    (
        "what agents tell of themselves and of their turns, each written where it is made",
        &["AgentMetadata", "AgentResult", "AgentStateManagement"],
    ),
    ("a list of operations, which are compared", &["JsonPatch"]),
    ("middleware, which comes later", &["MiddlewareDesc", "MiddlewareRef"]),
    ("deprecated in Genkit", &["Candidate", "CandidateError"]),
    ("a data point whose id is required: made where it is absent", &["BaseEvalDataPoint"]),
    (
        "options that each plugin has a type of its own for",
        &["CommonRerankerOptions", "CommonRetrieverOptions", "GenerationCommonConfig", "ModelReference"],
    ),
    ("a union of the parts, each of which is compared", &["DocumentPart", "Part"]),
    ("errors, which their own tests hold", &["GenkitError", "RuntimeError"]),
    (
        "what developer tools see, which the tests of the reflection API hold",
        &[
            "ActionMetadata",
            "ReflectionCancelActionParams",
            "ReflectionCancelActionResponse",
            "ReflectionConfigureParams",
            "ReflectionEndInputStreamParams",
            "ReflectionListActionsResponse",
            "ReflectionListValuesParams",
            "ReflectionListValuesResponse",
            "ReflectionRegisterParams",
            "ReflectionRunActionParams",
            "ReflectionRunActionStateParams",
            "ReflectionSendInputStreamChunkParams",
            "ReflectionStreamChunkParams",
        ],
    ),
    (
        "traces, which the tests of telemetry hold",
        &[
            "InstrumentationLibrary",
            "Link",
            "PathMetadata",
            "SpanContext",
            "SpanData",
            "SpanEndEvent",
            "SpanMetadata",
            "SpanStartEvent",
            "SpanStatus",
            "SpantEventBase",
            "TimeEvent",
            "TraceData",
            "TraceEvent",
            "TraceMetadata",
        ],
    ),
];

pub(crate) fn trials(file: &str, schema: &Value) -> Vec<Trial> {
    let definitions = Arc::new(schema["$defs"].clone());
    let mut trials = Vec::new();
    for &(name, ours) in TYPES {
        let definitions = definitions.clone();
        trials.push(Trial::test(format!("{file}/{name}"), move || compare(&definitions, name, &ours())));
    }
    for &(name, kind) in PARTS {
        let definitions = definitions.clone();
        trials.push(Trial::test(format!("{file}/{name}"), move || part(&definitions, name, kind)));
    }
    trials.push(Trial::test(format!("{file}/every definition is known"), move || known(&definitions)));
    trials
}

fn compare(definitions: &Value, name: &str, ours: &Value) -> Result<(), Failed> {
    let theirs = definitions.get(name).ok_or("there is no such definition any more")?;
    let part = input::<Part>();
    let mut comparison = Comparison { definitions, part: &part, differences: Vec::new() };
    comparison.compare("", ours, theirs);
    told(name, &comparison.differences)
}

/// Compares the member that tells the kind, and the metadata beside it.
fn part(definitions: &Value, name: &str, kind: &str) -> Result<(), Failed> {
    let all = input::<Part>();
    let kinds = all["anyOf"].as_array().ok_or("a part is no union")?;
    let ours = kinds.iter().find(|form| form["properties"].get(kind).is_some()).ok_or("no such kind")?;
    let theirs = definitions.get(name).ok_or("there is no such definition any more")?;
    let mut comparison = Comparison { definitions, part: &all, differences: Vec::new() };
    for member in [kind, "metadata"] {
        let (ours, theirs) = (&ours["properties"][member], &theirs["properties"][member]);
        comparison.compare(&format!("/{member}"), ours, theirs);
    }
    let required = theirs["required"].as_array().is_none_or(|names| names.contains(&kind.into()));
    if !required {
        comparison.differences.push((format!("/{kind}"), "is not required there".to_owned()));
    }
    told(name, &comparison.differences)
}

/// Fails with the differences that are not on purpose, and with purposes that nothing is left of.
fn told(name: &str, differences: &[Difference]) -> Result<(), Failed> {
    let meant: Vec<&str> =
        ON_PURPOSE.iter().filter(|(of, ..)| *of == name).map(|(_, path, _)| *path).collect();
    let mut wrong: Vec<String> = differences
        .iter()
        .filter(|(path, _)| !meant.contains(&path.as_str()))
        .map(|(path, how)| format!("{path} {how}"))
        .collect();
    let gone = meant.iter().filter(|meant| !differences.iter().any(|(path, _)| path == *meant));
    wrong.extend(gone.map(|path| format!("{path} differs no more")));
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

fn known(definitions: &Value) -> Result<(), Failed> {
    let ours = TYPES.iter().map(|(name, _)| *name).chain(PARTS.iter().map(|(name, _)| *name));
    let known: Vec<&str> =
        ours.chain(ELSEWHERE.iter().flat_map(|(_, names)| names.iter().copied())).collect();
    let names = definitions.as_object().ok_or("no definitions")?.keys();
    let new: Vec<&String> = names.filter(|name| !known.contains(&name.as_str())).collect();
    if new.is_empty() { Ok(()) } else { Err(format!("nothing stands for {new:?}").into()) }
}
