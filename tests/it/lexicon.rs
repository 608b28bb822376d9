//! Sentences of every language whose sentences are read, in files that a speaker can read
//! and correct: `scenarios/sentences/`.

use std::collections::BTreeMap;
use std::path::Path;

use prodproof_constitution::lexicon::{self, Depth, Force, PhraseKind, LANGUAGES};

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

#[test]
fn every_language_has_thirty_sentences_of_each_sort() {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut all: BTreeMap<String, usize> = BTreeMap::new();
    for (language, kind, _) in sentences() {
        *counts.entry((language.clone(), kind)).or_default() += 1;
        *all.entry(language).or_default() += 1;
    }
    let read = LANGUAGES.iter().filter(|language| language.depth == Depth::Sentences);
    let codes: Vec<&str> = read
        .flat_map(|language| match language.code {
            "zh" => vec!["zh-Hans", "zh-Hant"],
            code => vec![code],
        })
        .collect();
    assert_eq!(codes.len(), 15);
    for code in codes {
        assert!(all.get(code).copied().unwrap_or_default() >= 30, "{code}: {all:?}");
        for kind in ["duty", "prohibition", "permission", "recommendation", "release", "none", "only", "exception"] {
            assert!(counts.contains_key(&(code.to_string(), kind.to_string())), "{code}: {kind}");
        }
    }
}
