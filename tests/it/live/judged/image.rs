//! Images, and what is said of them.

use prodproof_live::call::Program;
use prodproof_live::github::{Attestation, Attested};
use prodproof_live::link::{judge_image, ImageFact, ImageQuestion, Kin, LinkFact, Provenance, Said, Standing};
use prodproof_live::moment::Moment;
use prodproof_live::registry::{
    Movement, Origin, Period, Platform, RegistryImage, Rhythm, TagHistory, Tells, Unexplained,
};
use prodproof_live::trouble::{Trouble, TroubleKind};
use prodproof_rules::words::live::words as told;

const NOW: Moment = Moment(1_796_006_668);

fn origin(revision: &str, source: &str, built_ago: i64) -> Origin {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_string());
    Origin { revision: some(revision), source: some(source), version: None, created: Some(NOW.plus(-built_ago)) }
}

fn image(origins: Vec<Origin>) -> Result<RegistryImage, Trouble> {
    let platforms = origins.into_iter().enumerate().map(|(at, origin)| Platform {
        name: ["linux/amd64", "linux/arm64"][at].into(),
        digest: format!("sha256:{at}"),
        origin,
    });
    Ok(RegistryImage { digest: "sha256:index".into(), platforms: platforms.collect() })
}

struct Given {
    provenance: Provenance,
    builds: bool,
    run_goes_on: bool,
    attestation: Option<Result<Attestation, Trouble>>,
    attests: bool,
}

const GIVEN: Given =
    Given { provenance: Provenance::Labelled, builds: true, run_goes_on: false, attestation: None, attests: false };

fn kin(sha: &str) -> Kin {
    match sha {
        "860c190" => Kin::Same,
        "1111111" => Kin::SameFiles,
        "2222222" => Kin::Ahead(2),
        "3333333" => Kin::Behind(14),
        "4444444" => Kin::Diverged,
        "5555555" => Kin::Unknown(Some(Trouble::new(Program::Gh, TroubleKind::Missing))),
        _ => Kin::Absent,
    }
}

fn facts(image: &Result<RegistryImage, Trouble>, given: &Given) -> Vec<LinkFact> {
    let own = |name: &str| match name {
        "acme/widget" => Some(true),
        "acme/unseen" => None,
        _ => Some(false),
    };
    judge_image(&ImageQuestion {
        image,
        attestation: given.attestation.as_ref(),
        attests: given.attests,
        provenance: given.provenance,
        builds: given.builds,
        kin: &kin,
        own: &own,
        not_before: Some(NOW.plus(-7200)),
        run_goes_on: given.run_goes_on,
        history: None,
        unexplained: None,
    })
}

/// As a fact of a link.
fn fact(image: ImageFact) -> LinkFact {
    LinkFact { standing: Standing::Unknown, said: Said::Image(image) }
}

/// Its standing, and every fact that is told beside the first.
fn beside(image: &Result<RegistryImage, Trouble>, given: &Given) -> (Option<Standing>, Vec<String>) {
    let facts = facts(image, given);
    (facts.iter().map(|fact| fact.standing).max(), facts.iter().skip(1).map(|fact| told(fact, NOW)).collect())
}

/// The worst fact, of several the first.
#[track_caller]
fn says(image: &Result<RegistryImage, Trouble>, given: &Given, standing: Standing, words: &str) {
    let facts = facts(image, given);
    let worst = facts.iter().rev().max_by_key(|fact| fact.standing).expect("a fact");
    assert_eq!((worst.standing, told(worst, NOW).as_str()), (standing, words));
}

const OWN: &str = "https://github.com/acme/widget";
const OLD: &str = "https://github.com/acme/widget-old.git";

