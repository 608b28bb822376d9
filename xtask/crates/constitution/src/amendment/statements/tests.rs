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
