//! Which features the tests of a plugin showed: its row in `docs/providers.md`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::shared::target;

/// A feature, and what the name of a trial that shows it contains; or, behind `it::`, what a test beside the trials tells.
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
    ("live", &["it::live"]),
    ("files", &["it::files"]),
    ("counting tokens", &["it::counting"]),
    ("listing", &["/list", "models are listed"]),
];

/// The heading of the table.
const HEAD: &str = "| plugin | text |";

/// Compares the plugin's row with what ran, or writes it with `UPDATE=1`: these trials, all of which passed, and what
/// the tests beside them told by [`ran`](crate::ran).
///
/// # Errors
/// The features that are claimed and that nothing showed.
pub(crate) fn check(package: &str, passed: &[String]) -> Result<(), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/providers.md");
    let text = fs::read_to_string(&path).map_err(|e| e.to_string())?;
    let mine = format!("| `{package}` |");
    let claimed: Vec<&str> =
        text.lines().find(|line| line.starts_with(&mine)).unwrap_or(&mine).split('|').collect();
    let shows = |mark: &str| match mark.strip_prefix("it::") {
        Some(feature) => showed(package, feature),
        None => passed.iter().any(|name| name.contains(mark)),
    };
    let shown = FEATURES.map(|(_, marks)| marks.iter().any(|mark| shows(mark)));
    if std::env::var_os("UPDATE").is_some() {
        let cells: String = shown.iter().map(|shown| if *shown { " ✓ |" } else { " |" }).collect();
        return fs::write(&path, table(&text, &mine, &format!("{mine}{cells}"))).map_err(|e| e.to_string());
    }
    let is_claimed = |at: usize| claimed.get(at + 2).is_some_and(|cell| cell.contains('✓'));
    let odd: Vec<&str> =
        (0..FEATURES.len()).filter(|at| is_claimed(*at) && !shown[*at]).map(|at| FEATURES[at].0).collect();
    if odd.is_empty() {
        return Ok(());
    }
    let told = format!("docs/providers.md claims what no test of {package} showed: {}", odd.join(", "));
    Err(format!("{told} (`cargo test -p {package}` runs them all)"))
}

/// The text with this row in place of the one that begins so.
fn table(text: &str, mine: &str, row: &str) -> String {
    let named: String = FEATURES.iter().map(|(name, _)| format!(" {name} |")).collect();
    let rule: String = FEATURES.iter().map(|_| " --- |").collect();
    let (mut before, mut rows, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for line in text.lines() {
        match line {
            _ if line.starts_with(HEAD) || line.starts_with("| --- | --- | --- | --- |") => {}
            _ if line.starts_with(mine) => {}
            _ if line.starts_with("| `genkit-") => rows.push(line.to_owned()),
            _ if line == "<!-- features -->"
                || after.is_empty() && !before.contains(&"<!-- features -->") =>
            {
                before.push(line);
            }
            _ => after.push(line),
        }
    }
    rows.push(row.to_owned());
    rows.sort();
    let table = [format!("| plugin |{named}"), format!("| --- |{rule}")].into_iter().chain(rows);
    let lines =
        before.into_iter().map(str::to_owned).chain(table).chain(after.into_iter().map(str::to_owned));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

/// Where the tests of a plugin that are no trials tell what they showed.
fn told(package: &str) -> PathBuf {
    target().join("features").join(package)
}

/// Who tells it: this program, as it was built last.
fn teller(program: &Path) -> Option<String> {
    let built = fs::metadata(program).ok()?.modified().ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(format!("{}\n{}", built.as_nanos(), program.display()))
}

/// Told at the end of a test that shows a feature, by [`showed!`](crate::showed).
#[doc(hidden)]
pub fn tell(package: &str, feature: &str) {
    let teller = std::env::current_exe().ok().and_then(|program| teller(&program)).unwrap();
    let _ = fs::create_dir_all(told(package));
    fs::write(told(package).join(feature), teller).unwrap();
}

/// True if a test of a program that is still the one that was built last told it. Where none of them ever ran, as with
/// `--test witness` alone, the line that would tell it must do.
fn showed(package: &str, feature: &str) -> bool {
    let Ok(telling) = fs::read_to_string(told(package).join(feature)) else {
        return !told(package).is_dir() && would_tell(package, feature);
    };
    telling.split_once('\n').is_some_and(|(_, program)| teller(Path::new(program)) == Some(telling.clone()))
}

fn would_tell(package: &str, feature: &str) -> bool {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(package).join("tests/it");
    let line = format!("provider_tests::showed!(\"{feature}\");");
    crate::shared::files(&folder)
        .iter()
        .any(|file| fs::read_to_string(file).is_ok_and(|text| text.contains(&line)))
}
