//! What the reader of YAML answers, by example.

use super::*;

fn one(text: &str) -> Node {
    let yaml = Yaml::read(text);
    assert_eq!(yaml.problems, [], "{text}");
    yaml.root().cloned().expect("a document")
}

#[test]
fn on_is_a_string_and_numbers_lose_their_zeros() {
    let root = one("\
on:
  push:
    branches: [main, 2.0, 1.10, 'v2.0', yes, ~, 1e3, 0x10]
");
    let branches: Vec<_> =
        root.at(&["on", "push", "branches"]).unwrap().items().iter().map(|n| n.as_str().unwrap()).collect();
    assert_eq!(branches, ["main", "2", "1.1", "v2.0", "yes", "", "1000", "16"]);
}

#[test]
fn a_boolean_key_can_be_asked_for() {
    let root = one("true: x\n\"on\": y\n");
    assert_eq!(root.get("true").and_then(Node::as_str), Some("x"));
    assert_eq!(root.get("on").and_then(Node::as_str), Some("y"));
}

#[test]
fn spans_cover_what_is_written() {
    let text = "\u{feff}a: [b, \"c\"]\nd:\n  - e\n  - f: g\n    h: 'i'\n# end\nj:\n";
    let root = one(text);
    assert_eq!(root.get("a").unwrap().span.text(text), "[b, \"c\"]");
    assert_eq!(root.get("a").unwrap().items()[1].span.text(text), "\"c\"");
    let d = root.get("d").unwrap();
    assert_eq!(
        d.span.text(text),
        "\
- e
  - f: g
    h: 'i'"
    );
    assert_eq!((d.indent(text), d.layout()), (2, Some(Layout::Block)));
    assert_eq!(d.items()[1].span.text(text), "f: g\n    h: 'i'");
    assert_eq!(d.items()[1].indent(text), 4);
    assert!(root.get("j").unwrap().is_null());
    for text in [
        "\
a:
- x
- y
",
        "a:\n-\n  x\n- y\n",
        "\
a:
- - x
  - y
- z
",
        "a:\n  - x\n",
    ] {
        let span = one(text).get("a").unwrap().span;
        assert_eq!(span.text(text), text[2..].trim(), "{text:?}");
    }
    let text = "\u{feff}a: 1\n";
    let root = one(text);
    assert_eq!(root.indent(text), 0);
}

#[test]
fn comments_are_kept() {
    let text = "# top\na: b # right\n";
    let yaml = Yaml::read(text);
    let found: Vec<_> = yaml.comments.iter().map(|c| (c.text.as_str(), c.span.text(text))).collect();
    assert_eq!(found, [(" top", "# top"), (" right", "# right")]);
}

#[test]
fn aliases_repeat_their_anchor() {
    let text = "a: &x {k: v}\nb: *x\n";
    let root = one(text);
    let b = root.get("b").unwrap();
    assert_eq!(b.get("k").and_then(Node::as_str), Some("v"));
    assert_eq!(b.span.text(text), "{k: v}");
    assert_eq!(b.alias.unwrap().text(text), "*x");
}

#[test]
fn alias_bombs_are_bounded() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        let before = n - 1;
        let list = vec![format!("*a{before}"); 10].join(", ");
        text.push_str(&format!("a{n}: &a{n} [{list}]\n"));
    }
    let yaml = Yaml::read(&text);
    assert!(yaml.problems.iter().any(|p| p.fault == YamlFault::TooLarge), "{:?}", yaml.problems);
}

#[test]
fn faults_have_places_and_keep_what_precedes_them() {
    let text = "\
a: 1
b: [x
c: 2
";
    let yaml = Yaml::read(text);
    assert!(yaml.syntax_error().is_some());
    assert_eq!(yaml.root().and_then(|r| r.get("a")).and_then(Node::as_str), Some("1"));

    let text = "\
a: 1
a: 2
b: *nope
c:
  <<: {}
";
    let yaml = Yaml::read(text);
    let found: Vec<_> = yaml.problems.iter().map(|p| (p.fault.clone(), p.span.text(text))).collect();
    assert_eq!(
        found,
        [
            (YamlFault::DuplicateKey("a".into()), "a"),
            (YamlFault::UnknownAnchor("nope".into()), "*nope"),
            (YamlFault::MergeKey, "<<"),
        ]
    );
    assert_eq!(yaml.root().unwrap().get("a").and_then(Node::as_str), Some("1"));
}

#[track_caller]
fn places(text: &str, key: &str, word: &str) {
    let root = one(text);
    let node = root.get(key).unwrap();
    let at = node.scalar().unwrap().text.find(word).unwrap();
    assert_eq!(node.span_in(text, Span::new(at, at + word.len())).text(text), word);
}

#[test]
fn a_byte_of_a_scalar_has_a_place_in_the_file() {
    places("a: docker push x\n", "a", "push");
    places("a: |\n\n  echo  é\n    docker push x\n\n  tail\n", "a", "push");
    places("a: |\r\n  echo\r\n\r\n  docker push x\r\n  tail\r\n", "a", "tail");
    places("a: >-\n  echo\n  docker\n  push x\n", "a", "push");
    places("a: 'it''s a push'\n", "a", "push");
    places("a: \"tab\\t \\u00e9 push\"\n", "a", "push");
    places("a: some\n  folded plain\n  push\n", "a", "push");
}

#[test]
fn a_line_of_a_literal_block_is_found_where_walking_finds_it() {
    for text in [
        "a: |\n\n  echo  é\n    docker push x\n\n  tail\n",
        "a: |2-\n    x\n  y\n   \n\n  z",
        "a: |+\n x\n\n\n y\n\n",
        "a: |\r\n  echo\r\n\r\n   docker push x\r\n  tail\r\n",
        "a: | # why\n \n  b\n  # no comment\n",
    ] {
        let root = one(text);
        let node = root.get("a").unwrap();
        let scalar = node.scalar().unwrap();
        for (at, c) in scalar.text.char_indices().filter(|(_, c)| !c.is_whitespace()) {
            let walked = super::place::walked(scalar, node.span, text, at);
            assert_eq!(node.offset_in(text, at), walked, "{text:?}, at {at}");
            assert!(text[walked..].starts_with(c), "{text:?}, at {at}");
        }
    }
}

/// One word of a long text after another is looked for: each from the nearest mark.
#[test]
fn a_byte_of_a_long_text_is_found_where_walking_finds_it() {
    let words = "é && docker push x  ".repeat(70);
    let lines = "é && docker\n  push x\n\n  ".repeat(70);
    for text in [
        format!("a: {}\n", words.trim_end()),
        format!("a: '{}'\n", words.replace('x', "''")),
        format!("a: \"{}\"\n", words.replace('x', "\\u00e9\\t\\n")),
        format!("a: >-\n  {}\n", lines.trim_end()),
        format!("a: {}\n", lines.trim_end()),
        format!("a: \"{}\"\n", lines.trim_end().replace("x\n", "x\\\n")),
    ] {
        let root = one(&text);
        let node = root.get("a").unwrap();
        let scalar = node.scalar().unwrap();
        assert!(scalar.text.len() > 1200, "{text}");
        for at in (0..scalar.text.len() + 3).rev().step_by(29) {
            assert_eq!(node.offset_in(&text, at), super::place::walked(scalar, node.span, &text, at), "{text:?}, {at}");
        }
    }
}

#[test]
fn several_documents_and_none() {
    assert_eq!(Yaml::read("a: 1\n---\nb: 2\n").documents.len(), 2);
    assert_eq!(Yaml::read("").documents.len(), 0);
    assert_eq!(Yaml::read("# only\n").documents.len(), 0);
}
