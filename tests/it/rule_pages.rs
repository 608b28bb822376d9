//! The example of a rule's page is run: its fences are excerpts of the rule's case, in
//! which the rule fires, and those of the remedy of what the case is mended to. Of a rule that
//! asks the world they are what `live` says where it fires (`tests/scenarios/live`).
//!
//! An excerpt's lines stand in one file of the case in this order and as deep against each
//! other; what is left out between them is the rest of the file. A line that is a comment,
//! or `…`, parts two excerpts if it does not stand there as well. A sentence in quotes
//! stands in a file as it is.

use std::collections::BTreeMap;
use std::fs;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use prodproof_rules::docs;
use prodproof_rules::rules;
use prodproof_syntax::finding::Rule;

use super::rule_cases::Case;
use crate::support::{home, tree};

/// Quotes shorter than this are names, not sentences of a constitution.
const LEAST_WORDS: usize = 3;

#[test]
fn an_example_shows_what_it_means() {
    let shows = |rule: &&Rule| !excerpts(&docs::section(rule, "Example").unwrap_or_default()).is_empty();
    let words: Vec<&str> = rules::all().filter(|rule| !shows(rule)).map(|rule| rule.code).collect();
    assert!(words.is_empty(), "show what fires in a fence, or quote the sentence: {words:?}");
}

#[test]
fn examples_fire_and_remedies_do_not() {
    let cases = Case::all();
    let mut wrong = Vec::new();
    let worlds = worlds();
    // That a rule has a case, or an answer of the world, and fires there, is tested beside them.
    for rule in rules::all() {
        let own = || cases.iter().filter(|case| case.code == rule.code);
        for (heading, good) in [("Example", false), ("Use instead", true)] {
            let section = docs::section(rule, heading).unwrap_or_default();
            let mut repositories: Vec<Texts> =
                own().map(|case| texts(if good { case.remedy() } else { case.example() })).collect();
            if repositories.is_empty() {
                // What mends what the world tells is carried out beside its scenarios.
                let told = |files: &&Texts| !good && files["transcript"].contains(&format!("[{}]", rule.code));
                repositories.extend(worlds.iter().filter(told).cloned());
                if repositories.is_empty() {
                    continue;
                }
            }
            for excerpt in excerpts(&section) {
                if !repositories.iter().any(|files| excerpt.stands_in(files)) {
                    let text = excerpt.show();
                    wrong
                        .push(format!("{} {}, {heading}: stands in no file of its case\n{text}", rule.code, rule.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What `live` says in each state of the world, and the repository that it says it of.
fn worlds() -> Vec<Texts> {
    let all = home().join("tests/scenarios/live");
    let folders = fs::read_dir(&all).expect("scenarios").filter_map(|one| Some(one.ok()?.path()));
    let own = folders.filter(|folder| folder.join("transcript").exists()).map(|folder| texts(tree(&folder)));
    own.map(|own| {
        texts(tree(&all.join("repo")))
            .into_iter()
            .map(|(path, text)| (format!("repo/{path}"), text))
            .chain(own)
            .collect()
    })
    .collect()
}

type Texts = BTreeMap<String, String>;

fn texts(files: BTreeMap<String, Vec<u8>>) -> Texts {
    files.into_iter().map(|(path, bytes)| (path, String::from_utf8_lossy(&bytes).into_owned())).collect()
}

/// What a page shows of a file.
#[derive(Debug, PartialEq)]
enum Excerpt {
    /// A fence, without its common indentation.
    Code(Vec<String>),
    /// A quoted sentence, with single blanks.
    Sentence(String),
}

impl Excerpt {
    fn show(&self) -> String {
        match self {
            Self::Code(lines) => lines.iter().map(|line| format!("    {line}\n")).collect(),
            Self::Sentence(text) => format!("    \"{text}\"\n"),
        }
    }

    fn stands_in(&self, files: &Texts) -> bool {
        let anywhere = |lines: &[String]| files.values().any(|text| stands(lines, text));
        match self {
            Self::Sentence(sentence) => files.values().any(|text| single(text).contains(sentence)),
            Self::Code(lines) => {
                anywhere(lines) || lines.split(|line| parts(line)).all(|part| part.is_empty() || anywhere(part))
            }
        }
    }
}

/// Whether a line may say something about the files instead of standing in one.
fn parts(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('#') || line == "…"
}

fn single(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the lines stand in a text in this order, all as deep in it as the first one is.
fn stands(lines: &[String], text: &str) -> bool {
    let lines: Vec<&String> = lines.iter().filter(|line| !line.is_empty()).collect();
    let Some(first) = lines.first() else { return false };
    let depths = text.lines().filter_map(|line| line.trim_end().strip_suffix(first.as_str()));
    depths.filter(|before| before.trim().is_empty()).any(|before| {
        let mut left = lines.iter().peekable();
        for line in text.lines() {
            let inner = line.trim_end().strip_prefix(before);
            left.next_if(|next| inner == Some(next.as_str()));
        }
        left.peek().is_none()
    })
}

/// The fences of a section, and what its sentences quote.
fn excerpts(section: &str) -> Vec<Excerpt> {
    let (mut found, mut code, mut prose) = (Vec::new(), None::<String>, String::new());
    for event in Parser::new(section) {
        match (event, &mut code) {
            (Event::Start(Tag::CodeBlock(_)), _) => code = Some(String::new()),
            (Event::End(TagEnd::CodeBlock), _) => {
                let text = code.take().unwrap_or_default();
                found.push(Excerpt::Code(text.lines().map(|line| line.trim_end().to_string()).collect()));
                prose.push('\n');
            }
            (Event::Text(text), Some(code)) => code.push_str(&text),
            (Event::Text(text), None) => prose.push_str(&text),
            (Event::Code(text), None) => prose.push_str(&format!("`{text}`")),
            (Event::SoftBreak, None) => prose.push(' '),
            _ => {}
        }
    }
    let quoted = prose.split('"').skip(1).step_by(2).map(single);
    found.extend(quoted.filter(|text| text.split(' ').count() >= LEAST_WORDS).map(Excerpt::Sentence));
    found
}

#[test]
fn an_excerpt_that_stands_nowhere_is_told() {
    let section = "Say \"Tests MUST\npass\" in\n\n```yaml\non:\n  push:\n# and then\n  push: true\n```\n";
    let found = excerpts(section);
    let lines = |text: &[&str]| text.iter().map(|line| line.to_string()).collect::<Vec<_>>();
    let code = Excerpt::Code(lines(&["on:", "  push:", "# and then", "  push: true"]));
    assert_eq!(found, [code, Excerpt::Sentence("Tests MUST pass".into())]);
    let file = |text: &str| Texts::from([("a".to_string(), text.to_string())]);
    let whole = file(
        "\
on:
  # each
  push:
jobs:
      push: true
Tests MUST  pass.
",
    );
    assert!(found.iter().all(|one| one.stands_in(&whole)));
    for other in [
        "\
on:
 push:
  push: true
",
        "  push:
on:
  push: true
",
        "on:\n  push:\n",
        "Tests must pass",
    ] {
        assert!(!found.iter().any(|one| one.stands_in(&file(other))), "{other}");
    }
}
