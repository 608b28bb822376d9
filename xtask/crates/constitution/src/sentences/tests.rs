//! Sentences, what leads into them, and their places.

use super::*;
use prodproof_syntax::markdown::Markdown;

#[track_caller]
fn texts(text: &str) -> Vec<String> {
    let sentences = read(text, &Markdown::read(text));
    for sentence in &sentences {
        assert!(text.get(sentence.span.range()).is_some());
    }
    sentences.into_iter().map(|sentence| sentence.text).collect()
}

#[test]
fn sentences_end_at_their_marks() {
    assert_eq!(
        texts("One `a. B`. Two v1.2.3 e.g. Three! \"Four.\" five"),
        ["One a. B.", "Two v1.2.3 e.g. Three!", "\"Four.\" five"]
    );
    assert_eq!(texts("一个句子。第二个！`main`。"), ["一个句子。", "第二个！", "main。"]);
    assert_eq!(texts("See (it.) Then **bold.** End"), ["See (it.)", "Then bold.", "End"]);
}

#[test]
fn places_are_in_the_source() {
    let text = "\u{feff}- **Use** `quay.io/a/b` &amp; wait.  Now\n  more\n";
    let sentences = read(text, &Markdown::read(text));
    let first = &sentences[0];
    let at = first.text.find("quay").unwrap();
    assert_eq!(first.place(at..at + 11).text(text), "quay.io/a/b");
    assert!(first.is_code(at) && !first.is_code(0));
    assert_eq!(first.span.text(text), "Use** `quay.io/a/b` &amp; wait.");
    assert_eq!(sentences[1].span.text(text), "Now\n  more");
}

#[test]
fn lists_know_what_leads_into_them() {
    let text = "\
# A

The image MUST NOT:

- be old
- go to:
  - `a`

Other text.

- free
";
    let sentences = read(text, &Markdown::read(text));
    let leads: Vec<_> = sentences.iter().map(|s| (s.text.as_str(), s.lead.as_str())).collect();
    assert_eq!(
        leads,
        [
            ("The image MUST NOT:", ""),
            ("be old", "the image must not:"),
            ("go to:", "the image must not:"),
            ("a", "the image must not: go to:"),
            ("Other text.", ""),
            ("free", ""),
        ]
    );
    assert_eq!(sentences[1].headings, ["a"]);
}

#[test]
fn rows_know_their_columns() {
    let text = "| Event | Tag |\n|---|---|\n| push to `main` | `:latest` |\n";
    let row = &read(text, &Markdown::read(text))[0];
    assert_eq!(row.text, "push to main | :latest");
    assert_eq!(row.columns, ["event", "tag"]);
    assert_eq!(row.cells, [0..12, 15..22]);
    assert_eq!(row.place(15..22).text(text), ":latest");
}