#[test]
fn what_an_image_says_of_itself() {
    let one = |revision: &str, source: &str| image(vec![origin(revision, source, 60)]);
    says(&one("860c190", OWN), &GIVEN, Standing::Yes, "is of 860c190");
    says(&one("860c190", ""), &GIVEN, Standing::Yes, "is of 860c190");
    says(&one("860c190", OLD), &GIVEN, Standing::Yes, "is of 860c190");
    says(&one("1111111", OWN), &GIVEN, Standing::Yes, "is of 1111111, which has the same files");
    says(&one("2222222", OWN), &GIVEN, Standing::Yes, "is of 2222222, 2 commits further");
    says(&one("3333333", OWN), &GIVEN, Standing::No, "is of 3333333, 14 commits behind, built 02:43 UTC");
    says(&one("4444444", OWN), &GIVEN, Standing::No, "is of 4444444, which is on another branch, built 02:43 UTC");
    says(
        &one("5555555", OWN),
        &GIVEN,
        Standing::Unknown,
        "is of 5555555; where that lies is not known: gh is not on PATH",
    );
    says(&one("main", OWN), &GIVEN, Standing::Unknown, "says `main` where its commit is to stand");
    says(&one("", OWN), &GIVEN, Standing::Unknown, "does not say of which commit it is");
    says(&one("", ""), &GIVEN, Standing::Unknown, "does not say of which commit it is");
}

#[test]
fn somebody_else_s_image() {
    let one = |revision: &str, source: &str| image(vec![origin(revision, source, 60)]);
    let words = "is of acme/widget-old at abcdef1, built 02:43 UTC: somebody else publishes this tag";
    says(&one("abcdef1", OLD), &GIVEN, Standing::No, words);
    // Siblings share a history: the commit may be an old one of ours.
    let words = "is of acme/widget-old at 3333333, built 02:43 UTC: somebody else publishes this tag";
    says(&one("3333333", OLD), &GIVEN, Standing::No, words);
    let words = "is of abcdef1, which this repository does not have, built 02:43 UTC: somebody else publishes this tag";
    says(&one("abcdef1", ""), &GIVEN, Standing::No, words);
    says(&one("abcdef1", "https://github.com/acme/unseen"), &GIVEN, Standing::No, words);
    let inherited = Given { provenance: Provenance::MaybeInherited, ..GIVEN };
    let words = "says that it is of acme/base at abcdef1, which may be what its base image says";
    says(&one("abcdef1", "https://github.com/acme/base"), &inherited, Standing::Unknown, words);
    let words = "says abcdef1, which this repository does not have, and which may be what its base image says";
    says(&one("abcdef1", ""), &inherited, Standing::Unknown, words);
}

#[test]
fn an_image_from_before_the_merge_is_not_it() {
    let old = image(vec![origin("", "", 40_000)]);
    says(&old, &GIVEN, Standing::No, "does not say of which commit it is, but was built 15:37 UTC, before the merge");
    let promoted = Given { builds: false, ..GIVEN };
    says(&old, &promoted, Standing::Unknown, "does not say of which commit it is");
    let epoch = image(vec![Origin::default()]);
    says(&epoch, &GIVEN, Standing::Unknown, "does not say of which commit it is");
}

#[test]
fn what_is_missing_may_yet_come() {
    let missing = Err(Trouble::new(Program::Skopeo, TroubleKind::NotFound));
    says(&missing, &GIVEN, Standing::No, "there is no such tag");
    let running = Given { run_goes_on: true, ..GIVEN };
    says(&missing, &running, Standing::Behind, "there is no such tag");
    let behind = image(vec![origin("3333333", OWN, 60)]);
    says(&behind, &running, Standing::Behind, "is of 3333333, 14 commits behind, built 02:43 UTC");
    let down = Err(Trouble::new(Program::Skopeo, TroubleKind::Unreachable("connection refused".into())));
    says(&down, &GIVEN, Standing::Unknown, "nobody answers: connection refused");
}

#[test]
fn platforms_that_differ() {
    let two = image(vec![origin("860c190", OWN, 60), origin("3333333", OWN, 60)]);
    says(&two, &GIVEN, Standing::No, "has platforms that differ: linux/amd64 860c190, linux/arm64 3333333");
}

fn attested(all: &[(&str, &str)]) -> Given {
    let one =
        |(commit, source): &(&str, &str)| Attested { commit: commit.to_string(), source: Some(source.to_string()) };
    Given { attestation: Some(Ok(Attestation::Says(all.iter().map(one).collect()))), attests: true, ..GIVEN }
}

