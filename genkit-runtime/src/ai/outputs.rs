//! What the functions of each kind return. The macros name it at the place of the return type, so that the
//! compiler says there, in our words, what another type is to become.

use crate::ai::document::Document;
use crate::ai::embed::Embedding;
use crate::ai::evaluate::{Score, Scores};
use crate::ai::model::ModelResponse;
use crate::ai::part::{Part, ToolResponse};
use crate::ai::rerank::RankedDocument;

macro_rules! outputs {
    ($($message:literal, $note:literal: $name:ident for $($given:ty),+ => $output:ty;)*) => {$(
        #[doc = $note]
        #[diagnostic::on_unimplemented(message = $message, label = "another output", note = $note)]
        pub trait $name: Sized + 'static {
            /// As the kind has it.
            fn output(self) -> $output;
        }

        $(#[diagnostic::do_not_recommend]
        impl $name for $given {
            fn output(self) -> $output {
                self.into()
            }
        })+
    )*};
}

outputs! {
    "a model does not return `{Self}`", "return `Result<ModelResponse>`":
        ModelOutput for ModelResponse => ModelResponse;
    "middleware around models and turns does not return `{Self}`", "return `Result<ModelResponse>`, as `next.run(..)` does":
        AnswerOutput for ModelResponse => ModelResponse;
    "middleware around tools does not return `{Self}`", "return `Result<Part>`, as `next.run(..)` does, or `Result<ToolResponse>`":
        ToolAnswerOutput for Part, ToolResponse => Part;
    "an embedder does not return `{Self}`", "return `Result<Vec<Embedding>>`, a vector for each document":
        EmbedderOutput for Vec<Embedding> => Vec<Embedding>;
    "a retriever does not return `{Self}`", "return `Result<Vec<Document>>`":
        RetrieverOutput for Vec<Document> => Vec<Document>;
    "an indexer does not return `{Self}`", "return `Result<()>`":
        IndexerOutput for () => ();
    "a reranker does not return `{Self}`", "return `Result<Vec<RankedDocument>>`":
        RerankerOutput for Vec<RankedDocument> => Vec<RankedDocument>;
    "an evaluator does not return `{Self}`", "return `Result<Score>`, or `Result<Vec<Score>>` of several scores":
        EvaluatorOutput for Score, Vec<Score>, Scores => Scores;
    "a resource does not return `{Self}`", "return `Result<Vec<Part>>`":
        ResourceOutput for Vec<Part> => Vec<Part>;
}
