//! The check of a prompt file: all that can be wrong with it, at the literal that names it.

use genkit_dotprompt::{Checker, DiagnosticKind, Error, ErrorKind, Partials, Position, Prompt, Schemas};
use serde_json::{Value, json};
use syn::LitStr;

use super::args::Options;
use super::defaults;
use super::disk::{Disk, Place, partial};
use super::tools;
use crate::errors::{Code, Diag, did_you_mean, one_of};

/// What begins the reference to a schema that the user's type stands for.
pub(crate) const NAMED: &str = "genkit:schema:";

/// A prompt file without faults.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) place: Place,
    pub(crate) name: String,
    pub(crate) prompt: Prompt,
    pub(crate) input: Option<Value>,
    pub(crate) output: Option<Value>,
    /// The partials that it uses.
    pub(crate) partials: Vec<(String, Place)>,
    /// False if there are faults: then only its types are fit to be used.
    pub(crate) sound: bool,
}

/// Notes faults of one file, each at the literal.
pub(crate) struct Faults<'a> {
    pub(crate) literal: &'a LitStr,
    pub(crate) diag: &'a mut Diag,
    found: usize,
}

impl Faults<'_> {
    /// `prompts/menu.prompt:3:14: what is wrong [GK0063]`.
    pub(crate) fn push(&mut self, code: Code, written: &str, position: Option<Position>, message: &str) {
        let at = position.unwrap_or(Position::START);
        self.found += 1;
        self.diag.push(code, self.literal, format!("{written}:{at}: {message}"));
    }
}

/// Reads and checks the file. `None` if it does not even say what its types are; faults are noted.
pub(crate) fn check(
    literal: &LitStr,
    options: &Options,
    disk: &dyn Disk,
    diag: &mut Diag,
) -> Option<Checked> {
    let place = Place::find(literal, disk);
    let mut faults = Faults { literal, diag, found: 0 };
    let text = match disk.read(&place.path) {
        Ok(text) => text,
        Err(error) => {
            let message = format!(
                "{}: the file cannot be read: {}; paths begin at the folder of the package's Cargo.toml",
                place.written,
                reason(&error)
            );
            faults.diag.push(Code::PromptNotFound, literal, message);
            return None;
        }
    };
    file(place, &text, options, disk, &mut faults)
}

/// What went wrong, without what the machine says of it.
fn reason(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::NotFound => "it is not there",
        std::io::ErrorKind::InvalidData => "it is no text in UTF-8",
        std::io::ErrorKind::PermissionDenied => "reading it is not permitted",
        _ => "it is no file",
    }
}

pub(crate) fn faults<'a>(literal: &'a LitStr, diag: &'a mut Diag) -> Faults<'a> {
    Faults { literal, diag, found: 0 }
}

/// Checks the text of a file.
pub(crate) fn file(
    place: Place,
    text: &str,
    options: &Options,
    disk: &dyn Disk,
    faults: &mut Faults<'_>,
) -> Option<Checked> {
    let before = faults.found;
    let prompt = match Prompt::parse(text) {
        Ok(prompt) => prompt,
        Err(error) => {
            faults.push(code_of(&error), &place.written, error.position(), error.message());
            return None;
        }
    };
    let (partials, used) = load(&place, &prompt, disk, faults);
    let types: Vec<String> = options.schemas.iter().filter_map(last).collect();
    let known = |name: &str| {
        types.iter().any(|known| known == name).then(|| json!({"$ref": format!("{NAMED}{name}")}))
    };
    let schemas = if options.loose { Schemas::Any } else { Schemas::From(&known) };
    let mut checker = Checker::new(&partials).schemas(schemas);
    for helper in &options.helpers {
        checker = checker.helper(helper);
    }
    // A partial that cannot be read would be told of as missing, too.
    let readable = faults.found == before;
    for found in checker.check(&prompt) {
        if !readable && found.kind == DiagnosticKind::UnknownPartial {
            continue;
        }
        let written = found
            .partial
            .as_ref()
            .and_then(|name| Some(used.iter().find(|(known, _)| known == name)?.1.written.as_str()));
        let (code, hint) = match found.kind {
            DiagnosticKind::UndeclaredVariable => (Code::PromptVariable, String::new()),
            DiagnosticKind::UnknownHelper => {
                let none = options.helpers.is_empty() && !found.message.contains("did you mean");
                let hint = "; helpers of your own are told by `helpers = [\"shout\"]`";
                (Code::PromptHelper, if none { hint.to_owned() } else { String::new() })
            }
            DiagnosticKind::HelperMisuse => (Code::PromptHelper, String::new()),
            DiagnosticKind::UnknownPartial | DiagnosticKind::EndlessPartial => {
                (Code::PromptPartial, String::new())
            }
            DiagnosticKind::Schema => (Code::PromptSchema, schema_hint(&found.message, &types)),
            _ => (Code::PromptField, String::new()),
        };
        let at = Some(Position { line: found.line, column: found.column });
        faults.push(code, written.unwrap_or(&place.written), at, &format!("{}{hint}", found.message));
    }
    fields(&place, &prompt, faults);
    let front = prompt.front_matter();
    let input = front.input_schema(schemas).ok();
    let output = front.output_schema(schemas).ok();
    let (Some(input), Some(output)) = (input, output) else { return None };
    if faults.found == before {
        defaults::check(&place, &prompt, input.as_ref(), faults);
        defaults::format(&place, &prompt, output.as_ref(), faults);
    }
    if !options.loose && options.at.is_none() {
        tools::check(&place, &prompt, options, faults);
    }
    let name = options.name.as_ref().map_or_else(|| place.name(), LitStr::value);
    let sound = faults.found == before;
    Some(Checked { place, name, prompt, input, output, partials: used, sound })
}

