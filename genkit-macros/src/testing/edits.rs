//! Random edits of prompt files: how many mistakes the build catches.
//!
//! Twenty files, and the structs and enums that a program declares for them. An edit renames, drops, retypes or misspells
//! one of the words that a file and its program share: names and types of schemas, words of enums, defaults, tools,
//! fields of the front matter, variables, helpers, blocks, partials, roles. Values that only run time knows (the name of
//! the model, its configuration) and prose are left alone.
//!
//! Whether an edit is a mistake is found out by running: the inputs that the program's types can hold are checked against
//! the edited schema and rendered by the engine, the answers that the edited schema allows are read as the program's
//! types. What the build says has no part in it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use genkit_dotprompt::{Data, Environment, Message, Prompt, Schemas};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;
use serde_json::{Map, Value, json};
use syn::LitStr;

use super::messages;
use crate::prompt::disk::Disk;
use crate::prompt::on_item_with;

/// Files in memory.
#[derive(Clone)]
struct Files(BTreeMap<String, String>);

impl Disk for Files {
    fn package(&self) -> PathBuf {
        "/package".into()
    }

    fn beside(&self, _: &LitStr) -> Option<PathBuf> {
        None
    }

    fn read(&self, path: &Path) -> io::Result<String> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        self.0.get(name).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn prompts(&self, folder: &Path) -> Vec<PathBuf> {
        self.0.keys().map(|name| folder.join(name)).collect()
    }
}

impl Files {
    fn all() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("edits");
        let read = |entry: io::Result<std::fs::DirEntry>| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        };
        Self(std::fs::read_dir(folder).unwrap().map(read).collect())
    }
}

/// What a file means to its program.
struct Meaning {
    input: Option<Value>,
    output: Option<Value>,
    tools: Vec<String>,
    /// The fields that go into the call as they are.
    call: Value,
    prompt: Prompt,
}

fn meaning(text: &str) -> Option<Meaning> {
    let prompt = Prompt::parse(text).ok()?;
    let front = prompt.front_matter().clone();
    let input = front.input_schema(Schemas::None).ok()?;
    let output = front.output_schema(Schemas::None).ok()?;
    let mut tools = front.tools.clone();
    tools.sort();
    let call = json!({
        "model": front.model, "config": front.config, "choice": front.tool_choice, "turns": front.max_turns,
        "format": front.output_format(), "description": front.description,
    });
    Some(Meaning { input, output, tools, call, prompt })
}

/// A value that a schema allows: with all that may be left out, or without.
fn instance(schema: &Value, whole: bool) -> Value {
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return if whole { words.last() } else { words.first() }.cloned().unwrap_or_default();
    }
    let kind = match &schema["type"] {
        Value::Array(several) => several.first().and_then(Value::as_str).unwrap_or("any"),
        one => one.as_str().unwrap_or("any"),
    };
    match kind {
        "string" => json!(if whole { "some text" } else { "word" }),
        "integer" => json!(7),
        "number" => json!(2.5),
        "boolean" => json!(whole),
        "null" => Value::Null,
        "array" => json!([instance(&schema["items"], whole), instance(&schema["items"], whole)]),
        "object" => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let members = schema["properties"].as_object().into_iter().flatten();
            let given = members.map(|(name, declared)| {
                let absent = !whole && !required.contains(&json!(name));
                (name.clone(), if absent { Value::Null } else { instance(declared, whole) })
            });
            Value::Object(given.collect())
        }
        _ => json!({"any": ["thing"]}),
    }
}

/// Whether a schema allows a value; `open` lets further members pass, as reading does.
fn allows(schema: &Value, value: &Value, open: bool) -> bool {
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return words.contains(value);
    }
    let of_type = |kind: &str| match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "array" => value
            .as_array()
            .is_some_and(|items| items.iter().all(|item| allows(&schema["items"], item, open))),
        "object" => value.as_object().is_some_and(|members| object(schema, members, open)),
        _ => true,
    };
    match &schema["type"] {
        Value::String(one) => of_type(one),
        Value::Array(several) => several.iter().filter_map(Value::as_str).any(of_type),
        _ => true,
    }
}

fn object(schema: &Value, members: &Map<String, Value>, open: bool) -> bool {
    let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let properties = schema["properties"].as_object().cloned().unwrap_or_default();
    let mut present = required.into_iter().map(|name| members.contains_key(name));
    present.all(|there| there)
        && members.iter().all(|(name, value)| match properties.get(name) {
            Some(declared) => allows(declared, value, open),
            None => open || schema["additionalProperties"] != json!(false),
        })
}

