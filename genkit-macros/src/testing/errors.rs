//! What macros say: one message for one mistake, all of them in one run.

use proc_macro2::TokenStream;
use quote::quote;

use super::{expand, messages};

fn said(macro_name: &str, options: &TokenStream, item: &TokenStream) -> Vec<String> {
    let mut messages = messages(&expand(macro_name, options, item));
    messages.sort();
    messages
}

/// Asserts that these are all the messages, in any order, by their codes and a part of their words.
#[track_caller]
#[allow(clippy::needless_pass_by_value, reason = "cases are made where they are said")]
fn assert_said(macro_name: &str, options: TokenStream, item: TokenStream, expected: &[(&str, &str)]) {
    let said = said(macro_name, &options, &item);
    let fits = |(code, words): &(&str, &str)| {
        said.iter().any(|message| message.ends_with(&format!("[{code}]")) && message.contains(words))
    };
    assert!(said.len() == expected.len() && expected.iter().all(fits), "{said:#?}\nexpected {expected:#?}");
}

#[test]
fn options_that_cannot_be_read() {
    let flow = || {
        quote!(
            fn f() {}
        )
    };
    assert_said("flow", quote!(nam = "x"), flow(), &[("GK0002", "did you mean `name`?")]);
    assert_said("flow", quote!(zzz), flow(), &[("GK0002", "`zzz`; there are `crate`, `description`")]);
    assert_said("flow", quote!(name = "a", name = "b"), flow(), &[("GK0003", "`name` is given twice")]);
    assert_said("flow", quote!(name), flow(), &[("GK0004", "`name` needs a value: write `name = \"..\"`")]);
    assert_said("flow", quote!(name = 5), flow(), &[("GK0004", "write `name = \"..\"`")]);
    assert_said("flow", quote!(name("x")), flow(), &[("GK0004", "takes no list")]);
    assert_said("flow", quote!(handle = "X"), flow(), &[("GK0004", "a name without quotes")]);
    assert_said("flow", quote!(crate = "x"), flow(), &[("GK0004", "a path without quotes")]);
    assert_said("flow", quote!("x"), flow(), &[("GK0007", "a value without a key")]);
    assert_said("flow", quote!(name =), flow(), &[("GK0007", "the value of `name`")]);
    assert_said("flow", quote!(name "x"), flow(), &[("GK0007", "not an option")]);
    assert_said("flow", quote!(metadata(a = b)), flow(), &[("GK0004", "values of `metadata` are literals")]);
    assert_said("flow", quote!(metadata(a)), flow(), &[("GK0004", "entries `key = literal`")]);
    assert_said("flow", quote!(metadata(a = 1, a = 2)), flow(), &[("GK0003", "`a` is given twice")]);
    assert_said("flow", quote!(description = " "), flow(), &[("GK0004", "says nothing")]);
    assert_said("flow", quote!(name = "a", description = "b",), flow(), &[]);
}

#[test]
fn values_of_a_few() {
    let tool = || {
        quote!(
            #[doc = "D"]
            fn f() {}
        )
    };
    assert_said("tool", quote!(effect = "reed"), tool(), &[("GK0005", "did you mean `read`?")]);
    assert_said("tool", quote!(effect = zzz), tool(), &[("GK0005", "write `read`, `repeat` or `once`")]);
    assert_said("tool", quote!(effect = 1), tool(), &[("GK0004", "`read`, `repeat` or `once`")]);
    assert_said("tool", quote!(interrupt = "yes"), tool(), &[("GK0004", "`interrupt = false`")]);
    assert_said("tool", quote!(interrupt(x)), tool(), &[("GK0004", "takes no list")]);
    let model = || {
        quote!(
            fn f(r: ModelRequest) -> Result<ModelResponse> {}
        )
    };
    assert_said("model", quote!(supports(tols)), model(), &[("GK0002", "did you mean `tools`?")]);
    assert_said("model", quote!(supports(tools = "x")), model(), &[("GK0004", "`tools` has a value")]);
    assert_said("model", quote!(supports(constrained = "no_tool")), model(), &[("GK0005", "`no-tools`")]);
    assert_said("model", quote!(versions(1)), model(), &[("GK0004", "`versions` takes strings")]);
    assert_said("model", quote!(stage = stable, supports(constrained = no_tools)), model(), &[]);
    let embedder = || {
        quote!(
            fn f(d: Vec<Document>) -> Result<Vec<Embedding>> {}
        )
    };
    assert_said("embedder", quote!(dimensions = 0), embedder(), &[("GK0004", "a positive whole number")]);
    assert_said("embedder", quote!(supports(inptu("x"))), embedder(), &[("GK0002", "did you mean `input`?")]);
}

