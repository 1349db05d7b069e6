//! What the macros refuse: the table of codes, and the accumulator that reports every mistake of one run.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $id:literal, $title:literal;)+) => {
        /// The kind of a mistake; its id ends the message, as in `[GK0030]`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(not(feature = "prompts"), allow(dead_code, reason = "some are only of prompts"))]
        pub(crate) enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// The stable id.
            pub(crate) const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }
        }

        /// Every code as (id, title, what to do): the source of `docs/errors.md`.
        #[cfg(test)]
        pub(crate) const TABLE: &[(&str, &str, &str)] = &[$(($id, $title, concat!($($doc, "\n",)+)),)+];
    };
}

codes! {
    /// The macros go on functions with a body. Move the attribute to the function.
    NotAFunction = "GK0001", "the macro is not on a function";
    /// The option does not exist for this macro. The message names the nearest one.
    UnknownOption = "GK0002", "unknown option";
    /// Every option may be given once.
    TwiceGiven = "GK0003", "option given twice";
    /// The value of the option has another form: a string, a number, a word, a list in parentheses.
    WrongForm = "GK0004", "option with a value of another form";
    /// The option takes one of a few values. The message names the nearest one.
    UnknownValue = "GK0005", "unknown value of an option";
    /// The macro cannot do without this option.
    MissingOption = "GK0006", "required option missing";
    /// The options are `key = value`, `key(..)` or `key`, with commas between them.
    Syntax = "GK0007", "options cannot be read";
    /// A function is one action. Write a second function for the other.
    TwoActions = "GK0008", "two macros on one function";
    /// An action is a free function: it has no `self`. Take what it needs from `Ctx`, or as input.
    SelfParameter = "GK0010", "`self` parameter";
    /// An action is one entry in the registry, with one schema: it cannot be generic. Write a function for each type.
    Generic = "GK0011", "generic function";
    /// An action is not generic, so that it has nothing to say in a `where` clause.
    WhereClause = "GK0012", "`where` clause";
    /// Name the type of the parameter or of the result: schemas are made of it.
    ImplTrait = "GK0013", "`impl Trait` in the signature";
    /// The input is read from JSON and owned by the run. Take the owned type: `String` for `&str`, `Vec<T>` for `&[T]`.
    Borrowed = "GK0014", "borrowed input";
    /// Actions are ordinary functions: `async fn` or `fn`, neither `const`, `unsafe` nor `extern`, without `...`.
    Qualifier = "GK0015", "function qualifier";
    /// `Ctx` is cheap to clone and handed over by value. So are `Chunks` and `Inputs`.
    ByReference = "GK0016", "`Ctx`, `Chunks` or `Inputs` by reference";
    /// Put what the action takes into one struct, with a derived schema.
    TooManyInputs = "GK0017", "too many parameters";
    /// `Ctx`, `Chunks` and `Inputs` are asked for once.
    TwiceAsked = "GK0018", "`Ctx`, `Chunks` or `Inputs` asked for twice";
    /// This kind of action does not stream in this direction.
    NotStreaming = "GK0020", "stream that this action does not have";
    /// The name of a tool's parameter is a property of its input: give it a plain name.
    NotAName = "GK0021", "parameter without a name";
    /// The attribute says nothing on a parameter of this macro. Remove it, or move it to the function.
    MeaninglessAttribute = "GK0022", "parameter attribute without meaning";
    /// A parameter marked `#[input]` is the whole input, so that it stands alone.
    InputNotAlone = "GK0023", "`#[input]` beside other parameters";
    /// A parameter this kind of action needs is absent, for example the `ModelRequest` of a model.
    MissingParameter = "GK0024", "parameter missing";
    /// A tuple of more parameters has no traits to work with. Put them into a struct and mark it `#[input]`.
    TooManyParameters = "GK0025", "more parameters than a tool can have";
    /// Names make up keys, URLs and what providers see. Set `name = ".."` to one that fits.
    BadName = "GK0030", "action name that would be refused";
    /// A model chooses tools by their descriptions. Write a doc comment, or `description = ".."`.
    NoDescription = "GK0031", "tool without a description";
    /// A resource has either `uri = ".."` (one) or `template = ".."` (many).
    UriOrTemplate = "GK0040", "resource with neither or both of `uri` and `template`";
    /// Templates follow RFC 6570: `file://{path}`, `menu://{+dish}`.
    BadTemplate = "GK0041", "URI or template that cannot be read";
    /// `#[genkit::main]` goes on `async fn main()`, which takes nothing.
    BadMain = "GK0050", "not a main function";
    /// `#[genkit::test]` goes on an `async fn` that takes nothing or one `TestGenkit`.
    BadTest = "GK0051", "not a test function";
    /// Paths begin at the folder of the package's `Cargo.toml`, or at that of the source file.
    PromptNotFound = "GK0060", "prompt file that cannot be read";
    /// The message tells line and column in the file. Blocks are closed, helpers get what they take.
    PromptSyntax = "GK0061", "prompt file with a mistake in its template";
    /// Picoschema has `string`, `number`, `integer`, `boolean`, `null`, `any`, objects, and `name(array)`, `name(enum)`, `name(object)`.
    PromptSchema = "GK0062", "prompt file with a schema that cannot be read";
    /// The template uses what `input.schema` declares. Declare the variable, or correct its name.
    PromptVariable = "GK0063", "prompt variable that is not declared";
    /// Name helpers of your own in the macro: `helpers = ["shout"]`.
    PromptHelper = "GK0064", "prompt helper that does not exist, or gets what it does not take";
    /// A partial is a file `_name.prompt` in the folder of prompts or below it.
    PromptPartial = "GK0065", "prompt partial that does not exist, or has no end";
    /// The front matter is YAML, with fields that the message names.
    PromptField = "GK0066", "prompt file with a mistake in its front matter";
    /// The tools of the file and the handles of the macro are the same: `tools = [get_weather]`.
    PromptTool = "GK0067", "prompt whose tools and handles differ";
    /// Names of properties make names of Rust. Rename one of the two.
    PromptName = "GK0068", "prompt schema with two names that are one in Rust";
    /// The fields of the type and the properties of the schema have the same names, those that serde writes.
    PromptDisagrees = "GK0069", "type that disagrees with the prompt's schema";
    /// Write the fields out, so that the compiler sees what serde writes.
    PromptSerde = "GK0070", "serde attribute that hides what is written";
    /// `#[prompt_file]` goes on a struct with named fields, or with `at` on an enum of words; neither is generic.
    PromptItem = "GK0071", "type that cannot be compared with a prompt's schema";
    /// `at` names the way from `input` or `output` through the properties: `at = "input.items"`.
    PromptPlace = "GK0072", "place in a schema that does not exist";
    /// Say in the front matter what the prompt takes: `input: {schema: {theme: string}}`.
    PromptNoSchema = "GK0073", "prompt file without the schema that is asked for";
    /// The type of `next` tells what a middleware stands around: `ModelNext`, `ToolNext` or `GenerateNext`.
    MissingNext = "GK0080", "middleware without a `next`";
    /// A function stands around one thing. Write a second function, or implement `MiddlewareHandle` for a type.
    SecondNext = "GK0081", "middleware with two `next`";
    /// A middleware takes what its `next` runs: a `ModelRequest`, a `ToolRequest` or a `GenerateTurn`.
    WrongRequest = "GK0082", "middleware with another request than its `next`";
    /// Put what configures a middleware into one struct, with a derived schema.
    SecondConfig = "GK0083", "middleware with two configurations";
    /// The function of an agent answers one turn of it, which it takes as `turn: Turn<State>`.
    NoTurn = "GK0090", "agent without a turn";
}

