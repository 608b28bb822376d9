//! Sentences of every language whose sentences are read, in files that a speaker can read
//! and correct: `scenarios/sentences/`, for those that were amended `scenarios/turned/`, for those against a mandate `scenarios/against/`,
//! and for those that rules enforce `scenarios/enforced/`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use prodproof_constitution::amendment::{compare, Level};
use prodproof_constitution::claims;
use prodproof_constitution::document::{date, DatePlace, Document};
use prodproof_constitution::lexicon::{self, Depth, Force, PhraseKind, LANGUAGES};
use prodproof_constitution::mandates::Enforcement;
use prodproof_rules::repo::Repo;
use prodproof_rules::rules::{self, mandates::Subject};
use prodproof_rules::words::Worded;
use prodproof_syntax::markdown::Markdown;
use prodproof_syntax::snapshot::{Facts, Snapshot};

/// The sentences of all files: language, what it is said to be, sentence.
fn sentences() -> Vec<(String, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/sentences");
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).expect("sentences") {
        let path = entry.expect("an entry").path();
        let (Some(name), Some("txt")) = (path.file_stem(), path.extension().and_then(|ending| ending.to_str())) else {
            continue;
        };
        for line in std::fs::read_to_string(&path).expect("text").lines().filter(|line| !line.is_empty()) {
            let (kind, sentence) = line.split_once(": ").unwrap_or_else(|| panic!("{}: {line}", path.display()));
            out.push((name.to_string_lossy().into_owned(), kind.to_string(), sentence.to_string()));
        }
    }
    out.sort();
    out
}