fn rendered(meaning: &Meaning, files: &Files, input: &Value) -> Option<Vec<Message>> {
    let mut environment = Environment::new();
    for (name, text) in &files.0 {
        if let Some(partial) = name.strip_prefix('_') {
            environment.define_partial(partial.trim_end_matches(".prompt"), text).ok()?;
        }
    }
    let earlier = [Message::new(genkit_dotprompt::Role::User, vec![genkit_dotprompt::Part::text("earlier")])];
    Some(environment.render(&meaning.prompt, &Data::new(input)).ok()?.to_messages(&earlier))
}

/// Whether the edited file fails its program, by running both.
fn is_mistake(before: &Meaning, files: &Files, edited: &Files, name: &str) -> bool {
    let Some(after) = meaning(&edited.0[name]) else { return true };
    if after.tools != before.tools || after.call != before.call {
        return true;
    }
    let Some(schema) = &before.input else { return false };
    let Some(now) = &after.input else { return true };
    // A default for what there is not, or of another type, is none.
    let defaults = after.prompt.front_matter().input_default().into_iter().flatten();
    if !defaults.into_iter().all(|(name, value)| {
        allows(&now["properties"][name], value, false) && !now["properties"][name].is_null()
    }) {
        return true;
    }
    for whole in [true, false] {
        let input = instance(schema, whole);
        let (was, is) = (rendered(before, files, &input), rendered(&after, edited, &input));
        if !allows(now, &input, false) || is.is_none() || was != is {
            return true;
        }
    }
    match (&before.output, &after.output) {
        (None, None) => false,
        // Answers come as the edited schema says, and are read as the type that the program has.
        (Some(read), Some(said)) => {
            [true, false].iter().any(|whole| !allows(read, &left_out(&instance(said, *whole)), true))
        }
        _ => true,
    }
}

/// A model leaves out what it has nothing to say of.
fn left_out(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let said = members.iter().filter(|(_, value)| !value.is_null());
            Value::Object(said.map(|(name, value)| (name.clone(), left_out(value))).collect())
        }
        Value::Array(items) => items.iter().map(left_out).collect(),
        other => other.clone(),
    }
}

