//! Images, and what is said of them.

use super::*;
use crate::call::Program;
use crate::registry::Platform;

const NOW: Moment = Moment(1_796_006_668);

fn origin(revision: &str, source: &str, built_ago: i64) -> Origin {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_string());
    Origin { revision: some(revision), source: some(source), version: None, created: Some(NOW.plus(-built_ago)) }
}

fn image(origins: Vec<Origin>) -> Result<Image, Trouble> {
    let platforms = origins.into_iter().enumerate().map(|(at, origin)| Platform {
        name: ["linux/amd64", "linux/arm64"][at].into(),
        digest: format!("sha256:{at}"),
        origin,
    });
    Ok(Image { digest: "sha256:index".into(), platforms: platforms.collect() })
}

struct Given {
    provenance: Provenance,
    builds: bool,
    run_goes_on: bool,
    attested: Option<Attested>,
}

const GIVEN: Given = Given { provenance: Provenance::Labelled, builds: true, run_goes_on: false, attested: None };

fn kin(sha: &str) -> Kin {
    match sha {
        "860c190" => Kin::Same,
        "1111111" => Kin::SameFiles,
        "2222222" => Kin::Ahead(2),
        "3333333" => Kin::Behind(14),
        "4444444" => Kin::Diverged,
        "5555555" => Kin::Unknown(Some(Trouble::new(Program::Gh, Kind::Missing))),
        _ => Kin::Absent,
    }
}

#[track_caller]
fn says(image: &Result<Image, Trouble>, given: &Given, standing: Standing, words: &str) {
    let own = |name: &str| match name {
        "acme/widget" => Some(true),
        "acme/unseen" => None,
        _ => Some(false),
    };
    let facts = judge_image(&ImageQuestion {
        image,
        attested: given.attested.as_ref(),
        provenance: given.provenance,
        builds: given.builds,
        kin: &kin,
        own: &own,
        not_before: Some(NOW.plus(-7200)),
        run_goes_on: given.run_goes_on,
        moved: None,
        unexplained: None,
    });
    let worst = facts.iter().rev().max_by_key(|fact| fact.standing).expect("a fact");
    assert_eq!((worst.standing, worst.words(NOW).as_str()), (standing, words));
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
    let missing = Err(Trouble::new(Program::Skopeo, Kind::NotFound));
    says(&missing, &GIVEN, Standing::No, "there is no such tag");
    let running = Given { run_goes_on: true, ..GIVEN };
    says(&missing, &running, Standing::Behind, "there is no such tag");
    let behind = image(vec![origin("3333333", OWN, 60)]);
    says(&behind, &running, Standing::Behind, "is of 3333333, 14 commits behind, built 02:43 UTC");
    let down = Err(Trouble::new(Program::Skopeo, Kind::Unreachable("connection refused".into())));
    says(&down, &GIVEN, Standing::Unknown, "nobody answers: connection refused");
}

#[test]
fn platforms_that_differ() {
    let two = image(vec![origin("860c190", OWN, 60), origin("3333333", OWN, 60)]);
    says(&two, &GIVEN, Standing::No, "has platforms that differ: linux/amd64 860c190, linux/arm64 3333333");
}

#[test]
fn an_attestation_outweighs_labels() {
    let attested = Attested { commit: "3333333".into(), source: Some(OWN.into()) };
    let given = Given { attested: Some(attested), ..GIVEN };
    let lies = image(vec![origin("860c190", OWN, 60)]);
    says(&lies, &given, Standing::No, "is of 3333333, 14 commits behind");
}