#[test]
fn an_attestation_outweighs_labels() {
    let lies = image(vec![origin("860c190", OWN, 60)]);
    says(&lies, &attested(&[("3333333", OWN)]), Standing::No, "is of 3333333, 14 commits behind");
    let old = image(vec![origin("3333333", OWN, 60)]);
    let signed = (Some(Standing::Yes), vec!["a signed attestation says so".to_string()]);
    assert_eq!(beside(&old, &attested(&[("860c190", OWN)])), signed);
    // A sibling's own attestation, whatever the labels say, and though it has the commit.
    for commit in ["860c190", "3333333", "abcdef1"] {
        let words = format!("is of acme/widget-old at {commit}: somebody else publishes this tag");
        says(&lies, &attested(&[(commit, "https://github.com/acme/widget-old")]), Standing::No, &words);
    }
    // Two builds came to the same bytes.
    assert_eq!(beside(&old, &attested(&[("3333333", OWN), ("860c190", OWN)])), signed);
}

#[test]
fn an_attestation_that_proves_nothing_is_said() {
    let good = image(vec![origin("860c190", OWN, 60)]);
    let with = |attestation, attests| Given { attestation: Some(attestation), attests, ..GIVEN };
    let forged = with(Ok(Attestation::Unverified("verifying with issuer \"sigstore.dev\"".into())), true);
    let words = "has an attestation that does not verify: verifying with issuer \"sigstore.dev\"";
    says(&good, &forged, Standing::Unknown, words);
    let none = "none attests it, though the workflow here attests what it builds";
    assert_eq!(beside(&good, &with(Ok(Attestation::None), true)), (Some(Standing::Yes), vec![none.to_string()]));
    assert_eq!(beside(&good, &with(Ok(Attestation::None), false)), (Some(Standing::Yes), Vec::new()));
    let old = || Err(Trouble::new(Program::Gh, TroubleKind::TooOld { needed: "2.49" }));
    let words = "whether it is attested is not known: gh is too old for that question, which takes 2.49";
    assert_eq!(beside(&good, &with(old(), true)), (Some(Standing::Yes), vec![words.to_string()]));
    let asides = |attests| facts(&good, &with(old(), attests)).iter().filter(|fact| fact.is_aside()).count();
    assert_eq!((asides(true), asides(false)), (0, 1), "who attests nothing has nothing to look for");
}

#[test]
fn movements_and_who_did_not_make_them() {
    let at = |seconds: i64, by: Option<&str>| Movement {
        digest: "sha256:a".into(),
        at: NOW.plus(seconds),
        by: by.map(str::to_string),
    };
    let week = 7 * 86_400;
    let history = |tells, movements| ImageFact::Moved(TagHistory { tells, movements });
    let one = history(Tells::Tag, vec![at(-60, Some("bot"))]);
    assert_eq!(told(&fact(one), NOW), "the tag was last set 02:43 UTC by bot");
    let several = history(Tells::Pushes, (0..6).map(|ago| at(-60 - ago * week, None)).collect());
    assert_eq!(
        told(&fact(several), NOW),
        "the package was last pushed to 02:43 UTC; before that 2026-11-23 02:43 UTC, 2026-11-16 02:43 UTC, 2026-11-09 02:43 UTC"
    );
    let rhythm = |each, count| Some(Rhythm { each, at: NOW.plus(-60), count });
    let unexplained =
        |tells, count, rhythm| ImageFact::Unexplained(Unexplained { tells, count, last: NOW.plus(-60), rhythm });
    for (one, words) in [
        (unexplained(Tells::Tag, 1, None), "the tag was set once without a run of ours, last 02:43 UTC"),
        (
            unexplained(Tells::Tag, 4, rhythm(Period::Week, 4)),
            "the tag was set 4 times without a run of ours, last 02:43 UTC, every Monday at 02:43 UTC",
        ),
        (
            unexplained(Tells::Pushes, 5, rhythm(Period::Day, 3)),
            "the package was pushed to 5 times without a run of ours, last 02:43 UTC, 3 of them every day at 02:43 UTC",
        ),
    ] {
        assert_eq!(told(&fact(one), NOW), words);
    }
    let why = Trouble::new(Program::Gh, TroubleKind::Forbidden);
    assert!(told(&fact(ImageFact::HistoryUnknown { why }), NOW).ends_with("`gh auth refresh --scopes read:packages`"));
}
