//! The commit that is expected, and how it is told.

use prodproof_live::link::{LinkFact, MergeFact, Said, Standing};
use prodproof_live::moment::Moment;
use prodproof_rules::words::live::words as told;

#[test]
fn the_expected_commit_in_words() {
    let now = Moment(1_796_006_668);
    let fact = MergeFact::Expected {
        sha: "860c1904a1ce19322e91ac35af1ab07466440c37".into(),
        title: "sign the OAuth state".into(),
        branch: "main".into(),
        committed: Some(now.plus(-7200)),
    };
    assert_eq!(
        told(&LinkFact { standing: Standing::Yes, said: Said::Merge(fact) }, now),
        "860c190 \"sign the OAuth state\", main, 2 h ago"
    );
    let stated = MergeFact::Stated { sha: "860c190".into(), title: "x".repeat(80) };
    assert_eq!(
        told(&LinkFact { standing: Standing::Yes, said: Said::Merge(stated) }, now).chars().count(),
        "860c190 \"\", as stated".len() + 61
    );
}
