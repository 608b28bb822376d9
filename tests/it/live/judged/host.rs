//! One host's answer, changed, and what is said of it.

use prodproof_live::call::Outcome;
use prodproof_live::host::{probe, Unit};
use prodproof_live::link::{judge_host, Deployed, HostQuestion, Kin, LinkFact, Published, Standing};
use prodproof_live::moment::Moment;
use prodproof_live::registry::RegistryImage;
use prodproof_rules::words::live::words as told;
use prodproof_syntax::answer::Answer;

const NOW: Moment = Moment(1_796_029_200);
const WEB1: &str = include_str!("../../../../xtask/crates/live/answers/web1.probe");
const SHA: &str = "860c1904a1ce19322e91ac35af1ab07466440c37";

fn image(digest: &str) -> RegistryImage {
    RegistryImage { digest: digest.into(), platforms: Vec::new() }
}

const GOOD: Deployed = Deployed { arrives: Answer::Yes, reasons: Vec::new(), by_own_timer: false, drift: None };

/// What is said of web1, whose answer was changed so.
fn judged(
    edits: &[(&str, &str)],
    deployed: &Deployed,
    registry: Option<(&str, Standing)>,
    published: Option<Moment>,
) -> Vec<LinkFact> {
    let mut text = WEB1.to_string();
    for (from, to) in edits {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let host = probe::read(&Outcome::ended(0, &text, "")).expect("an answer");
    let kin = |sha: &str| match sha {
        SHA => Kin::Same,
        "3333333" => Kin::Behind(14),
        _ => Kin::Absent,
    };
    let image = registry.map(|(digest, standing)| (image(digest), standing));
    judge_host(&HostQuestion {
        host: &host,
        unit: &Unit::new("widget.service").expect("a unit"),
        deployed: Some(deployed),
        registry: image.as_ref().map(|(image, standing)| Published { image, standing: *standing, signed: false }),
        published,
        kin: &kin,
        now: NOW,
        is_job: false,
    })
}

/// The worst fact.
#[track_caller]
fn says(
    edits: &[(&str, &str)],
    deployed: &Deployed,
    registry: Option<(&str, Standing)>,
    standing: Standing,
    words: &str,
) {
    let facts = judged(edits, deployed, registry, None);
    let worst = facts.iter().rev().max_by_key(|fact| fact.standing).expect("a fact");
    let all: Vec<String> = facts.iter().map(|fact| told(fact, NOW)).collect();
    assert_eq!((worst.standing, told(worst, NOW).as_str()), (standing, words), "{all:#?}");
}

const HERE: Option<(&str, Standing)> = Some(("sha256:aa", Standing::Yes));
const NEWER: Option<(&str, Standing)> = Some(("sha256:bb", Standing::Yes));
/// The container is of an older commit.
const OLD: (&str, &str) = (SHA, "3333333");
const PENDING: (&str, &str) = ("\"Updated\":\"false\"", "\"Updated\":\"pending\"");

#[test]
fn the_container_tells_its_commit() {
    says(&[], &GOOD, HERE, Standing::Yes, "widget runs 860c190, since 05:02 UTC");
    says(&[], &GOOD, None, Standing::Yes, "widget runs 860c190, since 05:02 UTC");
    let unlabelled = (format!("\"org.opencontainers.image.revision\":\"{SHA}\""), "\"x\":\"y\"".to_string());
    let unlabelled = (unlabelled.0.as_str(), unlabelled.1.as_str());
    says(&[unlabelled], &GOOD, HERE, Standing::Yes, "widget runs the image that the registry has, since 05:02 UTC");
    says(&[unlabelled], &GOOD, None, Standing::Unknown, "of which commit widget is, is not known");
    let foreign = Some(("sha256:aa", Standing::No));
    says(
        &[unlabelled],
        &GOOD,
        foreign,
        Standing::Behind,
        "widget runs the image that the registry has, since 05:02 UTC",
    );
}

#[test]
fn behind_comes_by_itself_and_broken_does_not() {
    says(&[OLD, PENDING], &GOOD, NEWER, Standing::Behind, "widget runs 3333333, 14 commits behind, since 05:02 UTC");
    let idle = (
        "ActiveState=active\n|UnitFileState=enabled\n= 0\n@ updater",
        "ActiveState=inactive\n|UnitFileState=disabled\n= 0\n@ updater",
    );
    says(&[OLD, PENDING, idle], &GOOD, NEWER, Standing::No, "widget runs 3333333, 14 commits behind, since 05:02 UTC");
    says(&[idle], &GOOD, HERE, Standing::No, "podman-auto-update.timer does not run (disabled)");
    let unlabelled = Deployed { arrives: Answer::No, reasons: vec!["no label".into()], ..GOOD };
    says(&[OLD], &unlabelled, NEWER, Standing::No, "widget runs 3333333, 14 commits behind, since 05:02 UTC");
    says(&[], &unlabelled, HERE, Standing::No, "its files there do not let podman pull anew: no label");
    let failed = ("ExecMainStatus=0", "ExecMainStatus=125");
    let result = ("|Result=success\n|LoadState=loaded\n|ExecMain", "|Result=exit-code\n|LoadState=loaded\n|ExecMain");
    says(&[failed, result], &GOOD, HERE, Standing::No, "the last update failed with 125 00:03 UTC");
}

/// podman 4.3.1 says "false" when it cannot reach the registry.
#[test]
fn a_host_that_sees_nothing_new_proves_nothing() {
    says(&[OLD], &GOOD, NEWER, Standing::Unknown, "widget runs 3333333, 14 commits behind, since 05:02 UTC");
}

/// Of an image that does not start podman goes back to the one before, and calls that a
/// success (measured with 4.3.1 and 5.4.2).
#[test]
fn an_update_that_left_the_old_one_is_no_promise() {
    let ran = Moment::rfc3339("2026-11-30T00:03:10Z").expect("a moment");
    let after = |published: Option<Moment>| {
        let facts = judged(&[OLD, PENDING], &GOOD, NEWER, published);
        let kinds: Vec<&str> = facts.iter().map(LinkFact::kind).collect();
        (facts.iter().map(|fact| fact.standing).max(), kinds.contains(&"left-behind"), kinds.contains(&"comes"))
    };
    assert_eq!(after(Some(ran.plus(-600))), (Some(Standing::Unknown), true, false));
    assert_eq!(after(Some(ran.plus(-200))), (Some(Standing::Behind), false, true), "clocks may differ");
    assert_eq!(after(Some(ran.plus(600))), (Some(Standing::Behind), false, true), "it came later");
    assert_eq!(after(None), (Some(Standing::Behind), false, true), "nobody knows when it came");
    let there = judged(&[], &GOOD, HERE, Some(ran.plus(-600)));
    assert!(there.iter().all(|fact| fact.standing == Standing::Yes));
}

/// Without the registry's answer nobody knows whether there is anything to come.
#[test]
fn nothing_is_promised_of_a_registry_that_is_down() {
    let facts = judged(&[OLD], &GOOD, None, None);
    assert_eq!(facts.iter().map(LinkFact::kind).collect::<Vec<_>>(), ["runs-other"]);
    assert_eq!(facts[0].standing, Standing::Unknown);
}

#[test]
fn the_unit_itself() {
    says(
        &[(
            "LoadState=loaded\n|ActiveState=active\n|SubState=running",
            "LoadState=not-found\n|ActiveState=inactive\n|SubState=dead",
        )],
        &GOOD,
        HERE,
        Standing::No,
        "there is no such unit",
    );
    says(
        &[(
            "LoadState=loaded\n|ActiveState=active\n|SubState=running",
            "LoadState=masked\n|ActiveState=inactive\n|SubState=dead",
        )],
        &GOOD,
        HERE,
        Standing::No,
        "the unit is there, and is `masked`",
    );
    says(
        &[("NeedDaemonReload=no", "NeedDaemonReload=yes")],
        &GOOD,
        HERE,
        Standing::No,
        "systemd has not read its files since they were changed",
    );
    says(
        &[("@ unit\n|widget.service", "@ unit\n|other.service")],
        &GOOD,
        HERE,
        Standing::Unknown,
        "nothing there answers for it: no systemd, or no manager of the user's services",
    );
    let drifted = Deployed { drift: Some("-a\n+b\n".into()), ..GOOD };
    says(&[], &drifted, HERE, Standing::No, "its files there are not the repository's");
}

#[test]
fn somebody_else_s_containers_are_not_seen() {
    let other = [
        ("@ uid\n|0", "@ uid\n|1000"),
        ("@ user\n|root", "@ user\n|deploy"),
        ("\"Status\":\"running\"", "\"Status\":\"exited\""),
    ];
    says(&other, &GOOD, HERE, Standing::Unknown, "its containers are root's, and were not seen");
}

/// An attestation outweighs labels, on a host as well: what runs is what was signed.
#[test]
fn a_signature_outweighs_the_container_s_label() {
    let host = probe::read(&Outcome::ended(0, WEB1, "")).expect("an answer");
    let image = image("sha256:aa");
    let kin = |_: &str| Kin::Same;
    let judged = |standing, signed, digest: &str| {
        let image = RegistryImage { digest: digest.into(), ..image.clone() };
        let facts = judge_host(&HostQuestion {
            host: &host,
            unit: &Unit::new("widget.service").expect("a unit"),
            deployed: Some(&GOOD),
            registry: Some(Published { image: &image, standing, signed }),
            published: None,
            kin: &kin,
            now: NOW,
            is_job: false,
        });
        (facts[0].standing, facts[0].kind())
    };
    assert_eq!(judged(Standing::No, true, "sha256:aa"), (Standing::Behind, "runs-current"));
    assert_eq!(judged(Standing::Yes, true, "sha256:aa"), (Standing::Yes, "runs-current"));
    assert_eq!(judged(Standing::No, false, "sha256:aa"), (Standing::Yes, "runs"));
    assert_eq!(judged(Standing::No, true, "sha256:bb"), (Standing::Yes, "runs"), "another image was signed");
}
