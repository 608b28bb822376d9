//! What `Display` makes of a value decides nothing: who has to know asks the value.

use super::sources;

/// Files that hold what is shown against a text, and what they show there.
const MAY: &[(&str, &str)] = &[
    ("prodproof/src/cmd/live/record.rs", "a reference, which is what its link is named after"),
    ("publication/src/engine/checkout.rs", "a text with holes, whose marks are looked for"),
    ("rules/src/fleet/json/locate.rs", "a number, as JSON pointers have it"),
    ("rules/src/rules/live/mod.rs", "a reference, which is what its link is named after"),
    ("syntax/src/reference/mod.rs", "a reference, whose holes are looked for"),
];

/// What is asked of a text that was just made for people.
const ASKED: &[&str] =
    &["==", "!=", ".contains(", ".starts_with(", ".ends_with(", ".find(", ".strip_prefix(", ".split_once("];

#[test]
fn nothing_is_decided_by_what_people_read() {
    let mut found = Vec::new();
    for (path, text) in sources() {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let packed: String = code.split_whitespace().collect();
        let is_test = path.ends_with("tests.rs") || path.ends_with("fixture.rs");
        let mut shown = packed.match_indices(".to_string()").map(|(at, call)| &packed[at + call.len()..]);
        if !is_test && shown.any(|rest| ASKED.iter().any(|asked| rest.starts_with(asked))) {
            found.push(path.strip_prefix("xtask/crates").unwrap_or(&path).display().to_string());
        }
    }
    let known: Vec<String> = MAY.iter().map(|(path, _)| path.to_string()).collect();
    found.sort();
    assert_eq!(found, known, "ask the value: a cause is a type, with data");
}
