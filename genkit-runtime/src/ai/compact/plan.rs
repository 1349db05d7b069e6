//! Which messages are sent, and where the summary of the others is noted.

use std::ops::Range;

use serde_json::json;

use super::{Message, Messages, Role};

/// The metadata of a message that says what was before it.
const NOTE: &str = "summary";

/// What is sent of a conversation.
#[derive(Debug, PartialEq)]
pub(super) struct Plan {
    /// How many system messages come first.
    pub(super) lead: usize,
    /// The first message after them that is sent.
    pub(super) start: usize,
    /// The last message of the user.
    pub(super) last: usize,
    /// The summary that there is.
    pub(super) old: Option<String>,
    /// What no summary tells yet and is not sent any more.
    pub(super) fresh: Option<Range<usize>>,
}

/// What is sent of a conversation; `None` for all of it.
///
/// It depends only on what there was when the user spoke last: a turn that goes on after an interrupt is sent the same,
/// which its seal asks for.
pub(super) fn plan(
    whole: &Messages,
    limit: usize,
    cost: impl Fn(&Message) -> usize,
    sums_up: bool,
) -> Option<Plan> {
    let is_user = |message: &Message| message.role == Role::User;
    let last = whole.iter().rposition(is_user)?;
    let lead = whole.iter().take_while(|message| message.role == Role::System).count();
    let (begin, old) = if sums_up { noted(whole, last).unwrap_or((lead, None)) } else { (lead, None) };
    let begin = begin.max(lead);
    // A summary makes room for more than what comes next, so that not each turn takes another one.
    let room = if sums_up { limit / 2 } else { limit };
    let (mut sum, mut start) = (0, last);
    let mut over = false;
    for place in (begin..=last).rev() {
        let Some(message) = whole.get(place) else { break };
        sum += cost(message);
        over = sum > limit;
        if over {
            break;
        }
        if sum <= room && is_user(message) {
            start = place;
        }
    }
    if !over {
        return old.map(|old| Plan { lead, start: begin, last, old: Some(old), fresh: None });
    }
    let fresh = (sums_up && begin < start).then_some(begin..start);
    Some(Plan { lead, start, last, old, fresh })
}

/// The latest summary, and the first message that it does not tell.
fn noted(whole: &Messages, last: usize) -> Option<(usize, Option<String>)> {
    (0..=last).rev().find_map(|place| {
        let note = whole.get(place)?.metadata.as_ref()?.get(NOTE)?;
        let kept = usize::try_from(note.get("kept")?.as_u64()?).ok()?;
        Some((place.checked_sub(kept)?, Some(note.get("text")?.as_str()?.to_owned())))
    })
}

/// Notes the summary of what was before a message and so many before it.
pub(super) fn note(message: &mut Message, text: &str, kept: usize) {
    message.metadata.get_or_insert_default().insert(NOTE.to_owned(), json!({"text": text, "kept": kept}));
}