#[test]
fn signatures_that_no_action_has() {
    let flow = |item: &TokenStream| said("flow", &quote!(), item);
    let cases = [
        (
            quote!(
                fn f(a: &str) {}
            ),
            "GK0014",
            "take `String` instead of `&str`",
        ),
        (
            quote!(
                fn f(a: Vec<&'a [u8]>) {}
            ),
            "GK0014",
            "an input is owned",
        ),
        (
            quote!(
                fn f<'a>(a: Cow<'a, str>) -> &'a str {}
            ),
            "GK0014",
            "take `String`",
        ),
        (
            quote!(
                fn f<T>(a: T) -> T {}
            ),
            "GK0011",
            "cannot be generic",
        ),
        (
            quote!(
                fn f<const N: usize>(a: [u8; N]) {}
            ),
            "GK0011",
            "cannot be generic",
        ),
        (
            quote!(
                fn f<'a>(a: u8) {}
            ),
            "GK0011",
            "cannot be generic",
        ),
        (
            quote!(
                fn f(a: u8)
                where
                    u8: Copy,
                {
                }
            ),
            "GK0012",
            "no `where` clause",
        ),
        (
            quote!(
                fn f(a: impl X) {}
            ),
            "GK0013",
            "name it instead of `impl ..`",
        ),
        (
            quote!(
                fn f() -> impl Future<Output = u8> {}
            ),
            "GK0013",
            "write `async fn`",
        ),
        (
            quote!(
                fn f() -> Result<impl X> {}
            ),
            "GK0013",
            "name the type of the output",
        ),
        (
            quote!(
                const fn f() {}
            ),
            "GK0015",
            "remove `const`",
        ),
        (
            quote!(
                unsafe fn f() {}
            ),
            "GK0015",
            "remove `unsafe`",
        ),
        (
            quote!(
                extern "C" fn f() {}
            ),
            "GK0015",
            "remove `extern`",
        ),
        (
            quote!(
                fn f(a: u8, ...) {}
            ),
            "GK0015",
            "remove `...`",
        ),
        (
            quote!(
                fn f(ctx: &Ctx) {}
            ),
            "GK0016",
            "take `Ctx`",
        ),
        (
            quote!(
                fn f(out: &mut Chunks<u8>) {}
            ),
            "GK0016",
            "take `Chunks<u8>`",
        ),
        (
            quote!(
                fn f(a: u8, b: u8, c: u8) {}
            ),
            "GK0017",
            "a flow takes one input",
        ),
        (
            quote!(
                fn f(a: Ctx, b: Ctx) {}
            ),
            "GK0018",
            "one `Ctx`",
        ),
        (
            quote!(
                fn f(a: Chunks<u8>, b: Chunks<u8>) {}
            ),
            "GK0018",
            "one `Chunks`",
        ),
        (
            quote!(
                fn f(a: Inputs<u8>, b: Inputs<u8>) {}
            ),
            "GK0018",
            "one `Inputs`",
        ),
        (
            quote!(
                fn f(#[doc = "x"] a: u8) {}
            ),
            "GK0022",
            "document the type of the input",
        ),
        (
            quote!(
                fn f(#[doc = "x"] a: Ctx) {}
            ),
            "GK0022",
            "says nothing on `Ctx`",
        ),
        (
            quote!(
                fn f(#[cfg(x)] a: u8) {}
            ),
            "GK0022",
            "put it on the whole function",
        ),
        (
            quote!(
                fn f(#[serde(default)] a: u8) {}
            ),
            "GK0022",
            "`#[serde]` says nothing",
        ),
        (
            quote!(
                #[tool]
                fn f(a: u8) {}
            ),
            "GK0008",
            "a function is one action",
        ),
    ];
    for (item, code, words) in cases {
        let said = flow(&item);
        assert!(
            matches!(said.as_slice(), [one] if one.contains(words) && one.ends_with(&format!("[{code}]"))),
            "{item}\n{said:#?}"
        );
    }
}

#[test]
fn signatures_that_actions_have() {
    let good = [
        quote!(
            fn f() {}
        ),
        quote!(
            async fn f(#[input] context: Context) -> SearchResult<u8> {}
        ),
        quote!(
            async fn f(#[ctx] c: MyCtx, _: (u8, u8)) -> &'static str {}
        ),
        quote!(
            async fn f(out: genkit::Chunks<u8>, Dish { name }: Dish, mut ctx: genkit::Ctx) -> io::Result<()> {
            }
        ),
        quote!(
            async fn f(inputs: Inputs<u8>) -> std::result::Result<u8, String> {}
        ),
        quote!(
            async fn f(#[allow(unused)] a: Cow<'static, str>) -> u8 {}
        ),
    ];
    for item in good {
        assert_eq!(said("flow", &quote!(), &item), Vec::<String>::new(), "{item}");
    }
}

#[test]
fn tools() {
    let doc = quote!(#[doc = "D"]);
    let tool = |params: TokenStream, expected: &[(&str, &str)]| {
        assert_said("tool", quote!(), quote!(#doc fn f(#params) -> u8 {}), expected);
    };
    tool(quote!((a, b): (u8, u8)), &[("GK0021", "a plain name")]);
    tool(quote!(_: u8), &[("GK0021", "a plain name")]);
    tool(quote!(a: u8, out: Chunks<u8>), &[("GK0020", "a tool does not stream")]);
    tool(quote!(a: u8, inputs: Inputs<u8>), &[("GK0020", "takes no stream of inputs")]);
    tool(quote!(#[input] a: u8, b: u8, c: u8), &[("GK0023", "whole input"), ("GK0023", "whole input")]);
    tool(quote!(#[input] #[serde(default)] a: u8), &[("GK0022", "`#[serde]`")]);
    tool(quote!(mut a: u8, #[doc = "x"] #[schemars(range(min = 1))] b: u8, ctx: Ctx), &[]);
    let many = (0..13).map(|at| {
        let name = quote::format_ident!("p{at}");
        quote!(#name: u8)
    });
    tool(quote!(#(#many),*), &[("GK0025", "at most 12 parameters")]);
    assert_said(
        "tool",
        quote!(),
        quote!(
            fn f() {}
        ),
        &[("GK0031", "write a doc comment")],
    );
    assert_said(
        "tool",
        quote!(desciption = "D"),
        quote!(
            fn f() {}
        ),
        &[("GK0002", "`description`")],
    );
    assert_said(
        "tool",
        quote!(description = ""),
        quote!(
            fn f() {}
        ),
        &[("GK0004", "says nothing")],
    );
    assert_said(
        "tool",
        quote!(),
        quote!(
            #[doc = include_str!("x.md")]
            fn f() {}
        ),
        &[],
    );
    assert_said(
        "tool",
        quote!(name = "a:b"),
        quote!(#doc fn f() {}),
        &[("GK0030", "write `name = \"a_b\"`")],
    );
    assert_said("tool", quote!(), quote!(#doc fn 天気() {}), &[("GK0030", "set another with `name")]);
}

#[test]
fn models_and_the_kinds_around_them() {
    let model = |name: &str, options, params: TokenStream, expected: &[(&str, &str)]| {
        assert_said(name, options, quote!(fn f(#params) -> Result<X> {}), expected);
    };
    model("model", quote!(), quote!(), &[("GK0024", "add a parameter `request: ModelRequest`")]);
    model("model", quote!(), quote!(a: Conf), &[("GK0024", "or `ModelRequest<Conf>`")]);
    model("model", quote!(), quote!(a: ModelRequest, b: u8), &[("GK0017", "one `ModelRequest`")]);
    model("background_model", quote!(), quote!(a: ModelRequest), &[("GK0006", "`check = check_fn`")]);
    model("background_model", quote!(chek = c), quote!(a: ModelRequest), &[("GK0002", "`check`")]);
    let streams = quote!(a: ModelRequest, out: Chunks<u8>);
    model("background_model", quote!(check = c), streams, &[("GK0020", "does not stream")]);
    model("retriever", quote!(), quote!(), &[("GK0024", "add a parameter `query: Document`")]);
    model(
        "reranker",
        quote!(),
        quote!(q: Document),
        &[("GK0024", "add a parameter `documents: Vec<Document>`")],
    );
    model(
        "indexer",
        quote!(),
        quote!(d: Vec<Document>, o: O, p: P),
        &[("GK0017", "one parameter for its options")],
    );
    model("resource", quote!(uri = "a:b"), quote!(u: String, v: u8), &[("GK0017", "remove this parameter")]);
    model("resource", quote!(), quote!(u: String), &[("GK0040", "`uri = \"menu://today\"`")]);
    model("resource", quote!(uri = "a:b", template = "a:{b}"), quote!(u: String), &[("GK0040", "not both")]);
    model("resource", quote!(uri = "a:{b}"), quote!(u: String), &[("GK0041", "write `template")]);
    model("resource", quote!(template = "a:b"), quote!(u: String), &[("GK0041", "write `uri")]);
    model("resource", quote!(template = "a:{b"), quote!(u: String), &[("GK0041", "is not closed")]);
    model("agent", quote!(), quote!(), &[("GK0090", "add a parameter `turn: Turn`")]);
    model("agent", quote!(), quote!(turn: Turn, v: u8), &[("GK0017", "remove this parameter")]);
    model("agent", quote!(session_stor), quote!(turn: Turn), &[("GK0002", "`session_store`")]);
    model("resource", quote!(uir = "a:b"), quote!(u: String), &[("GK0002", "`uri`")]);
}

#[test]
fn programs() {
    let program =
        |name: &str, options, item, expected: &[(&str, &str)]| assert_said(name, options, item, expected);
    program(
        "main",
        quote!(),
        quote!(
            fn main() {}
        ),
        &[("GK0050", "write `async fn`")],
    );
    program(
        "main",
        quote!(),
        quote!(
            async fn main(a: u8) {}
        ),
        &[("GK0050", "takes nothing")],
    );
    program(
        "main",
        quote!(),
        quote!(
            async fn start() {}
        ),
        &[("GK0050", "`async fn main()`")],
    );
    let both = quote!(flavor = "current_thread", worker_threads = 2);
    program(
        "main",
        both,
        quote!(
            async fn main() {}
        ),
        &[("GK0004", "no worker threads")],
    );
    program(
        "main",
        quote!(flavor = "curent_thread"),
        quote!(
            async fn main() {}
        ),
        &[("GK0005", "`current_thread`")],
    );
    program(
        "test",
        quote!(),
        quote!(
            fn f() {}
        ),
        &[("GK0051", "write `async fn`")],
    );
    program(
        "test",
        quote!(),
        quote!(
            async fn f(a: A, b: B) {}
        ),
        &[("GK0051", "takes nothing or one")],
    );
    program(
        "test",
        quote!(),
        quote!(
            async fn f(a: &A) {}
        ),
        &[("GK0051", "take `A`")],
    );
    program(
        "test",
        quote!(),
        quote!(
            #[tokio::test]
            async fn f() {}
        ),
        &[("GK0051", "remove this attribute")],
    );
    program(
        "test",
        quote!(name = "x"),
        quote!(
            async fn f() {}
        ),
        &[("GK0002", "`name`")],
    );
}

#[test]
fn all_mistakes_of_a_run_are_reported() {
    let item = quote!(
        unsafe fn f(#[doc = "x"] a: &str, b: &Ctx, c: u8) -> Result<u8> {}
    );
    let codes = ["GK0002", "GK0014", "GK0015", "GK0016", "GK0017", "GK0022", "GK0030"];
    assert_said("flow", quote!(nam = 1, name = "a b"), item, &codes.map(|code| (code, "")));
}