fn code_of(error: &Error) -> Code {
    match error.kind() {
        ErrorKind::Picoschema | ErrorKind::UnknownSchema => Code::PromptSchema,
        ErrorKind::FrontMatter => Code::PromptField,
        _ => Code::PromptSyntax,
    }
}

fn schema_hint(message: &str, types: &[String]) -> String {
    const SCALARS: [&str; 6] = ["any", "boolean", "integer", "null", "number", "string"];
    let unknown = message.split('\'').nth(1).unwrap_or_default();
    let words: Vec<&str> = SCALARS.iter().copied().chain(types.iter().map(String::as_str)).collect();
    if !message.contains("could not find schema") {
        return String::new();
    }
    match did_you_mean(unknown, &words) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => format!("; a type of your own is told by `schemas = [{unknown}]`"),
    }
}

fn last(path: &syn::Path) -> Option<String> {
    Some(syn::ext::IdentExt::unraw(&path.segments.last()?.ident).to_string())
}

/// The partials that the prompt uses, and the names of all others, so that a misspelt one is told.
fn load(
    place: &Place,
    prompt: &Prompt,
    disk: &dyn Disk,
    faults: &mut Faults<'_>,
) -> (Partials, Vec<(String, Place)>) {
    let mut partials = Partials::new();
    let mut used: Vec<(String, Place)> = Vec::new();
    let mut there: Option<Vec<Place>> = None;
    let mut find = |name: &str| {
        let there = there.get_or_insert_with(|| {
            let files = disk.prompts(&place.root()).into_iter();
            files.filter(|path| partial(path).is_some()).map(|path| place.sibling(path)).collect()
        });
        let found = there.iter().find(|file| partial(&file.path) == Some(name))?;
        used.push((name.to_owned(), found.clone()));
        disk.read(&found.path).ok()
    };
    let missing = match partials.load(prompt.template(), &mut find) {
        Ok(missing) => missing,
        Err(error) => {
            let within = error.partial().and_then(|name| used.iter().find(|(known, _)| known == name));
            let written = within.map_or(&place.written, |(_, file)| &file.written);
            faults.push(Code::PromptSyntax, written, error.position(), error.message());
            // The rest of the checks would tell of the partial as missing.
            used.clear();
            return (partials, used);
        }
    };
    if !missing.is_empty() {
        for file in there.into_iter().flatten() {
            if let (Some(name), Ok(text)) = (partial(&file.path), disk.read(&file.path))
                && partials.get(name).is_none()
            {
                // One that cannot be read is not this prompt's fault.
                let _ = partials.define(name, &text);
            }
        }
    }
    (partials, used)
}

/// Fields of the front matter below the top, and those with a few values.
fn fields(place: &Place, prompt: &Prompt, faults: &mut Faults<'_>) {
    const INSIDE: [(&str, &[&str]); 2] = [
        ("input", &["schema", "default"]),
        ("output", &["schema", "format", "contentType", "constrained", "instructions"]),
    ];
    let front = prompt.front_matter();
    for (slot, known) in INSIDE {
        let Some(Value::Object(members)) = front.raw.get(slot) else { continue };
        for name in members.keys().filter(|name| !known.contains(&name.as_str())) {
            let hint = match did_you_mean(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there are {}", one_of(known)),
            };
            let message = format!("`{slot}` has no field `{name}`; {hint}");
            faults.push(Code::PromptField, &place.written, front.position(&[slot, name]), &message);
        }
    }
    const CHOICES: &[&str] = &["auto", "required", "none"];
    if let Some(choice) = front.tool_choice.as_deref().filter(|choice| !CHOICES.contains(choice)) {
        let message = format!("`toolChoice` is {}, not `{choice}`", one_of(CHOICES));
        faults.push(Code::PromptField, &place.written, front.position(&["toolChoice"]), &message);
    }
}
