//! Where the plugin differs from Genkit JS on purpose.

mod answer;
mod request;

use provider_tests::Difference;

pub(super) const ALL: &[Difference] = &[
    Difference {
        what: "Tools need no schema",
        why: "An object without members is a schema; Genkit JS refuses the request",
        change: request::no_schema,
    },
    Difference {
        what: "Only pictures in data URLs are taken as media",
        why: "The server fetches nothing and knows pictures only: Genkit JS sends what makes it fail",
        change: request::media,
    },
    Difference {
        what: "Resources that were not read are refused",
        why: "Genkit JS sends an empty message in their place",
        change: request::resources,
    },
    Difference {
        what: "`stopSequences` are a list",
        why: "Genkit JS joins them into one text that never comes",
        change: request::stop,
    },
    Difference {
        what: "`apiKey` and `version` are no options of the model",
        why: "The one is a key, which must not be in a body, the other the model",
        change: request::ours,
    },
    Difference {
        what: "A schema is sent as `format`",
        why: "The server holds the answer to it; Genkit JS tells it in words only",
        change: request::format,
    },
    Difference {
        what: "Text beside a call of a tool is kept",
        why: "The model would not know what it said",
        change: request::beside_calls,
    },
    Difference {
        what: "Pictures that a tool returns are pictures, and what stands beside its output is sent",
        why: "Genkit JS writes base 64 into the text, and loses the rest",
        change: request::tool_content,
    },
    Difference {
        what: "Messages to complete are lines",
        why: "Genkit JS puts commas between all parts",
        change: request::prompt,
    },
    Difference {
        what: "Usage is the tokens that the server counts",
        why: "Genkit JS counts characters",
        change: answer::usage,
    },
    Difference { what: "Thoughts are kept", why: "Genkit JS drops them", change: answer::thoughts },
    Difference {
        what: "Each call has a `ref`: its id, or its place",
        why: "Two calls of one tool could not be told apart",
        change: answer::refs,
    },
    Difference {
        what: "Calls in a stream are in the answer, too",
        why: "Genkit JS answers with the text `undefined`",
        change: answer::streamed_calls,
    },
    Difference {
        what: "The server's own answer is in `raw`",
        why: "It tells durations and more; other plugins have it",
        change: answer::raw,
    },
    Difference {
        what: "Chunks carry no `index`",
        why: "The generate call counts messages",
        change: answer::index,
    },
    Difference { what: "No empty chunks", why: "They say nothing", change: answer::empty_chunks },
    Difference {
        what: "An error has the status of its HTTP status",
        why: "Genkit JS has none, so that nobody can tell what to try again",
        change: answer::statuses,
    },
    Difference {
        what: "What a listed model can do is asked of the server",
        why: "Genkit JS takes every model for one that answers, and leaves out what has `embed` in its name",
        change: answer::listing,
    },
];
