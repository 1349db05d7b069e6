//! The words that file and program share, and edits of them.

use super::program::capital;

/// Random numbers that are always the same.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % end.max(1) as u64).expect("small")
    }

    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// A word that file and program share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Word {
    Field,
    Property,
    Type,
    Form,
    Choice,
    Default,
    Tool,
    Variable,
    Helper,
    Block,
    Partial,
    Role,
}

/// The words of a file with their places.
pub(super) fn words(text: &str) -> Vec<(Word, std::ops::Range<usize>)> {
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
            found.push((Word::Choice, at..at + word.len()));
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

pub(super) const WAYS: [&str; 4] = ["rename", "drop", "retype", "misspell"];

/// Edits one word. `None` if that way of editing has no meaning for it.
pub(super) fn edit(
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
            Word::Property | Word::Variable | Word::Choice | Word::Tool | Word::Partial | Word::Default,
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
        ("drop", Word::Choice) => {
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
