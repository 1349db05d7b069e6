//! The way from a page of a history to all those before it.

use serde::{Deserialize, Serialize};

/// How many pages make a group, groups a larger one, and so on.
const WIDTH: usize = 32;

/// The pages before a page: one by one those of its own group, of each group before that its last page, which knows the
/// rest of it; of each larger group before that its last page, and so on. So a page names few others, and a history is
/// read in a few steps, however long it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Way(Vec<Vec<String>>);

/// A page, and how much of what is before it belongs to it: 0 for nothing, 1 for the rest of a group, and so on.
pub(super) type Step<'a> = (&'a str, usize);

impl Way {
    /// The page right before.
    pub(super) fn last(&self) -> Option<&str> {
        self.0.iter().find_map(|pages| pages.last()).map(String::as_str)
    }

    /// The way of the page that comes after this one.
    pub(super) fn then(&self, id: &str) -> Self {
        let mut way = self.clone();
        for level in 0.. {
            if way.0.len() == level {
                way.0.push(Vec::new());
            }
            let Some(pages) = way.0.get_mut(level) else { break };
            if pages.len() + 1 < WIDTH {
                pages.push(id.to_owned());
                break;
            }
            // The group is full: its last page stands for it.
            pages.clear();
        }
        way
    }

    /// What is before a page and belongs to it, oldest first.
    pub(super) fn steps(&self, depth: usize) -> impl DoubleEndedIterator<Item = Step<'_>> {
        let levels = self.0.iter().enumerate().take(depth).rev();
        levels.flat_map(|(level, pages)| pages.iter().map(move |page| (page.as_str(), level)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn walk(ways: &HashMap<String, Way>, (page, depth): Step<'_>, found: &mut Vec<String>) {
        ways[page].steps(depth).for_each(|step| walk(ways, step, found));
        found.push(page.to_owned());
    }

    #[test]
    fn every_page_leads_to_all_before_it() {
        let (mut ways, mut way, mut most) = (HashMap::new(), Way::default(), 0);
        for n in 0..3000 {
            let id = n.to_string();
            ways.insert(id.clone(), way.clone());
            assert_eq!(
                way.last().map(str::to_owned),
                u32::checked_sub(n, 1).map(|before| before.to_string())
            );
            most = most.max(way.0.iter().map(Vec::len).sum());
            if [0, 1, 30, 31, 32, 33, 1022, 1023, 1024, 1025, 2999].contains(&n) {
                let mut found = Vec::new();
                walk(&ways, (&id, usize::MAX), &mut found);
                assert_eq!(found, (0..=n).map(|n| n.to_string()).collect::<Vec<_>>());
            }
            way = way.then(&id);
        }
        assert_eq!(most, 1 + 31 + 31);
    }
}
