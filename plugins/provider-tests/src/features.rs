//! Which features a plugin's trials show: its row in `docs/providers.md`.

use std::fs;
use std::path::Path;

use libtest_mimic::{Failed, Trial};

/// A feature, and what the name of a trial that shows it contains.
const FEATURES: [(&str, &[&str]); 19] = [
    ("text", &["req.text", "resp.text", "real::text", "req.multi_text", "req.part_metadata"]),
    ("streams", &["stream::", "stream."]),
    ("tools", &["tool"]),
    ("structured output", &["json", "schema", "structured"]),
    ("thinking", &["think", "reason", "thought"]),
    ("media in", &["media", "image_in", "pdf"]),
    ("web search, citations", &["citation", "ground", "search"]),
    ("caching", &["cache_control", "cached", "caching"]),
    ("embeddings", &["embed", "vectors"]),
    ("pictures", &["imagen", "gpt-image", "image.", "dall-e"]),
    ("speech", &["tts", "speech"]),
    ("transcription", &["stt", "whisper", "transcri"]),
    ("video", &["veo"]),
    ("music", &["lyria"]),
    ("research", &["deep-research", "research", "antigravity"]),
    ("live", &["it::live::"]),
    ("files", &["it::files::"]),
    ("counting tokens", &["it::listing::tokens_are_counted"]),
    ("listing", &["/list", "models are listed"]),
];

/// The heading of the table.
const HEAD: &str = "| plugin | text |";

/// A trial that the row of this plugin claims nothing that no trial shows; `UPDATE=1` writes what they show.
pub(crate) fn trial(package: &'static str, trials: &[Trial]) -> Trial {
    let ran = trials.iter().filter(|trial| !trial.has_ignored_flag()).map(Trial::name);
    let (ran, beside): (Vec<&str>, _) = (ran.collect(), beside(package));
    let shown = |marks: &[&str]| {
        let shows = |mark: &str| match mark.starts_with("it::") {
            true => beside.iter().any(|name| name.starts_with(mark)),
            false => ran.iter().any(|name| name.contains(mark)),
        };
        marks.iter().any(|mark| shows(mark))
    };
    let cells = FEATURES.iter().map(|(_, marks)| if shown(marks) { " ✓ |" } else { " |" });
    let row = format!("| `{package}` |{}", cells.collect::<String>());
    Trial::test("features are listed", move || check(package, &row).map_err(Failed::from))
}

/// The tests that `cargo test` runs beside these: `it::files::a_file_is_kept`.
fn beside(package: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(package).join("tests/it");
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut names = Vec::new();
    for file in files.filter(|file| file.extension().is_some_and(|ending| ending == "rs")) {
        let text = fs::read_to_string(&file).unwrap_or_default();
        let module = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let lines: Vec<&str> = text.lines().collect();
        let tests = lines.windows(2).filter(|pair| pair[0].starts_with("#[") && pair[0].contains("test"));
        let name = |line: &str| Some(line.split_once("fn ")?.1.split('(').next()?.to_owned());
        names.extend(tests.filter_map(|pair| Some(format!("it::{module}::{}", name(pair[1])?))));
    }
    names
}

fn check(package: &str, row: &str) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/providers.md");
    let text = fs::read_to_string(&path).map_err(|e| e.to_string())?;
    let mine = format!("| `{package}` |");
    let claimed = text.lines().find(|line| line.starts_with(&mine));
    if std::env::var_os("UPDATE").is_none() {
        let pairs = claimed.into_iter().flat_map(|claimed| claimed.split('|').zip(row.split('|')));
        let odd = pairs.filter(|(claimed, shown)| claimed.contains('✓') && !shown.contains('✓')).count();
        let told = format!("docs/providers.md claims {odd} features of {package} that no test shows");
        return if odd == 0 { Ok(()) } else { Err(told) };
    }
    let named: String = FEATURES.iter().map(|(name, _)| format!(" {name} |")).collect();
    let rule: String = FEATURES.iter().map(|_| " --- |").collect();
    let (mut before, mut rows, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for line in text.lines() {
        match line {
            _ if line.starts_with(HEAD) || line.starts_with("| --- | --- | --- | --- |") => {}
            _ if line.starts_with(&mine) => {}
            _ if line.starts_with("| `genkit-") => rows.push(line.to_owned()),
            _ if line == "<!-- features -->"
                || after.is_empty() && !before.contains(&"<!-- features -->") =>
            {
                before.push(line)
            }
            _ => after.push(line),
        }
    }
    rows.push(row.to_owned());
    rows.sort();
    let table = [format!("| plugin |{named}"), format!("| --- |{rule}")].into_iter().chain(rows);
    let lines =
        before.into_iter().map(str::to_owned).chain(table).chain(after.into_iter().map(str::to_owned));
    fs::write(&path, lines.collect::<Vec<_>>().join("\n") + "\n").map_err(|e| e.to_string())
}
