//! A main function or a test, checked.

use syn::{FnArg, Type};

use super::args::{Flavor, Main, Test};
use crate::errors::{Code, Diag};
use crate::item_fn::LooseFn;
use crate::paths::Runtime;

/// A main function or a test.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) runtime: Runtime,
    pub(crate) current_thread: bool,
    pub(crate) worker_threads: Option<u32>,
    /// Generated code may call the function.
    pub(crate) callable: bool,
}

impl Program {
    pub(crate) fn main(args: Main, func: &LooseFn, diag: &mut Diag) -> Self {
        let current_thread = args.flavor.is_some_and(|flavor| flavor.0 == Flavor::CurrentThread);
        if let Some(threads) = args.worker_threads.as_ref().filter(|_| current_thread) {
            let message = "`current_thread` has no worker threads: remove one of the two options";
            diag.push_at(Code::WrongForm, threads.1, message);
        }
        if func.sig.ident != "main" {
            let message = "`#[genkit::main]` goes on `async fn main()`; elsewhere, make a tokio runtime and block on it";
            diag.push(Code::BadMain, &func.sig.ident, message);
        }
        let mut callable = is_async(func, Code::BadMain, "a main function", diag);
        if let Some(input) = func.sig.inputs.first() {
            callable = false;
            diag.push(Code::BadMain, input, "`main` takes nothing: read `std::env::args()` in it");
        }
        callable &= plain(func, Code::BadMain, "a main function", diag);
        Self {
            runtime: Runtime::new(args.runtime.map(|path| path.0)),
            current_thread,
            worker_threads: args.worker_threads.map(|threads| threads.0),
            callable,
        }
    }

    pub(crate) fn test(args: Test, func: &LooseFn, diag: &mut Diag) -> Self {
        let mut callable = is_async(func, Code::BadTest, "a test", diag);
        if let Some(second) = func.sig.inputs.iter().nth(1) {
            callable = false;
            diag.push(
                Code::BadTest,
                second,
                "a test takes nothing or one `ai: TestGenkit`: remove this parameter",
            );
        }
        if let Some(FnArg::Typed(param)) = func.sig.inputs.first()
            && let Type::Reference(reference) = crate::types::bare(&param.ty)
        {
            callable = false;
            let owned = crate::types::spelled(&reference.elem);
            diag.push(Code::BadTest, &param.ty, format!("a test owns its runtime: take `{owned}`"));
        }
        for attr in
            func.attrs.iter().filter(|attr| attr.path().segments.last().is_some_and(|s| s.ident == "test"))
        {
            callable = false;
            diag.push(
                Code::BadTest,
                attr,
                "`#[genkit::test]` makes the function a test: remove this attribute",
            );
        }
        callable &= plain(func, Code::BadTest, "a test", diag);
        let runtime = Runtime::new(args.runtime.map(|path| path.0));
        Self { runtime, current_thread: true, worker_threads: None, callable }
    }
}

fn is_async(func: &LooseFn, code: Code, what: &str, diag: &mut Diag) -> bool {
    if func.sig.asyncness.is_none() {
        diag.push(code, func.sig.fn_token, format!("{what} is asynchronous here: write `async fn`"));
    }
    func.sig.asyncness.is_some()
}

/// Notes generics and `self`.
fn plain(func: &LooseFn, code: Code, what: &str, diag: &mut Diag) -> bool {
    if !func.sig.generics.params.is_empty() {
        diag.push(Code::Generic, &func.sig.generics.params, format!("{what} cannot be generic"));
    }
    let receiver = func.sig.receiver();
    if let Some(receiver) = receiver.filter(|_| code == Code::BadTest) {
        diag.push(
            Code::SelfParameter,
            receiver.self_token,
            format!("{what} is a free function: it has no `self`"),
        );
    }
    func.sig.generics.params.is_empty() && receiver.is_none()
}
