//! The words of causes are made in one place, `rules/words`; beside its type stands `Display`
//! only where it is the spelling of a value.

use std::collections::BTreeSet;

use super::sources;

/// Values, and what their `Display` spells.
const VALUES: &[(&str, &str)] = &[
    ("ClaimedImage", "a reference as prose has it"),
    ("ClaimedTrigger", "an event, as events are spelled"),
    ("TextChange", "a line of the history that a bump writes into the document"),
    ("Level", "`major`"),
    ("Event", "`push:main`"),
    ("Name", "a context's name"),
    ("Moment", "a time"),
    ("Address", "a host and how to reach it, as ssh takes it"),
    ("Symbolic", "a text, its holes with marks"),
    ("Forge", "the forge's own name"),
    ("Answer", "`yes`"),
    ("Verdict", "`conditional`"),
    ("Reference", "a reference"),
    ("Severity", "`error`"),
    ("Message", "what a rule has worded"),
    ("Kinship", "`second-clone`, the name in documents"),
    ("Source", "where the drop-in is from, as Cargo spells it"),
];

#[test]
fn the_words_of_causes_are_made_in_one_place() {
    let mut found: BTreeSet<String> = BTreeSet::new();
    for (path, text) in sources() {
        if path.starts_with("xtask/crates/rules/src/words") || path.starts_with("xtask/crates/prodproof") {
            continue;
        }
        for line in text.lines().filter(|line| line.trim_start().starts_with("impl")) {
            if let Some((_, name)) = line.split_once("Display for ") {
                found.insert(name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_string());
            }
        }
    }
    let known: BTreeSet<String> = VALUES.iter().map(|(name, _)| name.to_string()).collect();
    let (new, gone): (Vec<_>, Vec<_>) = (found.difference(&known).collect(), known.difference(&found).collect());
    assert!(new.is_empty(), "word these in `rules/words`, or say here why they are values: {new:?}");
    assert!(gone.is_empty(), "these have no `Display` any more: {gone:?}");
}
