//! What a signature says: which parameter is what, what comes back, and what no action can have.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::punctuated::Punctuated;
use syn::{Attribute, FnArg, GenericParam, Meta, Pat, PatType, ReturnType, Safety, Signature, Token, Type};

use crate::docs;
use crate::errors::{Code, Diag, did_you_mean};
use crate::handle;
use crate::item_fn::{is_marker, moves_to_field, stays_on_parameter};
use crate::types;

/// What the signature of one kind of action may have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// As in "a flow".
    pub(crate) what: &'static str,
    /// `Chunks<T>` may be asked for.
    pub(crate) chunks: bool,
    /// `Inputs<T>` may be asked for.
    pub(crate) inputs: bool,
    /// Plain parameters become fields of a generated struct, with their docs and attributes.
    pub(crate) fields: bool,
    /// `#[input]` means something.
    pub(crate) input_marker: bool,
}

/// What a parameter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Input, or a part of it.
    Plain,
    /// `Ctx`.
    Ctx,
    /// `Chunks<T>`.
    Chunks,
    /// `Inputs<T>`.
    Inputs,
}

/// A parameter.
#[derive(Clone, Debug)]
pub(crate) struct Param {
    pub(crate) role: Role,
    pub(crate) pat: Pat,
    pub(crate) ty: Type,
    pub(crate) attrs: Vec<Attribute>,
    /// Marked `#[input]`.
    pub(crate) is_input: bool,
    /// The type may stand in generated code.
    pub(crate) sound: bool,
}

impl Param {
    /// The type, if it may stand in generated code.
    pub(crate) fn slot(&self) -> Option<TokenStream> {
        self.sound.then(|| self.ty.to_token_stream())
    }

    /// The `T` of `Chunks<T>` or `Inputs<T>`, if it may stand in generated code.
    pub(crate) fn item_slot(&self) -> Option<TokenStream> {
        let ty = &self.ty;
        self.sound.then(|| match types::arguments(ty).as_slice() {
            [item] => item.to_token_stream(),
            // An alias of its own, or a mistake that the compiler tells.
            _ => quote!(<#ty as __gk::Streams>::Item),
        })
    }
}

/// A signature, taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub(crate) params: Vec<Param>,
    /// The return type; `None` if none is written.
    pub(crate) output: Option<Type>,
    /// The output may stand in generated code.
    pub(crate) output_sound: bool,
    pub(crate) is_async: bool,
    /// Generated code may call the function.
    pub(crate) callable: bool,
}

impl Shape {
    /// The plain parameters.
    pub(crate) fn plain(&self) -> impl Iterator<Item = &Param> {
        self.params.iter().filter(|param| param.role == Role::Plain)
    }

    /// The parameter of this role.
    pub(crate) fn find(&self, role: Role) -> Option<&Param> {
        self.params.iter().find(|param| param.role == role)
    }

    /// True if the return type is a `Result` by its name.
    pub(crate) fn is_fallible(&self) -> bool {
        let segment = self.output.as_ref().and_then(types::last_segment);
        segment.is_some_and(|segment| segment.ident.to_string().ends_with("Result"))
    }
}

/// Takes a signature apart, noting all that this kind of action cannot have.
pub(crate) fn read(sig: &Signature, rules: Rules, diag: &mut Diag) -> Shape {
    let callable = qualifiers(sig, rules, diag);
    let mut params = Vec::new();
    let mut has_self = false;
    for input in &sig.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                has_self = true;
                let message = format!("{} is a free function: it has no `self`", rules.what);
                diag.push(Code::SelfParameter, receiver.self_token, message);
            }
            FnArg::Typed(param) => params.push(parameter(param, rules, diag)),
        }
    }
    let borrowed_input = params.iter().any(|param: &Param| types::borrows(&param.ty));
    generics(sig, rules, borrowed_input, diag);
    let generic = has_type_params(sig);
    for param in &mut params {
        param.sound &= !generic;
    }
    let once = once(&params, rules, diag);
    let output = match &sig.output {
        ReturnType::Default => None,
        ReturnType::Type(_, ty) => Some((**ty).clone()),
    };
    let output_sound = output.as_ref().is_none_or(|ty| output_sound(ty, sig, diag)) && !generic;
    let params_sound = params.iter().all(|param| param.sound);
    let callable = callable && once && params_sound && output_sound && !has_self && !generic;
    Shape { params, output, output_sound, is_async: sig.asyncness.is_some(), callable }
}

fn qualifiers(sig: &Signature, rules: Rules, diag: &mut Diag) -> bool {
    let mut refuse = |tokens: TokenStream, name: &str| {
        let message = format!("{} is an ordinary function: remove `{name}`", rules.what);
        diag.push(Code::Qualifier, tokens, message);
    };
    let mut clean = true;
    if let Some(constness) = sig.constness {
        refuse(constness.to_token_stream(), "const");
        clean = false;
    }
    if let Safety::Unsafe(safety) = sig.safety {
        refuse(safety.to_token_stream(), "unsafe");
        clean = false;
    }
    if let Some(abi) = &sig.abi {
        refuse(abi.to_token_stream(), "extern");
        clean = false;
    }
    if let Some(variadic) = &sig.variadic {
        refuse(variadic.dots.to_token_stream(), "...");
        clean = false;
    }
    clean
}

