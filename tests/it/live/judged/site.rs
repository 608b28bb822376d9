//! What a site answers, and what is said of it.

use prodproof_live::call::Program;
use prodproof_live::link::{judge_site, Kin, SiteQuestion, Standing};
use prodproof_live::moment::Moment;
use prodproof_live::trouble::{Trouble, TroubleKind};
use prodproof_rules::words::live::words;

fn kin(sha: &str) -> Kin {
    match sha {
        "860c190" => Kin::Same,
        "553c207" => Kin::Behind(3),
        "1111111" => Kin::Behind(1),
        "7777777" => Kin::Unknown(None),
        _ => Kin::Absent,
    }
}

/// Of a site that is to tell its commit, behind a host that runs what it should.
fn told(answers: &[Result<(u16, Option<String>), Trouble>]) -> SiteQuestion<'_> {
    SiteQuestion { answers, tells: true, kin: &kin, host_is_behind: false }
}

fn judged(question: &SiteQuestion<'_>) -> (Standing, String) {
    let facts = judge_site(question);
    let worst = facts.iter().max_by_key(|fact| fact.standing).expect("a fact");
    (worst.standing, words(worst, Moment(0)))
}

#[test]
fn what_a_site_tells() {
    let tells = |sha: &str| Ok((200, Some(sha.into())));
    let (new, old) = (tells("860c190"), tells("553c207"));
    let three = |a: &Result<_, _>, b: &Result<_, _>, c: &Result<_, _>| [a.clone(), b.clone(), c.clone()];
    for (answers, tell, behind, standing, words) in [
        (three(&new, &new, &new), true, false, Standing::Yes, "tells 860c190"),
        (three(&old, &old, &old), true, false, Standing::No, "tells 553c207, which is 3 commits behind"),
        (three(&old, &old, &old), true, true, Standing::Behind, "tells 553c207, which is 3 commits behind"),
        (
            three(&new, &old, &new),
            true,
            false,
            Standing::No,
            "1 of 3 answers tell 553c207: two processes answer in turn",
        ),
        (
            three(&new, &new, &Ok((200, None))),
            true,
            false,
            Standing::Unknown,
            "answers 200, but there is no commit where it is to stand",
        ),
        (
            three(&tells("1111111"), &tells("1111111"), &tells("1111111")),
            true,
            false,
            Standing::No,
            "tells 1111111, which is one commit behind",
        ),
        // Nobody knows which commit is expected, or where that one lies: no word of another.
        (
            three(&tells("7777777"), &tells("7777777"), &tells("7777777")),
            true,
            false,
            Standing::Unknown,
            "tells 7777777; where that lies is not known",
        ),
        (
            three(&new, &tells("7777777"), &new),
            true,
            false,
            Standing::Unknown,
            "1 of 3 answers tell 7777777: two processes answer in turn",
        ),
        (three(&new, &new, &Ok((502, None))), true, false, Standing::No, "answers 502"),
    ] {
        let question = SiteQuestion { tells: tell, host_is_behind: behind, ..told(&answers) };
        assert_eq!(judged(&question), (standing, words.into()));
    }
    let nothing = [Ok((200, None))];
    assert_eq!(judged(&SiteQuestion { tells: false, ..told(&nothing) }).0, Standing::Unknown);
    assert_eq!(judged(&told(&[Ok((401, None))])), (Standing::Unknown, "answers 401".into()));
    assert_eq!(judged(&told(&[Ok((404, Some("860c190".into())))])).0, Standing::Yes);
    let down = Err(Trouble::new(Program::Curl, TroubleKind::Unreachable("curl: (7) refused".into())));
    assert_eq!(judged(&told(&[down])).0, Standing::No);
    let refused = |ms: u8| -> Result<(u16, Option<String>), Trouble> {
        Err(Trouble::new(Program::Curl, TroubleKind::Unreachable(format!("curl: (7) refused after {ms} ms"))))
    };
    let answers = [refused(0), refused(1), refused(0)];
    assert_eq!(judge_site(&told(&answers)).len(), 1, "one trouble is told once");
    let missing = Err(Trouble::new(Program::Curl, TroubleKind::Missing));
    assert_eq!(judged(&told(&[missing])), (Standing::Unknown, "curl is not on PATH".into()));
}
