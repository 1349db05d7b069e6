//! What a middleware that does nothing costs: a generate call of one turn with it, beside the same without.

use genkit::prelude::*;
use genkit::{Middleware, middleware};

use crate::batch;
use crate::rounds::{Workload, measure};

/// Answers at once.
#[model(name = "bench/instant")]
async fn instant(_request: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text("ok"))
}

fn nothing() -> Middleware {
    middleware::model(|request, _ctx, next| async move { next.run(request).await })
}

pub(crate) async fn run() -> Result<()> {
    let plain = Genkit::builder().default_model("bench/instant").build().await?;
    let around = |n: usize| {
        let builder = Genkit::builder().default_model("bench/instant");
        (0..n).fold(builder, |builder, _| builder.with(nothing())).build_now()
    };
    let (one, eleven) = (around(1)?, around(11)?);
    let given = nothing();
    let (plain, one, eleven, given) = (&plain, &one, &eleven, &given);
    let floor = Some("generate_without_middleware");
    measure(
        500,
        vec![
            Workload {
                name: "generate_without_middleware",
                floor: None,
                batch: batch!(plain.generate().prompt("hi")),
            },
            Workload {
                name: "generate_with_1_of_the_runtime",
                floor,
                batch: batch!(one.generate().prompt("hi")),
            },
            Workload {
                name: "generate_with_11_of_the_runtime",
                floor,
                batch: batch!(eleven.generate().prompt("hi")),
            },
            Workload {
                name: "generate_with_1_given",
                floor,
                batch: batch!(plain.generate().prompt("hi").with(given.clone())),
            },
        ],
    )
    .await
}
