//! How near two names are: for "did you mean" in every message about an unknown name.

/// Longer names, in bytes, are near to nothing: the work grows with the product of both lengths.
const LONGEST: usize = 400;

/// How far two names are apart; none if they have too little in common. An abbreviation (党政办 for
/// 党政综合办公室) is as near as one wrong character.
#[must_use]
pub fn near(a: &str, b: &str) -> Option<usize> {
    if a.len().max(b.len()) > LONGEST {
        return (a == b).then_some(0);
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() >= 2 && (abbreviates(&a, &b) || abbreviates(&b, &a)) {
        return Some(1);
    }
    if a.len().abs_diff(b.len()) * 2 > a.len().max(b.len()) {
        return None;
    }
    let distance = edits(&a, &b);
    (distance * 2 <= a.len().max(b.len())).then_some(distance)
}

fn abbreviates(short: &[char], long: &[char]) -> bool {
    let mut rest = long.iter();
    short.len() < long.len() && short.iter().all(|c| rest.any(|l| l == c))
}

/// Levenshtein distance.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let change = corner + usize::from(ca != cb);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

/// The nearest names, best first, at most `most`.
#[must_use]
pub fn nearest<'a>(found: &str, names: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<String> {
    let mut scored: Vec<(usize, &str)> =
        names.into_iter().filter_map(|name| near(found, name).map(|d| (d, name))).collect();
    scored.sort_unstable();
    scored.dedup();
    scored.into_iter().take(most).map(|(_, name)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_come_first() {
        let names = ["云梯街道", "麦浦街道", "云梯镇", "樵庄街道"];
        assert_eq!(nearest("云梯街到", names, 2), ["云梯街道", "云梯镇"]);
        assert!(nearest("桃源", names, 3).is_empty());
    }

    #[test]
    fn a_name_without_end_costs_nothing() {
        let long = "a".repeat(500_000);
        assert_eq!(near(&long, &long), Some(0));
        assert_eq!(near(&long, &"b".repeat(500_000)), None, "and would take minutes");
        assert_eq!(near("abcdefgh", "abc"), Some(1), "an abbreviation");
        assert_eq!(near("abcdefgh", "xbc"), None);
    }
}
