//! Thoughts that a model writes into its text: `<think>hm</think>Hello`.

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// Tells thoughts at the beginning of an answer from its text, however the pieces are cut.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Tags {
    place: Place,
    /// What may still become a tag, or is space beside one.
    held: String,
    /// True once there is a thought.
    thought: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Place {
    #[default]
    Start,
    Thought,
    /// After a thought, where space says nothing.
    Between,
    Text,
}

/// What a piece adds.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Told {
    pub(super) thought: String,
    pub(super) text: String,
}

impl Tags {
    /// From here on all is text: the server tells thoughts apart itself.
    pub(super) fn off(&mut self) {
        self.place = Place::Text;
    }

    /// Adds a piece of the answer.
    pub(super) fn push(&mut self, piece: &str) -> Told {
        let mut told = Told::default();
        self.held.push_str(piece);
        if self.place == Place::Start {
            let begun = self.held.trim_start();
            if let Some(rest) = begun.strip_prefix(OPEN) {
                (self.place, self.held) = (Place::Thought, rest.to_owned());
            } else if !OPEN.starts_with(begun) {
                self.place = Place::Text;
            }
        }
        if self.place == Place::Thought {
            match self.held.split_once(CLOSE) {
                Some((thought, text)) => {
                    told.thought = self.trimmed(thought.trim_end());
                    (self.place, self.held) = (Place::Between, text.to_owned());
                }
                None => {
                    let thought = self.take_thought();
                    told.thought = self.trimmed(&thought);
                }
            }
            self.thought |= !told.thought.is_empty();
        }
        if self.place == Place::Between && !self.held.trim_start().is_empty() {
            (self.place, self.held) = (Place::Text, self.held.trim_start().to_owned());
        }
        if self.place == Place::Text {
            told.text = std::mem::take(&mut self.held);
        }
        told
    }

    /// What was held back to the end.
    pub(super) fn rest(&mut self) -> Told {
        let held = std::mem::take(&mut self.held);
        match self.place {
            Place::Thought => Told { thought: held, ..Told::default() },
            Place::Start | Place::Text => Told { text: held, ..Told::default() },
            Place::Between => Told::default(),
        }
    }

    /// Space before the first thought says nothing.
    fn trimmed(&self, thought: &str) -> String {
        if self.thought { thought } else { thought.trim_start() }.to_owned()
    }

    /// The thought up to what may be its end.
    fn take_thought(&mut self) -> String {
        let mut end = self.held.len();
        for at in (1..CLOSE.len()).rev() {
            if let Some(before) = CLOSE.get(..at).and_then(|begun| self.held.strip_suffix(begun)) {
                end = before.len();
                break;
            }
        }
        let end = self.held.get(..end).map_or(end, |thought| thought.trim_end().len());
        let held = self.held.split_off(end);
        std::mem::replace(&mut self.held, held)
    }
}

#[cfg(test)]
mod tests {
    use super::{Tags, Told};

    fn read(answer: &str, piece: usize) -> (String, String) {
        let (mut tags, mut thought, mut text) = (Tags::default(), String::new(), String::new());
        let mut add = |told: Told| {
            thought.push_str(&told.thought);
            text.push_str(&told.text);
        };
        let letters: Vec<char> = answer.chars().collect();
        for piece in letters.chunks(piece) {
            add(tags.push(&piece.iter().collect::<String>()));
        }
        add(tags.rest());
        (thought, text)
    }

    #[test]
    fn the_same_however_it_is_cut() {
        for (answer, thought, text) in [
            ("Hello", "", "Hello"),
            ("<think>hm</think>Hello", "hm", "Hello"),
            ("\n<think>\nOne </thin>g: 1 < 2\n\n</think>\n\nHé <think>", "One </thin>g: 1 < 2", "Hé <think>"),
            ("<think></think>Hello", "", "Hello"),
            ("<think>cut o", "cut o", ""),
            ("<think>cut </thi", "cut </thi", ""),
            ("<thinker>", "", "<thinker>"),
            (" <th", "", " <th"),
        ] {
            for piece in 1..=answer.len() {
                assert_eq!(
                    read(answer, piece),
                    (thought.to_owned(), text.to_owned()),
                    "{answer:?} by {piece}"
                );
            }
        }
    }
}