fn has_type_params(sig: &Signature) -> bool {
    sig.generics.params.iter().any(|param| !matches!(param, GenericParam::Lifetime(_)))
}

fn generics(sig: &Signature, rules: Rules, borrowed_input: bool, diag: &mut Diag) {
    for param in &sig.generics.params {
        match param {
            // The borrow that it is for has been reported.
            GenericParam::Lifetime(_) if borrowed_input => {}
            param => {
                let message = format!("{} cannot be generic: write a function for each type", rules.what);
                diag.push(Code::Generic, param, message);
            }
        }
    }
    if let Some(clause) = &sig.generics.where_clause
        && sig.generics.params.is_empty()
    {
        let message = format!("{} has no `where` clause: remove it", rules.what);
        diag.push(Code::WhereClause, clause, message);
    }
}

fn parameter(param: &PatType, rules: Rules, diag: &mut Diag) -> Param {
    let marked = |name: &str| param.attrs.iter().any(|attr| is_marker(attr, name));
    let is_input = marked("input") && rules.input_marker && role(&param.ty, false) == Role::Plain;
    let role = if is_input { Role::Plain } else { role(&param.ty, marked("ctx")) };
    let mut sound = true;
    match role {
        Role::Plain => sound = plain_type(param, rules, diag),
        Role::Ctx | Role::Chunks | Role::Inputs => sound &= special_type(param, role, rules, diag),
    }
    for attr in param.attrs.iter().filter(|attr| !stays_on_parameter(attr)) {
        attribute(attr, role, is_input, rules, diag);
        sound &= serde_attribute(attr, diag);
    }
    Param {
        role,
        pat: (*param.pat).clone(),
        ty: (*param.ty).clone(),
        attrs: param.attrs.clone(),
        is_input,
        sound,
    }
}

fn role(ty: &Type, marked_ctx: bool) -> Role {
    let target = match types::bare(ty) {
        Type::Reference(reference) => &*reference.elem,
        ty => ty,
    };
    if marked_ctx || types::is_named(target, "Ctx") {
        Role::Ctx
    } else if types::is_named(target, "Chunks") {
        Role::Chunks
    } else if types::is_named(target, "Inputs") {
        Role::Inputs
    } else {
        Role::Plain
    }
}

fn plain_type(param: &PatType, rules: Rules, diag: &mut Diag) -> bool {
    let ty = &*param.ty;
    if types::mentions_impl(ty) {
        diag.push(
            Code::ImplTrait,
            ty,
            format!("{} needs to know the type: name it instead of `impl ..`", rules.what),
        );
        false
    } else if types::borrows(ty) {
        let (owned, given) = (types::owned(ty), types::spelled(ty));
        let message = format!("an input is owned: take `{owned}` instead of `{given}`");
        diag.push(Code::Borrowed, ty, message);
        false
    } else {
        true
    }
}

fn special_type(param: &PatType, role: Role, rules: Rules, diag: &mut Diag) -> bool {
    let ty = &*param.ty;
    let name = role_name(role);
    let allowed = match role {
        Role::Chunks => rules.chunks,
        Role::Inputs => rules.inputs,
        Role::Plain | Role::Ctx => true,
    };
    if !allowed {
        let verb = if role == Role::Inputs { "takes no stream of inputs" } else { "does not stream" };
        diag.push(Code::NotStreaming, ty, format!("{} {verb}: remove the `{name}` parameter", rules.what));
        return false;
    }
    if let Type::Reference(reference) = types::bare(ty) {
        let owned = types::spelled(&reference.elem);
        diag.push(
            Code::ByReference,
            ty,
            format!("`{name}` is handed over by value: take `{owned}`, which is cheap to clone"),
        );
        return false;
    }
    true
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Plain => "input",
        Role::Ctx => "Ctx",
        Role::Chunks => "Chunks",
        Role::Inputs => "Inputs",
    }
}

fn attribute(attr: &Attribute, role: Role, is_input: bool, rules: Rules, diag: &mut Diag) {
    let name = types::spelled(attr.path());
    let known = match name.as_str() {
        "input" => is_input && is_marker(attr, "input"),
        "ctx" => is_marker(attr, "ctx"),
        _ => moves_to_field(attr) && rules.fields && role == Role::Plain && !is_input,
    };
    if known {
        return;
    }
    let message = if docs::is_doc_comment(attr) && role == Role::Plain {
        "a doc comment says nothing here: document the type of the input and its fields".to_owned()
    } else if docs::is_doc_comment(attr) {
        format!("a doc comment says nothing on `{}`: remove it", role_name(role))
    } else if name == "input" && role != Role::Plain {
        format!("`{}` is handed over by Genkit, it is no input: remove `#[input]`", role_name(role))
    } else if name == "cfg" || name == "cfg_attr" {
        format!("`#[{name}]` cannot take a parameter away: put it on the whole function")
    } else {
        format!("`#[{name}]` says nothing on this parameter of {}: remove it", rules.what)
    };
    diag.push(Code::MeaninglessAttribute, attr, message);
}

