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

mod oracle;
mod program;
mod words;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use syn::LitStr;

use crate::prompt::disk::Disk;
use oracle::{is_mistake, meaning};
use program::{program, refused};
use words::{Random, WAYS, Word, edit, words};

/// Files in memory.
#[derive(Clone)]
pub(super) struct Files(BTreeMap<String, String>);

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
    pub(super) fn all() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("edits");
        let read = |entry: io::Result<std::fs::DirEntry>| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        };
        Self(std::fs::read_dir(folder).unwrap().map(read).collect())
    }
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

/// Each seed chooses other edits.
#[test]
fn the_build_catches_mistakes() {
    for (seed, wanted) in [(20_260_101, 1_000), (4_242, 250), (7, 250)] {
        the_build_catches(seed, wanted);
    }
}

fn the_build_catches(seed: u64, wanted: usize) {
    let files = Files::all();
    let names: Vec<String> = files.0.keys().filter(|name| !name.starts_with('_')).cloned().collect();
    let mut random = Random(seed);
    let (mut edits, mut harmless, mut refused_harmless) = (0, 0, Vec::new());
    let mut by_way: BTreeMap<(&str, Word), (usize, usize)> = BTreeMap::new();
    let mut missed = Vec::new();
    while edits < wanted {
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
    println!(
        "seed: {seed}, edits: {edits}, mistakes: {mistakes}, caught by the build: {caught} ({share:.1}%)"
    );
    println!("harmless edits: {harmless}, of these refused: {}", refused_harmless.len());
    refused_harmless.sort();
    refused_harmless.dedup();
    for ((way, word), (mistakes, caught)) in &by_way {
        println!("  {way} {word:?}: {caught} of {mistakes}");
    }
    missed.sort();
    missed.dedup();
    println!("missed: {missed:#?}\nrefused, and harmless: {refused_harmless:#?}");
    assert!(mistakes >= wanted / 2, "{mistakes} mistakes");
    assert!(share >= 95.0, "{share:.1}%");
}
