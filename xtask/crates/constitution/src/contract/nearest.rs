//! "Did you mean": the known word nearest to a mistyped one.

/// The word of `known` that is at most a third of its length away from `word`, counted
/// in inserted, removed, replaced and swapped characters. The first of equals.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // No name is longer; and the distance takes length times length.
    if word.len() > 64 {
        return None;
    }
    let lower = word.to_lowercase();
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        // What differs in length is at least that far away; so is a letter three bytes.
        if candidate.len().abs_diff(word.len()) > 3 * (candidate.len() / 3).max(1) {
            continue;
        }
        let far = distance(&lower, &candidate.to_lowercase());
        if far <= (candidate.len() / 3).max(1) && best.is_none_or(|(least, _)| far < least) {
            best = Some((far, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Optimal string alignment: Levenshtein's distance, a swap of neighbours counting one.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut least = (last[j] + 1).min(row[j - 1] + 1).min(last[j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_or_none() {
        let known = ["branch", "latest", "tags", "unit", "autoupdate"];
        assert_eq!(nearest("brancc", known), Some("branch"));
        assert_eq!(nearest("auto-update", known), Some("autoupdate"));
        assert_eq!(nearest("tag", known), Some("tags"));
        assert_eq!(nearest("TAGS", known), Some("tags"));
        assert_eq!(nearest("schedule", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"x".repeat(100_000), known), None);
    }
}