/// The mistakes found so far. All of them are reported, each at the tokens where it was made.
#[derive(Debug, Default)]
pub(crate) struct Diag {
    errors: Vec<syn::Error>,
    tried: Vec<String>,
}

impl Diag {
    /// Notes a mistake in these tokens.
    pub(crate) fn push(&mut self, code: Code, tokens: impl ToTokens, message: impl Display) {
        self.errors.push(syn::Error::new_spanned(tokens, with_code(code, message)));
    }

    /// Notes a mistake at this place.
    pub(crate) fn push_at(&mut self, code: Code, span: Span, message: impl Display) {
        self.errors.push(syn::Error::new(span, with_code(code, message)));
    }

    /// Notes a mistake whose message has its code already.
    pub(crate) fn push_coded(&mut self, span: Span, message: String) {
        self.errors.push(syn::Error::new(span, message));
    }

    /// Notes that an option could not be read, so that it is not reported as missing too.
    pub(crate) fn tried(&mut self, key: &str) {
        self.tried.push(key.to_owned());
    }

    /// Notes that an option is missing, unless it was probably meant by one that could not be read.
    pub(crate) fn missing(&mut self, option: &str, code: Code, tokens: impl ToTokens, message: impl Display) {
        if !self.has_tried(option) {
            self.push(code, tokens, message);
        }
    }

    /// True if an option that could not be read probably meant this one.
    pub(crate) fn has_tried(&self, option: &str) -> bool {
        self.tried.iter().any(|key| key.contains(option) || did_you_mean(key, &[option]).is_some())
    }

    /// One `compile_error!` for each mistake, in the order in which they were found.
    pub(crate) fn compile_errors(&self) -> Vec<TokenStream> {
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }
}

/// The message with its code at the end.
pub(crate) fn with_code(code: Code, message: impl Display) -> String {
    format!("{message} [{}]", code.id())
}

/// True if the message ends with a code.
pub(crate) fn has_code(message: &str) -> bool {
    message.ends_with(']') && message.rfind(" [GK").is_some_and(|at| message.len() - at == " [GK0000]".len())
}

/// The candidate that was probably meant.
pub(crate) fn did_you_mean<'a>(given: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let given = given.to_lowercase();
    // Two letters that changed places count for little in a short word.
    let near = |candidate: &str| strsim::osa_distance(&given, candidate) <= 1;
    candidates
        .iter()
        .map(|&candidate| (strsim::jaro_winkler(&given, candidate), candidate))
        .filter(|(score, candidate)| *score > 0.75 || near(candidate))
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, candidate)| candidate)
}

/// `` `a`, `b` or `c` ``.
pub(crate) fn one_of(candidates: &[&str]) -> String {
    let quoted: Vec<String> = candidates.iter().map(|candidate| format!("`{candidate}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_lists_every_code() {
        let guide = include_str!("../../docs/errors.md");
        let rows: String = TABLE
            .iter()
            .map(|(id, title, advice)| {
                let advice: Vec<&str> = advice.lines().map(str::trim).collect();
                format!("| {id} | {title} | {} |\n", advice.join(" "))
            })
            .collect();
        assert!(guide.ends_with(&rows), "docs/errors.md shall end with\n{rows}");
    }

    #[test]
    fn every_code_is_in_the_table_once() {
        let ids: Vec<&str> = TABLE.iter().map(|(id, ..)| *id).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    }
}