/// The items that a program declares for a file: options of `#[prompt_file]`, and the item.
fn program(name: &str, before: &Meaning) -> Vec<(TokenStream, TokenStream)> {
    let path = format!("edits/{name}");
    let mut items = Vec::new();
    let handles = before.tools.iter().map(|tool| Ident::new(tool, Span::call_site()));
    let tools = (!before.tools.is_empty()).then(|| quote!(, tools = [#(#handles),*]));
    let options = quote!(#path #tools);
    declare(before.input.as_ref().expect("an input"), "Input", "input", &path, Some(options), &mut items);
    if let Some(output) = &before.output {
        declare(output, "Output", "output", &path, None, &mut items);
    }
    items
}

/// The type for a schema; objects and enums become items.
fn declare(
    schema: &Value,
    ty: &str,
    at: &str,
    path: &str,
    options: Option<TokenStream>,
    items: &mut Vec<(TokenStream, TokenStream)>,
) -> TokenStream {
    let ident = Ident::new(ty, Span::call_site());
    let options = options.unwrap_or_else(|| quote!(#path, at = #at));
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let variants = words.iter().filter_map(Value::as_str).map(|word| {
            let variant = Ident::new(&capital(word), Span::call_site());
            quote!(#[serde(rename = #word)] #variant)
        });
        items.push((options, quote!(enum #ident { #(#variants),* })));
        return quote!(#ident);
    }
    match schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or_default() {
        "string" => quote!(String),
        "integer" => quote!(i64),
        "number" => quote!(f64),
        "boolean" => quote!(bool),
        "array" => {
            let item = declare(&schema["items"], ty, at, path, None, items);
            quote!(Vec<#item>)
        }
        "object" => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let mut fields = Vec::new();
            for (name, declared) in schema["properties"].as_object().expect("properties") {
                let (below, inside) = (format!("{ty}{}", capital(name)), format!("{at}.{name}"));
                let inner = declare(declared, &below, &inside, path, None, items);
                let field = Ident::new(name, Span::call_site());
                let optional = !required.contains(&json!(name));
                fields.push(if optional { quote!(#field: Option<#inner>) } else { quote!(#field: #inner) });
            }
            items.push((options, quote!(struct #ident { #(#fields),* })));
            quote!(#ident)
        }
        other => panic!("no type for {other}"),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// What the build says of the items with this file: errors of the macro, and what the compiler would refuse of the
/// constants that it writes.
fn refused(items: &[(TokenStream, TokenStream)], files: &Files) -> Vec<String> {
    let mut told = Vec::new();
    for (options, item) in items {
        let expansion = on_item_with(options, item, files);
        told.extend(messages(&expansion));
        told.extend(constants(&expansion).into_iter().filter(|constant| !holds(constant)));
    }
    told
}

/// The constants without a name, each as text without white space.
fn constants(tokens: &TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    let mut statement = String::new();
    for token in tokens.clone() {
        match &token {
            TokenTree::Group(group) if statement.ends_with("const_:()=") => {
                found.extend(constants(&group.stream()));
                statement.clear();
            }
            TokenTree::Group(group)
                if !group.stream().is_empty() && group.delimiter() == proc_macro2::Delimiter::Brace =>
            {
                statement.clear();
            }
            TokenTree::Punct(end) if end.as_char() == ';' => {
                if let Some(at) = statement.find("const_:()=") {
                    found.push(statement[at + "const_:()=".len()..].to_owned());
                }
                statement.clear();
            }
            other => statement.extend(other.to_string().chars().filter(|c| !c.is_whitespace())),
        }
    }
    found
}

/// Whether the compiler accepts a constant: what a type is written as, and whether a tool has a name.
fn holds(constant: &str) -> bool {
    if let Some(asked) = constant.strip_prefix("__gk::pico::") {
        let (kind, ty) = asked.trim_end_matches(">()").split_once("::<").expect("a type");
        return written_as(kind, ty);
    }
    if let Some(asked) = constant.strip_prefix("::core::assert!") {
        let (condition, _) = asked.rsplit_once(',').expect("a message");
        return condition.split("||").skip(1).any(|same| {
            let (handle, name) =
                same.split_once("ToolOf::<").expect("a handle").1.split_once(">::is(").expect("a name");
            name.trim_matches(['"', ')']) == handle
        });
    }
    panic!("a constant of another form: {constant}");
}

/// The table of the runtime's traits, for the types that the programs here have.
fn written_as(kind: &str, ty: &str) -> bool {
    if let Some(list) = ty.strip_prefix('<') {
        let list = list.strip_suffix("as__gk::PicoArray>::Item").expect("a list");
        let item = list.strip_prefix("Vec<").and_then(|item| item.strip_suffix('>'));
        return item.is_some_and(|item| written_as(kind, item));
    }
    match ty {
        "String" => matches!(kind, "string" | "words"),
        "i64" => matches!(kind, "integer" | "number"),
        "f64" => matches!(kind, "number" | "float"),
        "bool" => kind == "boolean",
        list if list.starts_with("Vec<") => kind == "list",
        // A struct or an enum of the program: which of them is told by what it is called here.
        own => match kind {
            "object" => !is_enum(own),
            "words" => is_enum(own),
            _ => false,
        },
    }
}

fn is_enum(ty: &str) -> bool {
    ["Mood", "Kind", "Level", "Team", "Language", "Rhyme", "Mode", "Currency"]
        .iter()
        .any(|name| ty.ends_with(name))
}

/// Random numbers that are always the same.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % end.max(1) as u64).expect("small")
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// A word that file and program share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Word {
    Field,
    Property,
    Type,
    Form,
    EnumWord,
    Default,
    Tool,
    Variable,
    Helper,
    Block,
    Partial,
    Role,
}

/// The words of a file with their places.
fn words(text: &str) -> Vec<(Word, std::ops::Range<usize>)> {
    let mut found = Vec::new();
    let body = text[4..].find("\n---\n").expect("front matter") + 9;
    let mut slots: Vec<(usize, String)> = Vec::new();
    let mut start = 4;
    for line in text[4..body - 4].lines() {
        let indent = line.len() - line.trim_start().len();
        slots.retain(|(depth, _)| *depth < indent);
        let at = start + indent;
        let trimmed = line.trim_start();
        let inside = |name: &str| slots.iter().any(|(_, slot)| slot == name);
        if let Some(tool) = trimmed.strip_prefix("- ") {
            found.push((Word::Tool, at + 2..at + 2 + tool.len()));
        } else if let Some(colon) = trimmed.find(':') {
            let key = &trimmed[..colon];
            let name = key.split(['?', '(']).next().unwrap_or_default();
            if inside("config") {
                // A configuration is the model's own.
            } else if inside("default") {
                found.push((Word::Default, at..at + name.len()));
            } else if inside("schema") {
                found.push((Word::Property, at..at + name.len()));
                schema_words(key, &trimmed[colon + 1..], at, at + colon + 1, &mut found);
            } else {
                found.push((Word::Field, at..at + name.len()));
            }
            slots.push((indent, name.to_owned()));
        }
        start += line.len() + 1;
    }
    template_words(text, body, &mut found);
    found
}

fn schema_words(
    key: &str,
    value: &str,
    at: usize,
    after: usize,
    found: &mut Vec<(Word, std::ops::Range<usize>)>,
) {
    if let Some(open) = key.find('(') {
        let form = key[open + 1..].split([',', ')']).next().unwrap_or_default();
        found.push((Word::Form, at + open + 1..at + open + 1 + form.len()));
    }
    let trimmed = value.trim_start();
    let start = after + value.len() - trimmed.len();
    if let Some(list) = trimmed.strip_prefix('[') {
        let mut at = start + 1;
        for word in list.trim_end_matches(']').split(", ") {
            found.push((Word::EnumWord, at..at + word.len()));
            at += word.len() + 2;
        }
    } else if !trimmed.is_empty() {
        let ty = trimmed.split(',').next().unwrap_or_default();
        found.push((Word::Type, start..start + ty.len()));
    }
}

fn template_words(text: &str, body: usize, found: &mut Vec<(Word, std::ops::Range<usize>)>) {
    let mut from = body;
    while let Some(open) = text[from..].find("{{") {
        let start = from + open + 2;
        let end = start + text[start..].find("}}").expect("an end");
        let mut at = start;
        let mut first = true;
        for piece in text[start..end].split(' ') {
            let sigil = piece.len() - piece.trim_start_matches(['#', '/', '>']).len();
            let (word, place) = (&piece[sigil..], at + sigil);
            let named = word.split_once('=');
            let kind = match (piece.chars().next(), first) {
                (Some('#' | '/'), true) if word != "else" => Some(Word::Block),
                (Some('>'), _) => None,
                _ if word == "else" || word.starts_with('@') || word.is_empty() => None,
                _ if text[start..end].starts_with('>') => Some(Word::Partial),
                _ if first && ["role", "json", "media", "history"].contains(&word) => Some(Word::Helper),
                _ if word.starts_with('"') => text[start..end].starts_with("role").then_some(Word::Role),
                _ => Some(Word::Variable),
            };
            let (skip, word) = match (named, kind) {
                (Some((name, value)), Some(Word::Variable)) => (name.len() + 1, value),
                _ if kind == Some(Word::Role) => (1, word.trim_matches('"')),
                _ => (0, word),
            };
            if let Some(kind) = kind
                && !["this", ".."].contains(&word)
            {
                found.push((kind, place + skip..place + skip + word.len()));
            }
            at += piece.len() + 1;
            first = false;
        }
        from = end + 2;
    }
}

const WAYS: [&str; 4] = ["rename", "drop", "retype", "misspell"];

/// Edits one word. `None` if that way of editing has no meaning for it.
fn edit(
    text: &str,
    way: &str,
    word: Word,
    place: std::ops::Range<usize>,
    random: &mut Random,
) -> Option<String> {
    let old = &text[place.clone()];
    let new = match (way, word) {
        (
            "rename",
            Word::Property | Word::Variable | Word::EnumWord | Word::Tool | Word::Partial | Word::Default,
        ) => {
            format!("{}{}", random.pick(&["other", "final", "my"]), capital(old))
        }
        ("rename", Word::Role) => (*random.pick(&["assistant", "human", "developer"])).to_owned(),
        ("retype", Word::Type) => {
            (*random.pick(&["string", "integer", "number", "boolean", "null", "any"])).to_owned()
        }
        ("retype", Word::Form) => (*random.pick(&["array", "object", "enum"])).to_owned(),
        // Of what is optional it is required, and the other way round.
        ("retype", Word::Property) => {
            let after = &text[place.end..];
            return Some(match after.strip_prefix('?') {
                Some(rest) => format!("{}{rest}", &text[..place.end]),
                None => format!("{}?{after}", &text[..place.end]),
            });
        }
        ("drop", Word::Property | Word::Tool | Word::Default) => {
            return Some(without_line(text, place.start));
        }
        ("drop", Word::EnumWord) => {
            let after = text[place.end..].strip_prefix(", ").map(|_| place.end + 2);
            return Some(format!("{}{}", &text[..place.start], &text[after.unwrap_or(place.end)..]));
        }
        ("drop", Word::Block) => {
            let (open, end) =
                (text[..place.start].rfind("{{")?, place.end + text[place.end..].find("}}")? + 2);
            return Some(format!("{}{}", &text[..open], &text[end..]));
        }
        ("misspell", _) => misspelt(old, random)?,
        _ => return None,
    };
    (new != old).then(|| format!("{}{new}{}", &text[..place.start], &text[place.end..]))
}

/// Without the line, and what is indented below it.
fn without_line(text: &str, at: usize) -> String {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let depth = |line: &str| line.len() - line.trim_start().len();
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next().unwrap_or_default();
    let mut end = start + first.len();
    for line in lines.take_while(|line| depth(line) > depth(first)) {
        end += line.len();
    }
    format!("{}{}", &text[..start], &text[end..])
}

fn misspelt(word: &str, random: &mut Random) -> Option<String> {
    let mut letters: Vec<char> = word.chars().collect();
    if letters.len() < 3 {
        return None;
    }
    let at = 1 + random.below(letters.len() - 2);
    match random.below(4) {
        0 => letters.swap(at, at + 1),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = *random.pick(&['a', 'e', 'o', 's', 'x']),
    }
    Some(letters.into_iter().collect())
}

#[test]
fn the_files_as_they_are_are_accepted() {
    let files = Files::all();
    let names: Vec<&String> = files.0.keys().filter(|name| !name.starts_with('_')).collect();
    assert_eq!(names.len(), 20);
    for name in names {
        let before = meaning(&files.0[name]).expect("a file without faults");
        assert_eq!(refused(&program(name, &before), &files), Vec::<String>::new(), "{name}");
        assert!(!is_mistake(&before, &files, &files, name), "{name}");
    }
}

#[test]
fn the_build_catches_mistakes() {
    let files = Files::all();
    let names: Vec<String> = files.0.keys().filter(|name| !name.starts_with('_')).cloned().collect();
    let mut random = Random(20_260_101);
    let (mut edits, mut harmless, mut refused_harmless) = (0, 0, Vec::new());
    let mut by_way: BTreeMap<(&str, Word), (usize, usize)> = BTreeMap::new();
    let mut missed = Vec::new();
    while edits < 1000 {
        let name = random.pick(&names).clone();
        let text = &files.0[&name];
        let (word, place) = random.pick(&words(text)).clone();
        let way = *random.pick(&WAYS);
        let Some(edited) = edit(text, way, word, place.clone(), &mut random) else { continue };
        edits += 1;
        let before = meaning(text).expect("a file without faults");
        let mut after = files.clone();
        after.0.insert(name.clone(), edited);
        let told = refused(&program(&name, &before), &after);
        if !is_mistake(&before, &files, &after, &name) {
            harmless += 1;
            if !told.is_empty() {
                refused_harmless.push(format!("{name}: {way} {word:?} `{}`: {}", &text[place], told[0]));
            }
            continue;
        }
        let (mistakes, caught) = by_way.entry((way, word)).or_default();
        *mistakes += 1;
        if told.is_empty() {
            missed.push(format!("{name}: {way} {word:?} `{}`", &text[place]));
        } else {
            *caught += 1;
        }
    }
    let mistakes: usize = by_way.values().map(|(mistakes, _)| mistakes).sum();
    let caught: usize = by_way.values().map(|(_, caught)| caught).sum();
    let share = 100.0 * caught as f64 / mistakes as f64;
    println!("edits: {edits}, mistakes: {mistakes}, caught by the build: {caught} ({share:.1}%)");
    println!("harmless edits: {harmless}, of these refused: {}", refused_harmless.len());
    refused_harmless.sort();
    refused_harmless.dedup();
    for ((way, word), (mistakes, caught)) in &by_way {
        println!("  {way} {word:?}: {caught} of {mistakes}");
    }
    missed.sort();
    missed.dedup();
    println!("missed: {missed:#?}\nrefused, and harmless: {refused_harmless:#?}");
    assert!(mistakes >= 500, "{mistakes} mistakes");
    assert!(share >= 95.0, "{share:.1}%");
}
