//! The corpus of the fuzz targets, replayed: each input ends without a panic. An input
//! that once broke a target stays in its folder.

#[path = "../fuzz/targets.rs"]
mod targets;

use std::fs;

use super::support::home;
use targets::TARGETS;

#[test]
fn every_target_has_a_corpus_and_ends_on_all_of_it() {
    let corpus = home().join("tests/fuzz/corpus");
    let folders = fs::read_dir(&corpus).expect("the corpus").map(|entry| entry.expect("an entry").file_name());
    let mut folders: Vec<String> = folders.map(|name| name.to_string_lossy().into_owned()).collect();
    folders.sort();
    let mut names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    names.sort_unstable();
    assert_eq!(folders, names, "a folder a target");
    for target in TARGETS {
        let mut count = 0;
        for entry in fs::read_dir(corpus.join(target.name)).expect("a folder") {
            let path = entry.expect("an entry").path();
            let text = fs::read_to_string(&path).expect("an input is text");
            println!("{}", path.display());
            (target.run)(&text);
            // Cut short, it is another input.
            for end in (0..text.len()).step_by(text.len() / 16 + 1).filter(|end| text.is_char_boundary(*end)) {
                (target.run)(&text[..end]);
            }
            count += 1;
        }
        assert!(count >= 2, "{} has {count} inputs", target.name);
    }
}