#[test]
fn every_sentence_is_read_as_a_speaker_means_it() {
    let mut wrong = Vec::new();
    for (language, kind, sentence) in sentences() {
        let reading = lexicon::read(&sentence);
        let right = match kind.as_str() {
            "duty" => reading.force() == Force::Duty,
            "prohibition" => reading.force() == Force::Prohibition,
            "permission" => reading.force() == Force::Permission,
            "recommendation" => reading.force() == Force::Recommendation,
            "release" => reading.force() == Force::Release,
            "none" => reading.force() == Force::None,
            "only" => reading.has(PhraseKind::Only),
            "exception" => reading.has(PhraseKind::Exception),
            other => panic!("{language}: {other}"),
        };
        if !right {
            let marks: Vec<_> =
                reading.marks.iter().map(|mark| (mark.kind, sentence.get(mark.range.clone()))).collect();
            wrong.push(format!("{language}: {kind}: {sentence}\n    {:?} {marks:?}", reading.force()));
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

/// The languages whose sentences are read, as the files of scenarios are called.
fn read_languages() -> BTreeSet<&'static str> {
    let read = LANGUAGES.iter().filter(|language| language.depth == Depth::Sentences);
    read.flat_map(|language| match language.code {
        "zh" => vec!["zh-Hans", "zh-Hant"],
        code => vec![code],
    })
    .collect()
}

#[test]
fn every_language_has_thirty_sentences_of_each_sort() {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut all: BTreeMap<String, usize> = BTreeMap::new();
    for (language, kind, _) in sentences() {
        *counts.entry((language.clone(), kind)).or_default() += 1;
        *all.entry(language).or_default() += 1;
    }
    for code in read_languages() {
        assert!(all.get(code).copied().unwrap_or_default() >= 30, "{code}: {all:?}");
        for kind in ["duty", "prohibition", "permission", "recommendation", "release", "none", "only", "exception"] {
            assert!(counts.contains_key(&(code.to_string(), kind.to_string())), "{code}: {kind}");
        }
    }
}

/// The forms in which a sentence stands against a mandate; every language has each.
const FORMS: [&str; 13] = [
    "against: auto-update is forbidden",
    "against: auto-update pulls nothing",
    "only tag",
    "against: only releases move the tag",
    "never push:main",
    "against: what is merged waits for a release",
    "against: merges do not move the tag",
    "against: only releases publish",
    "against: people publish",
    "against: people deploy",
    "against: a digest is run",
    "against: a tag has to be pushed after each merge",
    "nothing",
];

/// The texts of a folder of scenarios, below what is said of them: language, form, text.
fn texts(folder: &str, forms: &[&'static str]) -> Vec<(String, &'static str, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(folder);
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).expect("texts") {
        let path = entry.expect("an entry").path();
        let (Some(name), Some("txt")) = (path.file_stem(), path.extension().and_then(|ending| ending.to_str())) else {
            continue;
        };
        let mut form = None;
        for line in std::fs::read_to_string(&path).expect("text").lines().filter(|line| !line.is_empty()) {
            match line.strip_prefix("# ") {
                Some(wanted) => {
                    let known = forms.iter().find(|form| **form == wanted);
                    form = Some(*known.unwrap_or_else(|| panic!("{}: {line}", path.display())));
                }
                None => out.push((
                    name.to_string_lossy().into_owned(),
                    form.unwrap_or_else(|| panic!("{}: {line}", path.display())),
                    line.to_string(),
                )),
            }
        }
    }
    out.sort();
    out
}

/// What the rule says of a constitution with this prose: an error or warning, or an info.
fn reported(text: &str) -> Vec<String> {
    let today = time::Date::from_calendar_date(2027, time::Month::January, 31).expect("a day");
    let document = format!("# Widget\n\n{text}\n");
    let files = [(".specify/memory/constitution.md", document.as_str())];
    let repo = Repo::new(Snapshot::of(&files, Facts::unknown("widget", today)));
    let mut found = Vec::new();
    rules::claims::check(&repo, &mut found);
    let of_rule = found.into_iter().filter(|finding| finding.rule.code == "X110");
    of_rule.map(|finding| format!("{}: {}", finding.severity, finding.message)).collect()
}

#[test]
fn sentences_against_a_mandate_are_reported_in_every_language() {
    let mut wrong = Vec::new();
    let mut forms: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (language, form, text) in texts("against", &FORMS) {
        let found: Vec<String> =
            claims::read(&text, &Markdown::read(&text)).iter().map(|claim| claim.what.told().to_string()).collect();
        let reported = reported(&text);
        let right = match form {
            "nothing" => reported.is_empty(),
            _ => found.iter().any(|one| one.starts_with(form)) && reported.len() == 1,
        };
        if !right {
            wrong.push(format!("{language}: {form}: {text}\n    {found:?} {reported:?}"));
        }
        forms.entry(language).or_default().insert(form);
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(forms.keys().map(String::as_str).collect::<BTreeSet<_>>(), read_languages(), "scenarios/against");
    for (language, forms) in forms {
        assert_eq!(forms.len(), FORMS.len(), "{language}: {forms:?}");
    }
}

/// A rule of each topic that rules look after; every language has each.
const TOPICS: [&str; 13] = [
    "unpublished-merge",
    "unpublished-release",
    "missing-dispatch",
    "duplicate-publisher",
    "missing-provenance-labels",
    "missing-autoupdate-label",
    "unmerged-tag-run",
    "insufficient-bump",
    "stale-amendment-date",
    "stale-sync-report",
    "contradicted-contract",
    "pull-request-publishes",
    "nothing",
];

#[test]
fn what_enforces_a_sentence_is_known_in_every_language() {
    let mut wrong = Vec::new();
    let mut topics: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (language, topic, text) in texts("enforced", &TOPICS) {
        let found = rules::mandates::read(&text, &Markdown::read(&text), &Subject::default());
        let names: Vec<&str> = match found.first().map(|mandate| &mandate.enforcement) {
            Some(Enforcement::Rules(rules)) => rules.iter().map(|rule| rule.name).collect(),
            Some(Enforcement::Nothing) => vec!["nothing"],
            _ => Vec::new(),
        };
        if !names.contains(&topic) {
            // A topic is a row of `rules/rules/mandates/topics.rs`: what was heard of it.
            let sentence = prodproof_constitution::sentences::read(&text, &Markdown::read(&text)).swap_remove(0);
            let heard = claims::topics(&sentence);
            wrong.push(format!("{language}: {topic}: {text}\n    {names:?}, heard {heard:?}"));
        }
        topics.entry(language).or_default().insert(topic);
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(topics.keys().map(String::as_str).collect::<BTreeSet<_>>(), read_languages(), "scenarios/enforced");
    for (language, topics) in topics {
        assert_eq!(topics.len(), TOPICS.len(), "{language}: {topics:?}");
    }
}

const TURNS: [&str; 4] = ["turned", "weakened", "limited or freed", "the same way round"];

#[test]
fn an_amended_sentence_is_turned_as_a_speaker_means_it() {
    let rest = "\n\nThe crew keeps a log of all that it does.\n\nEach house has one keeper.\n";
    let mut wrong = Vec::new();
    let mut seen: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (language, turn, text) in texts("turned", &TURNS) {
        let (old, new) = text.split_once(" | ").unwrap_or_else(|| panic!("{language}: {text}"));
        let found = compare(&format!("# Widget\n\n{old}{rest}"), &format!("# Widget\n\n{new}{rest}"));
        let right = match turn {
            "turned" | "weakened" => found.level == Level::Major,
            "the same way round" => found.level < Level::Major,
            _ => found.ambiguous.is_some() || found.level == Level::Major,
        };
        if !right {
            wrong.push(format!(
                "{language}: {turn}: {text}\n    {} {:?} {:?}",
                found.level, found.ambiguous, found.reasons
            ));
        }
        seen.entry(language).or_default().insert(turn);
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(seen.keys().map(String::as_str).collect::<BTreeSet<_>>(), read_languages(), "scenarios/turned");
    for (language, turns) in seen {
        assert_eq!(turns.len(), TURNS.len(), "{language}: {turns:?}");
    }
}

#[test]
fn version_and_dates_are_read_as_each_language_writes_them() {
    let heading = "1.4.2 on 2026-03-01";
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (language, _, line) in texts("heads", &[heading]) {
        let document = Document::read(&format!("# Widget\n\nThe crew works.\n\n{line}\n"));
        let day = |places: &[DatePlace]| places.first().and_then(|place| place.day.date()).map(date::iso);
        let version = document.version().map(ToString::to_string).unwrap_or_default();
        let found = (day(&document.ratified), day(&document.amended));
        let wanted = Some("2026-03-01".to_string());
        if version != "1.4.2" || found != (wanted.clone(), wanted) {
            wrong.push(format!("{language}: {line}\n    {version} {found:?}"));
        }
        seen.insert(language);
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(seen.iter().map(String::as_str).collect::<BTreeSet<_>>(), read_languages(), "scenarios/heads");
}
