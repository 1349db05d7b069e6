//! What a middleware that does nothing costs: a generate call with it, beside the same without.

use genkit::prelude::*;
use genkit::{Middleware, middleware};
use serde_json::json;

use crate::batch;
use crate::rounds::{Workload, measure};

/// What a hook that does nothing may cost a call, in nanoseconds.
const BUDGET: f64 = 200.0;

/// How many stand around a call where the cost of each further one is measured.
const MANY: usize = 11;

/// Answers at once.
#[model(name = "bench/instant")]
async fn instant(_request: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text("ok"))
}

/// Asks for a tool, then answers.
#[model(name = "bench/asking")]
async fn asking(request: ModelRequest) -> Result<ModelResponse> {
    let answered = request.last().is_some_and(|message| message.role == Role::Tool);
    Ok(if answered {
        ModelResponse::text("ok")
    } else {
        ModelResponse::new(ToolRequest::new("nod", json!({})))
    })
}

/// Nods.
#[tool]
async fn nod() -> Result<bool> {
    Ok(true)
}

/// Does nothing, and was declared.
#[middleware]
async fn declared(request: ModelRequest, next: ModelNext) -> Result<ModelResponse> {
    next.run(request).await
}

/// A middleware with one hook that does nothing.
type Nothing = fn() -> Middleware;

const KINDS: [(&str, Nothing); 3] = [
    ("generate", || middleware::generate(|turn, _ctx, next| async move { next.run(turn).await })),
    ("model", || middleware::model(|request, _ctx, next| async move { next.run(request).await })),
    ("tool", || middleware::tool(|call, _ctx, next| async move { next.run(call).await })),
];

pub(crate) async fn run() -> Result<()> {
    for (kind, nothing) in KINDS {
        around(kind, nothing).await?;
    }
    of_a_model().await
}

/// Those of a model's own, whoever asks it; and a declared one, given to each call.
async fn of_a_model() -> Result<()> {
    let nothing = || middleware::model(|request, _ctx, next| async move { next.run(request).await });
    let model = |name: &'static str, n: usize| {
        let builder = (0..n).fold(Model::builder(name), |builder, _| builder.with(nothing()));
        builder.handler(|_: ModelRequest, _, _| async { Ok(ModelResponse::text("ok")) })
    };
    let models = [("bench/plain", 0), ("bench/one", 1), ("bench/many", MANY)];
    let builder = Genkit::builder().without_discovery();
    let ai =
        models.into_iter().fold(builder, |builder, (name, n)| builder.action(model(name, n))).build_now()?;
    let call = |model: &'static str| ai.generate().model(model).prompt("hi");
    let floor = "model_hooks:none_of_the_model".to_owned();
    let of = |what: &str, hooks, batch| Workload {
        name: format!("model_hooks:{what}"),
        floor: Some(floor.clone()),
        share: Some((hooks, BUDGET)),
        batch,
    };
    let workloads = vec![
        Workload { name: floor.clone(), floor: None, share: None, batch: batch!(call("bench/plain")) },
        of("1_of_the_model", 1, batch!(call("bench/one"))),
        of("11_of_the_model", MANY, batch!(call("bench/many"))),
        of("1_declared_and_given", 1, batch!(call("bench/plain").with(MiddlewareRef::of::<declared>()))),
    ];
    measure(500, workloads).await
}

/// Those of the runtime, which are ready before the call, and those that the call itself is given.
async fn around(kind: &str, nothing: Nothing) -> Result<()> {
    let tools = kind == "tool";
    let runtime = |n: usize| {
        let builder = Genkit::builder().default_model(if tools { "bench/asking" } else { "bench/instant" });
        (0..n).fold(builder, |builder, _| builder.with(nothing())).build_now()
    };
    let (plain, one, many) = (runtime(0)?, runtime(1)?, runtime(MANY)?);
    let given: Vec<Middleware> = (0..MANY).map(|_| nothing()).collect();
    let (plain, one, many, given) = (&plain, &one, &many, &given);
    let call = |ai: &Genkit, given: &[Middleware]| {
        let call = ai.generate().prompt("hi");
        let call = if tools { call.tools(tools![nod]) } else { call };
        given.iter().fold(call, |call, middleware| call.with(middleware.clone()))
    };
    let name = |what: &str| format!("{kind}_hooks:{what}");
    let floor = name("none");
    let of = |what: &str, hooks, batch| Workload {
        name: name(what),
        floor: Some(floor.clone()),
        share: Some((hooks, BUDGET)),
        batch,
    };
    let workloads = vec![
        Workload { name: floor.clone(), floor: None, share: None, batch: batch!(call(plain, &[])) },
        of("1_of_the_runtime", 1, batch!(call(one, &[]))),
        of("11_of_the_runtime", MANY, batch!(call(many, &[]))),
        of("1_given", 1, batch!(call(plain, &given[..1]))),
        of("11_given", MANY, batch!(call(plain, given))),
    ];
    measure(500, workloads).await
}
