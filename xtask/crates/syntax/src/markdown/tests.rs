//! What `markdown` answers, by example.

use super::*;

fn shape(text: &str) -> Vec<String> {
    let markdown = Markdown::read(text);
    markdown
        .blocks
        .iter()
        .map(|block| format!("{:?} {:?} {:?}", block.kind, block.content.text(text), markdown.path(block)))
        .collect()
}

#[test]
fn blocks_stand_under_their_headings() {
    let text = "\u{feff}# A\n\npara **bold**\nmore\n\n## B\n\n- one\n  - two `code`\n\n    loose\n- three\n\n```toml contract\n# no heading\n```\n";
    assert_eq!(
        shape(text),
        [
            r#"Heading(1) "A" []"#,
            r#"Paragraph "para **bold**\nmore" ["A"]"#,
            r#"Heading(2) "B" ["A"]"#,
            r#"Item { ordered: false, depth: 0 } "one" ["A", "B"]"#,
            r#"Item { ordered: false, depth: 1 } "two `code`" ["A", "B"]"#,
            r#"Paragraph "loose" ["A", "B"]"#,
            r#"Item { ordered: false, depth: 0 } "three" ["A", "B"]"#,
            "Code { info: \"toml contract\" } \"# no heading\\n\" [\"A\", \"B\"]",
        ]
    );
}

#[test]
fn tables_front_matter_and_comments() {
    let text =
        "---\nversion: 1.0\n---\n\n| a | b |\n|---|---|\n| 1 | `x` |\n\n<!-- # no\n\nheading -->\n\n~~gone~~ [t](u)\n";
    let markdown = Markdown::read(text);
    let kinds: Vec<_> = markdown.blocks.iter().map(|block| &block.kind).collect();
    assert!(matches!(kinds[0], BlockKind::FrontMatter));
    let BlockKind::Row { header: true, cells } = kinds[1] else { panic!("{kinds:?}") };
    assert_eq!(cells.iter().map(|cell| cell.text(text).trim()).collect::<Vec<_>>(), ["a", "b"]);
    assert!(matches!(kinds[2], BlockKind::Row { header: false, .. }));
    assert!(matches!(kinds[3], BlockKind::Html));
    assert_eq!(kinds.len(), 5);
    assert_eq!(markdown.blocks[2].plain(), "1x");
    let last = &markdown.blocks[4].inlines;
    assert_eq!((last[0].kind, last[2].link.as_deref()), (InlineKind::Deleted, Some("u")));
}

#[test]
fn rules_further_down_are_no_front_matter() {
    let text = "# A\n\n---\n**Version**: 1.0.0\n\n---\n";
    assert_eq!(shape(text), [r#"Heading(1) "A" []"#, r#"Paragraph "Version**: 1.0.0" ["A"]"#]);
}

#[test]
fn prose_right_above_a_rule_is_no_title() {
    let text = "A\n===\n\n## B\n\nIt ends here.\n---\n\nMore\n---\n\n**Ends**:\n---\n\n# C.\n\n**Ends**: 2\n---\n\nOne\nTwo\n---\n\nThe **big** one\n---\n";
    assert_eq!(
        shape(text),
        [
            r#"Heading(1) "A" []"#,
            r#"Heading(2) "B" ["A"]"#,
            r#"Paragraph "It ends here." ["A", "B"]"#,
            r#"Heading(2) "More" ["A", "B"]"#,
            r#"Paragraph "Ends**:" ["A", "More"]"#,
            r#"Heading(1) "C." ["A", "More"]"#,
            r#"Paragraph "Ends**: 2" ["C."]"#,
            r#"Paragraph "One\nTwo" ["C."]"#,
            r#"Heading(2) "The **big** one" ["C."]"#,
        ]
    );
}

#[test]
fn inlines_point_at_their_text() {
    let text = "see ``a`b`` and `c`\n";
    let block = &Markdown::read(text).blocks[0];
    let codes: Vec<_> =
        block.inlines.iter().filter(|i| i.kind == InlineKind::Code).map(|i| i.span.text(text)).collect();
    assert_eq!(codes, ["a`b", "c"]);
}
