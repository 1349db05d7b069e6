//! What to say of an action that is not there.

use std::borrow::Cow;
use std::cmp::Reverse;

use super::Genkit;
use crate::core::action::Action;
use crate::core::error::Error;
use crate::core::key::ActionType;

/// So many names are told.
const TOLD: usize = 8;

impl Genkit {
    /// `NOT_FOUND` in these words, with a help that tells what there is of these types (without one: by key) instead.
    #[cold]
    pub(crate) fn missing(
        &self,
        kinds: &[ActionType],
        name: &str,
        message: impl Into<Cow<'static, str>>,
    ) -> Error {
        let kind = kinds.first().map_or("action", |kind| kind.name().trim_start_matches("executable-"));
        let mut names = self.names(kinds);
        let mut help = if names.is_empty() {
            format!(
                "no {kind} is known here; those of a crate that the program names nowhere are left out: \
                 `genkit::link!(that_crate)`"
            )
        } else {
            names.sort_by_cached_key(|other| (Reverse(shared(name, other)), other.clone()));
            let more = names.len().saturating_sub(TOLD);
            names.truncate(TOLD);
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            format!("known {kind}s: {}{more}", names.join(", "))
        };
        let plugins: Vec<_> = self.registry().plugins.iter().map(|plugin| plugin.name()).collect();
        if !plugins.is_empty() {
            help = format!("{help}; and what these plugins know: {}", plugins.join(", "));
        }
        Error::not_found(message).with_help(help)
    }

    fn names(&self, kinds: &[ActionType]) -> Vec<String> {
        let above = self.parent().map(|parent| parent.names(kinds)).unwrap_or_default();
        let all = self.registry().all();
        let of = |action: &Action| match kinds {
            [] => Some(action.key_text().to_owned()),
            kinds => kinds.contains(&action.action_type()).then(|| action.name().to_owned()),
        };
        all.values().filter_map(of).chain(above).collect()
    }
}

/// How far two names are the same.
fn shared(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count()
}
