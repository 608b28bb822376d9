//! What is a statement, where it stands, and what a title is without its number.

use super::*;

#[test]
fn titles_without_their_numbers() {
    for title in [
        "Test-First",
        "III. Test-First (NON-NEGOTIABLE)",
        "3. Test-First",
        "3.1 Test‑First",
        "Principle 3: Test-First",
        "Principle III — Test-First",
        "Article 4: Test-First",
    ] {
        assert_eq!(key(title), "test first", "{title}");
    }
    assert_eq!(key("Principle 3"), "principle 3");
    assert_eq!(key("第三条 测试优先"), key("第四条：测试优先"));
    assert_eq!(key("A Word on X"), "a word on x");
}

#[track_caller]
fn texts(source: &str) -> Vec<String> {
    let text = Statements::read(source);
    for statement in &text.statements {
        assert!(source.get(statement.span.range()).is_some_and(|text| !text.is_empty()));
    }
    text.statements.iter().map(|statement| statement.text.clone()).collect()
}

#[test]
fn statements_are_sentences_items_rows_and_lines_of_code() {
    let source = "# A\n\nOne thing, e.g. this.\nTwo **MUST** hold. <!-- no -->\n\n- item ~~gone~~\n  - nested. Twice.\n\n| a | b |\n|---|---|\n| c | d |\n\n```\ncode 1\n```\n\n**Version**: 1.0.0 | **Ratified**: 2026-01-01\n";
    assert_eq!(
        texts(source),
        ["One thing, e.g. this.", "Two MUST hold.", "item", "nested.", "Twice.", "a b", "c d", "code 1"]
    );
}

#[test]
fn statements_know_their_place() {
    let source = "## A\n\nFirst `one` here. Second **two** there.\n";
    let text = Statements::read(source);
    let spans: Vec<_> = text.statements.iter().map(|s| s.span.text(source)).collect();
    assert_eq!(spans, ["First `one` here.", "Second **two** there."]);
}

#[test]
fn code_is_named_and_asks_nothing() {
    let reading = |text: &str| Statements::read(text).statements[0].binding;
    assert!(reading("Every test MUST pass.") && reading("Every “test”  MUST `x` pass."));
    assert!(!reading("The key word is `MUST`, in capitals."));
    assert!(!reading("A  “fine”\u{ad} word is `you must not`."));
    assert!(!reading("| a | b |\n|---|---|\n| key word | `MUST` |\n"));
}

#[test]
fn a_section_that_is_named_by_its_new_number_is_the_same() {
    let level = |old: &str, new: &str| crate::amendment::compare(old, new).level;
    for (kind, and) in [("Principle", "and"), ("Artikel", "und"), ("Principio", "y"), ("Принцип", "и")] {
        let old = format!("## I. Alpha\n\nIt runs.\n\n## II. Beta\n\nIt ships.\n\n## III. Rules\n\n- Work MUST follow {kind} I {and} II.\n- Alpha ({kind} I) is checked.\n");
        let new = format!("## I. Beta\n\nIt ships.\n\n## II. Alpha\n\nIt runs.\n\n## III. Rules\n\n- Work MUST follow {kind} II {and} I.\n- Alpha ({kind} II) is checked.\n");
        assert_eq!(level(&old, &new), crate::level::Level::Patch, "{kind}");
        // The number of what stayed where it was is another one.
        let other = old.replace(&format!("{kind} I {and} II"), &format!("{kind} I {and} III"));
        assert_eq!(level(&old, &other), crate::level::Level::Minor, "{kind}");
    }
}
