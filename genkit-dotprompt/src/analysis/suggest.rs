//! "Did you mean": the known name that is nearest to an unknown one.

/// Longer names are not compared, so that the cost stays bounded.
const MAX_LENGTH: usize = 64;

/// ``; did you mean `x`?`` if some known name is near, otherwise nothing.
pub(crate) fn did_you_mean<'k>(unknown: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    match nearest(unknown, known) {
        Some(name) => format!("; did you mean `{name}`?"),
        None => String::new(),
    }
}

pub(crate) fn nearest<'k>(unknown: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let unknown: Vec<char> = unknown.chars().take(MAX_LENGTH + 1).collect();
    if unknown.is_empty() || unknown.len() > MAX_LENGTH {
        return None;
    }
    let allowed = (unknown.len() / 3).max(1);
    let candidates = known.into_iter().filter_map(|name| {
        let chars: Vec<char> = name.chars().take(MAX_LENGTH + 1).collect();
        if chars.len().abs_diff(unknown.len()) > allowed || chars.len() > MAX_LENGTH {
            return None;
        }
        Some((distance(&unknown, &chars), name))
    });
    candidates.filter(|(distance, _)| (1..=allowed).contains(distance)).min().map(|(_, name)| name)
}

/// How many letters are added, lost, changed or swapped with their neighbour; letter case counts little.
fn distance(a: &[char], b: &[char]) -> usize {
    let same = |x: &char, y: &char| x.to_lowercase().eq(y.to_lowercase());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
            let mut cost = at(&row, j) + usize::from(!same(x, y));
            cost = cost.min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let swapped = i > 0
                && j > 0
                && a.get(i - 1).is_some_and(|before| same(before, y))
                && b.get(j - 1).is_some_and(|before| same(before, x));
            if swapped {
                cost = cost.min(at(&before, j - 1) + 1);
            }
            next.push(cost);
        }
        before = std::mem::replace(&mut row, next);
    }
    let letters = row.last().copied().unwrap_or(usize::MAX / 2);
    // Names that differ in case only are near, but not the same.
    if letters == 0 && a != b { 1 } else { letters }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let known = ["role", "media", "history", "ifEquals"];
        assert_eq!(nearest("roel", known), Some("role"));
        assert_eq!(nearest("histroy", known), Some("history"));
        assert_eq!(nearest("ifequals", known), Some("ifEquals"));
        assert_eq!(nearest("mediaa", known), Some("media"));
        assert_eq!(nearest("weather", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"x".repeat(10_000), known), None);
    }
}
