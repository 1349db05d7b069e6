//! Dotprompt's own suite, one trial a case. It stands beside the project and is never edited.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use genkit_dotprompt::{Data, Environment, Message, Prompt, Schemas};
use libtest_mimic::{Failed, Trial};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize, Clone)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Suite {
    name: String,
    template: String,
    #[serde(default)]
    data: Map<String, Value>,
    #[serde(default)]
    schemas: Map<String, Value>,
    #[serde(default)]
    resolver_schemas: Map<String, Value>,
    #[serde(default)]
    partials: BTreeMap<String, String>,
    #[serde(default)]
    resolver_partials: BTreeMap<String, String>,
    tests: Vec<Case>,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(default)]
    desc: String,
    #[serde(default)]
    data: Map<String, Value>,
    #[serde(default)]
    options: Map<String, Value>,
    expect: Map<String, Value>,
}

pub(crate) fn trials() -> Vec<Trial> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared");
    let shared = std::env::var_os("GENKIT_SHARED").map_or(root, PathBuf::from);
    let folder = shared.join("conformance/specs/dotprompt");
    if !folder.is_dir() {
        let name = "witness::(no shared/conformance/specs/dotprompt beside the project; set GENKIT_SHARED)";
        return vec![Trial::test(name, || Ok(())).with_ignored_flag(true)];
    }
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files.sort();
    files.iter().flat_map(|file| file_trials(&folder, file)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            files.push(path);
        }
    }
}

fn file_trials(folder: &Path, file: &Path) -> Vec<Trial> {
    let name = file.strip_prefix(folder).unwrap().with_extension("").display().to_string();
    let suites: Vec<Suite> = match serde_norway::from_str(&std::fs::read_to_string(file).unwrap()) {
        Ok(suites) => suites,
        Err(error) => {
            // A file that cannot be read is a failure, not nothing to do.
            let message = error.to_string();
            return vec![Trial::test(format!("witness::{name}"), move || Err(message.into()))];
        }
    };
    let cases = suites.into_iter().flat_map(|suite| {
        let cases = suite.tests.clone();
        cases.into_iter().map(move |case| (suite.clone(), case))
    });
    cases
        .map(|(suite, case)| {
            let name = format!("witness::{name}::{}::{}", suite.name, case.desc);
            Trial::test(name, move || run(&suite, &case))
        })
        .collect()
}

fn run(suite: &Suite, case: &Case) -> Result<(), Failed> {
    let prompt = Prompt::parse(&suite.template)?;
    let mut env = Environment::new();
    for (name, source) in &suite.partials {
        env.define_partial(name, source)?;
    }
    env.partials_mut().load(prompt.template(), |name| suite.resolver_partials.get(name).cloned())?;
    let resolve = |name: &str| suite.schemas.get(name).or_else(|| suite.resolver_schemas.get(name)).cloned();

    let mut data = suite.data.clone();
    data.extend(case.data.clone());
    let empty = Map::new();
    let member = |name: &str| data.get(name).cloned().unwrap_or_default();
    let messages: Vec<Message> = serde_json::from_value(data.get("messages").cloned().unwrap_or(json!([])))?;
    let docs = member("docs").as_array().cloned().unwrap_or_default();
    let input = member("input");
    let defaults =
        case.options.get("input").and_then(|input| input.get("default")).and_then(Value::as_object);
    let values = Data::new(&input)
        .context(data.get("context").and_then(Value::as_object).unwrap_or(&empty))
        .defaults(defaults.unwrap_or(&empty))
        .messages(&messages)
        .docs(&docs);

    let mut rendered = prompt.front_matter().resolve(Schemas::From(&resolve))?;
    rendered["messages"] = serde_json::to_value(env.render(&prompt, &values)?.to_messages(&messages))?;
    let mut expected = with_bases(case.expect.clone());
    let raw = expected.remove("raw");
    expected.remove("input");
    compare("rendered", pruned(&rendered, &["raw", "input"]), expected)?;
    if let Some(raw) = raw {
        compare("raw", prompt.front_matter().raw.clone(), raw.as_object().cloned().unwrap_or_default())?;
    }

    let metadata =
        prompt.front_matter().with(&case.options.clone().into())?.resolve(Schemas::From(&resolve))?;
    let mut expected = with_bases(case.expect.clone());
    expected.remove("raw");
    expected.remove("messages");
    compare("metadata", pruned(&metadata, &["raw"]), expected)
}

/// What is always there, if only empty.
fn with_bases(mut expected: Map<String, Value>) -> Map<String, Value> {
    for key in ["ext", "config", "metadata"] {
        expected.entry(key).or_insert(json!({}));
    }
    expected
}

fn pruned(value: &Value, keys: &[&str]) -> Map<String, Value> {
    let mut members = value.as_object().cloned().unwrap_or_default();
    members.retain(|key, _| !keys.contains(&key.as_str()));
    members
}

fn compare(what: &str, found: Map<String, Value>, expected: Map<String, Value>) -> Result<(), Failed> {
    if found == expected {
        return Ok(());
    }
    let text = |members: Map<String, Value>| serde_json::to_string_pretty(&members).unwrap();
    Err(format!("{what}: expected\n{}\nfound\n{}", text(expected), text(found)).into())
}