/// Notes what serde does not know: by itself it would leave the tool without an input, and that be told too.
fn serde_attribute(attr: &Attribute, diag: &mut Diag) -> bool {
    const KNOWN: [&str; 12] = [
        "alias",
        "default",
        "deserialize_with",
        "flatten",
        "rename",
        "serialize_with",
        "skip",
        "skip_deserializing",
        "skip_serializing",
        "skip_serializing_if",
        "with",
        "bound",
    ];
    let mut sound = true;
    if attr.path().is_ident("serde") {
        let metas = attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
        for meta in metas.into_iter().flatten() {
            let name = types::spelled(meta.path());
            if !KNOWN.contains(&name.as_str()) {
                sound = false;
                let message = match did_you_mean(&name, &KNOWN) {
                    Some(meant) => format!("serde has no `{name}` for a field; did you mean `{meant}`?"),
                    None => format!("serde has no `{name}` for a field: remove it"),
                };
                diag.push(Code::MeaninglessAttribute, meta.path(), message);
            }
        }
    }
    sound
}

fn once(params: &[Param], rules: Rules, diag: &mut Diag) -> bool {
    let mut once = true;
    for role in [Role::Ctx, Role::Chunks, Role::Inputs] {
        for extra in params.iter().filter(|param| param.role == role).skip(1) {
            let name = role_name(role);
            once = false;
            diag.push(
                Code::TwiceAsked,
                &extra.ty,
                format!("{} has one `{name}`: remove this one", rules.what),
            );
        }
    }
    once
}

fn output_sound(ty: &Type, sig: &Signature, diag: &mut Diag) -> bool {
    if types::mentions_impl(ty) {
        let hint = match (sig.asyncness, types::bare(ty)) {
            (None, Type::ImplTrait(_)) => "write `async fn` with the type of the output",
            _ => "name the type of the output instead of `impl ..`",
        };
        diag.push(Code::ImplTrait, ty, format!("the schema needs to know the type: {hint}"));
        return false;
    }
    // A lifetime of the function says nothing elsewhere; the borrow or the generics have been reported.
    sig.generics.params.is_empty() || !types::borrows(ty)
}

/// The associated type `Output`, with the caret of its errors on the user's type.
pub(crate) fn output_slot(shape: &Shape) -> Option<TokenStream> {
    let Some(ty) = &shape.output else { return Some(quote!(())) };
    if !shape.output_sound {
        return None;
    }
    if shape.is_fallible() { Some(ok_of(ty)) } else { Some(types::with_static(ty)) }
}

/// The result type that the function returns, and where it stands; `None` if it returns none.
pub(crate) fn result(shape: &Shape) -> Option<(TokenStream, (Span, Span))> {
    let ty = shape.output.as_ref().filter(|_| shape.is_fallible())?;
    Some((types::with_static(ty), types::ends(ty)))
}

/// `<Result<T> as Fallible>::Ok`, at the user's type.
fn ok_of(ty: &Type) -> TokenStream {
    member_of(&types::with_static(ty), "Fallible", "Ok", types::ends(ty))
}

/// `type Returned = ..;` for a kind of actions that return one type only.
pub(crate) fn returned(sig: &Signature, shape: &Shape) -> TokenStream {
    match (&sig.output, output_slot(shape).filter(|_| shape.callable)) {
        (_, None) => handle::member("Returned", &quote!(__Broken)),
        (ReturnType::Default, _) => {
            let place = sig.ident.span();
            handle::member("Returned", &quote_spanned!(place=> ()))
        }
        (ReturnType::Type(_, ty), Some(output)) => handle::member_at("Returned", &output, types::ends(ty)),
    }
}

/// `<Type as Trait>::member`, from the first to the last token of the user's type: there the compiler shows that the
/// type is not what it has to be, and says it once however often it is written.
pub(crate) fn member_of(ty: &TokenStream, of: &str, member: &str, (start, end): (Span, Span)) -> TokenStream {
    let (of, member) = (Ident::new(of, end), Ident::new(member, end));
    let open = quote_spanned!(start=> <);
    let close = quote_spanned!(end=> as __gk::#of>::#member);
    quote!(#open #ty #close)
}

/// Where the user's type of the output begins; the name of the function where there is none.
pub(crate) fn output_span(sig: &Signature) -> Span {
    match &sig.output {
        ReturnType::Default => sig.ident.span(),
        ReturnType::Type(_, ty) => types::ends(ty).0,
    }
}
