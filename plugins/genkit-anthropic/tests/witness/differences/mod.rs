//! Where the plugin differs from Genkit JS on purpose.

mod answer;
mod request;
mod told;

use provider_tests::Difference;

pub(super) const ALL: &[Difference] = &[
    // What is refused there and works here; these make the case that the others look at.
    Difference {
        what: "Blocks of tools at the provider's never lose an answer",
        why: "The beta runner of Genkit JS throws the whole answer away for one block that it does not know",
        change: answer::unknown_blocks,
    },
    Difference {
        what: "A stream ends with its first `message_stop`",
        why: "These recordings hold several streams; Genkit JS reads on",
        change: answer::first_message,
    },
    Difference {
        what: "A message that is begun twice in a row is one",
        why: "Proxies do that; nothing was said in between",
        change: answer::begun_twice,
    },
    Difference {
        what: "Answers in JSON work without the beta API",
        why: "`output_config.format` is part of the stable API",
        change: request::json_output,
    },
    Difference {
        what: "Several messages of the system may begin a conversation",
        why: "The provider takes a list",
        change: request::systems,
    },
    Difference {
        what: "What another provider thought or ran is left out, and data is sent as text",
        why: "A conversation can go on with another model",
        change: request::foreign_parts,
    },
    Difference {
        what: "Calls without a `ref` get an id",
        why: "Other providers have none",
        change: request::ids,
    },
    // What is sent there and refused here.
    Difference {
        what: "A budget of thoughts below 1024 is refused",
        why: "The provider's contract refuses it",
        change: request::small_budget,
    },
    Difference {
        what: "A request without messages is refused",
        why: "The provider refuses it",
        change: request::no_messages,
    },
    // What is sent.
    Difference {
        what: "A key in the configuration is used",
        why: "Genkit JS has it in its schema and forgets it",
        change: request::own_key,
    },
    Difference {
        what: "No `citations: null`",
        why: "It says nothing, and what is sent should not depend on the door of the API",
        change: request::no_citations,
    },
    Difference {
        what: "`cache_control` is sent to the beta API, too",
        why: "Genkit JS loses it there, and with it what the cache would save",
        change: request::cache_control,
    },
    Difference {
        what: "Genkit's own mark for caching, `{\"cache\": {\"ttlSeconds\"}}`, is heeded",
        why: "It is the same wish in other words",
        change: request::cache_mark,
    },
    Difference {
        what: "`toolChoice` is sent",
        why: "Genkit JS drops it: `required` and `none` mean nothing there",
        change: request::tool_choice,
    },
    Difference {
        what: "Tools of the configuration stand beside those of the request",
        why: "In Genkit JS they take their place, and the tools of the call are gone",
        change: request::own_tools,
    },
    Difference {
        what: "A `/` in the name of a tool is written `__`",
        why: "The contract takes letters, digits, `_` and `-` only",
        change: request::slashes,
    },
    Difference {
        what: "What a tool returns beside its output is sent",
        why: "Genkit JS loses it",
        change: request::multipart,
    },
    Difference {
        what: "`task_budget` gets its `type`",
        why: "The contract demands it",
        change: request::task_budget,
    },
    Difference {
        what: "Schemas of answers are sent without the keywords that the provider refuses",
        why: "A request with `minLength` fails; the answer is checked against the whole schema anyway",
        change: request::keywords,
    },
    // What comes back.
    Difference {
        what: "The answer is `message`, and the provider's own stands in `raw` alone",
        why: "`candidates` and `custom` say the same again in an older form",
        change: answer::shape,
    },
    Difference {
        what: "Blocks of tools at the provider's are kept whole, as `custom.anthropicBlock`",
        why: "Genkit JS writes them into the text, or makes empty text of them, and cannot send them back",
        change: answer::blocks,
    },
    Difference {
        what: "All kinds of citations are kept",
        why: "Genkit JS drops those of searches",
        change: answer::citations,
    },
    Difference {
        what: "Usage tells what is cached, thought and all, and counts only what was told",
        why: "They are what costs; what is not told is not zero",
        change: answer::usage,
    },
    Difference {
        what: "A refusal is `blocked`, with what the provider says of it",
        why: "`other` alone says nothing",
        change: answer::refusal,
    },
    Difference {
        what: "`raw` of a stream holds all that was told",
        why: "Genkit JS leaves out what its HTTP library does not know",
        change: answer::raw,
    },
    Difference {
        what: "Chunks that came before an error are given",
        why: "They were said; the error carries them, too",
        change: answer::chunks_before_error,
    },
    Difference {
        what: "Chunks carry no `index`",
        why: "The generate call counts messages",
        change: answer::index,
    },
    Difference { what: "No empty chunks", why: "They say nothing", change: answer::empty_chunks },
    Difference {
        what: "Calls of tools are shown while they are written, and whole at their end",
        why: "Genkit JS shows them once, before they have an input",
        change: answer::calls,
    },
    Difference {
        what: "Each status of HTTP has a status of Genkit",
        why: "Genkit JS calls 404, 413, 499, 504 and others `UNKNOWN`, so that nobody can tell what to try again",
        change: answer::statuses,
    },
];
