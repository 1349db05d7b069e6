//! Histories: shared by the chunk, and yet like a list.

use genkit::{Message, Messages};

/// Numbers that look like chance and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n.max(1)
    }
}

fn texts(messages: &Messages) -> Vec<String> {
    messages.iter().map(Message::text).collect()
}

#[test]
fn a_history_does_what_a_list_does_and_leaves_its_clones_alone() {
    let mut dice = Dice(7);
    for _ in 0..40 {
        let (mut messages, mut list) = (Messages::new(), Vec::new());
        let mut kept = Vec::new();
        for n in 0..300 {
            let text = format!("m{n}");
            let place = dice.below(list.len() + 1);
            match dice.below(20) {
                0..12 => {
                    messages.push(Message::user(text.clone()));
                    list.push(text);
                }
                12 => {
                    messages.insert(place, Message::user(text.clone()));
                    list.insert(place, text);
                }
                13 => {
                    messages.insert(0, Message::user(text.clone()));
                    list.insert(0, text);
                }
                14 => assert_eq!(messages.pop().map(|m| m.text()), list.pop()),
                15 if place < list.len() => {
                    assert_eq!(messages.remove(place).map(|m| m.text()), Some(list.remove(place)));
                }
                16 if place < list.len() => {
                    *messages.get_mut(place).unwrap() = Message::user(text.clone());
                    list[place] = text;
                }
                17 => {
                    let len = list.len() - dice.below(4).min(list.len());
                    messages.truncate(len);
                    list.truncate(len);
                }
                18 => {
                    let from = dice.below(list.len() + 1);
                    messages.append(&messages.clone().slice(from..list.len().min(from + 70)));
                    list.extend(list.clone()[from..list.len().min(from + 70)].to_vec());
                }
                19 if n % 5 == 0 => {
                    messages.changing(|m| m.text().ends_with('7')).for_each(|m| *m = Message::user("seven"));
                    list.iter_mut()
                        .filter(|text| text.ends_with('7'))
                        .for_each(|text| *text = "seven".into());
                }
                _ => kept.push((messages.clone(), list.clone())),
            }
            assert_eq!(messages.len(), list.len());
            assert_eq!(messages.get(place).map(Message::text), list.get(place).cloned());
            assert_eq!(messages.last().map(Message::text), list.last().cloned());
        }
        assert_eq!(texts(&messages), list);
        let backwards: Vec<String> = messages.iter().rev().map(Message::text).collect();
        assert_eq!(backwards, list.iter().rev().cloned().collect::<Vec<_>>());
        for (clone, list) in kept {
            assert_eq!(texts(&clone), list);
            let same: Messages = list.iter().map(|text| Message::user(text.as_str())).collect();
            assert_eq!(clone, same);
            assert_eq!(messages.starts_with(&clone), texts(&messages).starts_with(&list));
        }
    }
}

#[test]
fn messages_are_shared_not_copied() {
    let mut history: Messages = (0..1000).map(|n| Message::user(format!("m{n}"))).collect();
    let clone = history.clone();
    history.push(Message::user("more"));
    history.insert(0, Message::system("first"));
    assert!((0..1000).all(|n| std::ptr::eq(&clone[n], &history[n + 1])));
    history.retain(|message| message.text().ends_with('0'));
    assert!(std::ptr::eq(&clone[990], history.last().unwrap()));
}

#[test]
fn a_history_is_an_array_on_the_wire() {
    let history: Messages = (0..100).map(|n| Message::user(format!("m{n}"))).collect();
    let json = serde_json::to_value(&history).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 100);
    assert_eq!(json[99]["content"][0]["text"], "m99");
    assert_eq!(serde_json::from_value::<Messages>(json).unwrap(), history);
    let schema = serde_json::to_value(schemars_of()).unwrap();
    assert_eq!(schema["type"], "array");
}

fn schemars_of() -> genkit::schemars::Schema {
    genkit::schemars::schema_for!(Messages)
}

#[test]
fn a_history_of_any_length_is_a_list_and_knows_what_it_shares() {
    let mut history = Messages::new();
    let mut before = Vec::new();
    for n in 0..40_000 {
        history.push(Message::user(n.to_string()));
        if [1, 31, 32, 1023, 1055, 1056, 1088, 2080, 32_768, 32_800, 32_832, 36_000].contains(&n) {
            before.push(history.clone());
        }
    }
    assert!((0..40_000).all(|n| history[n].text() == n.to_string()));
    for early in &before {
        assert!(history.starts_with(early) && !early.starts_with(&history), "{}", early.len());
        let mut other = early.clone();
        (0..2000).for_each(|_| other.push(Message::model("otherwise")));
        assert!(other.starts_with(early) && !history.starts_with(&other), "{}", early.len());
        assert_eq!(other.len(), early.len() + 2000);
    }
    // One that says the same without sharing is the same; one that was changed in the middle is not.
    let said: Messages = history.iter().cloned().collect();
    assert!(said.starts_with(&history));
    let mut changed = history.clone();
    *changed.get_mut(1500).unwrap() = Message::user("changed");
    assert!(!changed.starts_with(&history) && history[1500].text() == "1500");
    assert!(changed.starts_with(&history.slice(0..1500)));

    // What comes before a history does not take it apart.
    let mut framed: Messages = [Message::system("Be kind.")].into();
    framed.append(&history);
    framed.push(Message::user("and now?"));
    assert_eq!(
        (framed.len(), framed[0].text().as_str(), framed[40_000].text().as_str()),
        (40_002, "Be kind.", "39999")
    );
}
