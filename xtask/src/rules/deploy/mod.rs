//! The deploy family: why a host will not pull a new image, one rule a reason.
//!
//! The verdict itself is [`crate::unit`]'s; here its reasons are named, explained and
//! turned into findings. Must not know podman or systemd.

mod broken;
mod image;
mod label;
mod name;
mod opaque;
mod place;
mod quadlet;
mod restart;

pub use broken::{CUT_OFF, REFUSED_COMMAND, REFUSED_UNIT};
pub use image::{
    CREDENTIALS, DIGEST_PIN, LOCALHOST, SHORT_NAME, TAG_AND_DIGEST, TLS_VERIFY, TRANSPORT, UNRESOLVED_IMAGE,
    VERSION_PIN,
};
pub use label::{
    COMMENTED_OUT, DISABLED, IMPLICIT_LABEL, INVALID_POLICY, LABEL_AFTER_IMAGE, LABEL_ON_POD, LOCAL, MISSING_LABEL,
    OLD_POLICY, OTHER_CONTAINER, OVERRIDDEN_LABEL, SINGLE_DASH, UNKNOWN_LABEL,
};
pub use name::{EMPTY_UNIT, INVALID_UNIT, LOST_UNIT, MISSING_UNIT, OTHER_UNIT, OVERRIDDEN_UNIT, UNIT_IN_CONTAINER};
pub use opaque::{DOCKER, OPAQUE_COMMAND, OPAQUE_ENVIRONMENT, OPAQUE_FLAGS, OPAQUE_LABELS};
pub use place::{FOREIGN_POD, OTHER_STORAGE, OTHER_USER, USER};
pub use quadlet::{
    DROPPED_ARGUMENTS, MISPLACED_QUADLET, MISSING_REFERENCE, REFUSED_QUADLET, UNKNOWN_KEY, WRONG_SECTION,
};
pub use restart::{DETACHED, NAME_IN_USE, NEVER_READY, OLD_CONTAINER, POD_BY_RUN, RACY_RESTART, UNCLEAR_RESTART};

use crate::finding::Rule;
use crate::finding::{Finding, Place};
use crate::repo::Repo;
use crate::unit::Cause;

/// All rows, room by room.
pub static RULES: &[&Rule] = &ALL;

static ALL: [&Rule; 54] = joined(&[
    label::RULES,
    name::RULES,
    image::RULES,
    restart::RULES,
    place::RULES,
    broken::RULES,
    opaque::RULES,
    quadlet::RULES,
]);

const fn joined<const N: usize>(rooms: &[&[&'static Rule]]) -> [&'static Rule; N] {
    let mut all = [rooms[0][0]; N];
    let (mut room, mut at) = (0, 0);
    while room < rooms.len() {
        let mut row = 0;
        while row < rooms[room].len() {
            all[at] = rooms[room][row];
            row += 1;
            at += 1;
        }
        room += 1;
    }
    assert!(at == N, "the number of rows is the length of the list");
    all
}

/// The rule that a reason of a verdict breaks.
pub fn of(cause: Cause) -> &'static Rule {
    match cause {
        Cause::MissingLabel => &MISSING_LABEL,
        Cause::UnknownLabel(_) => &UNKNOWN_LABEL,
        Cause::LabelAfterImage => &LABEL_AFTER_IMAGE,
        Cause::InvalidPolicy => &INVALID_POLICY,
        Cause::Disabled => &DISABLED,
        Cause::Local => &LOCAL,
        Cause::OldPolicy => &OLD_POLICY,
        Cause::LabelOnPod => &LABEL_ON_POD,
        Cause::CommentedOut => &COMMENTED_OUT,
        Cause::SingleDash => &SINGLE_DASH,
        Cause::ImplicitLabel => &IMPLICIT_LABEL,
        Cause::OtherContainer => &OTHER_CONTAINER,
        Cause::OverriddenLabel => &OVERRIDDEN_LABEL,
        Cause::MissingUnit => &MISSING_UNIT,
        Cause::InvalidUnit => &INVALID_UNIT,
        Cause::OtherUnit(_) => &OTHER_UNIT,
        Cause::EmptyUnit => &EMPTY_UNIT,
        Cause::UnitInContainer => &UNIT_IN_CONTAINER,
        Cause::LostUnit => &LOST_UNIT,
        Cause::OverriddenUnit => &OVERRIDDEN_UNIT,
        Cause::DigestPin => &DIGEST_PIN,
        Cause::TagAndDigest => &TAG_AND_DIGEST,
        Cause::ShortName => &SHORT_NAME,
        Cause::Localhost => &LOCALHOST,
        Cause::Transport => &TRANSPORT,
        Cause::UnresolvedImage => &UNRESOLVED_IMAGE,
        Cause::VersionPin => &VERSION_PIN,
        Cause::TlsVerify => &TLS_VERIFY,
        Cause::Credentials => &CREDENTIALS,
        Cause::NameInUse => &NAME_IN_USE,
        Cause::RacyRestart => &RACY_RESTART,
        Cause::OldContainer => &OLD_CONTAINER,
        Cause::Detached => &DETACHED,
        Cause::NeverReady => &NEVER_READY,
        Cause::UnclearRestart => &UNCLEAR_RESTART,
        Cause::PodByRun => &POD_BY_RUN,
        Cause::ForeignPod => &FOREIGN_POD,
        Cause::User => &USER,
        Cause::OtherUser => &OTHER_USER,
        Cause::OtherStorage => &OTHER_STORAGE,
        Cause::RefusedUnit => &REFUSED_UNIT,
        Cause::CutOff => &CUT_OFF,
        Cause::RefusedCommand => &REFUSED_COMMAND,
        Cause::OpaqueCommand => &OPAQUE_COMMAND,
        Cause::OpaqueEnvironment => &OPAQUE_ENVIRONMENT,
        Cause::OpaqueLabels => &OPAQUE_LABELS,
        Cause::OpaqueFlags => &OPAQUE_FLAGS,
        Cause::Docker => &DOCKER,
        Cause::RefusedQuadlet => &REFUSED_QUADLET,
        Cause::UnknownKey => &UNKNOWN_KEY,
        Cause::WrongSection => &WRONG_SECTION,
        Cause::MisplacedQuadlet => &MISPLACED_QUADLET,
        Cause::MissingReference => &MISSING_REFERENCE,
        Cause::DroppedArguments => &DROPPED_ARGUMENTS,
    }
}

/// Rules about a unit that does not even start: they hold whatever the policy is.
static BROKEN: &[&Rule] =
    &[&REFUSED_UNIT, &CUT_OFF, &REFUSED_COMMAND, &SINGLE_DASH, &REFUSED_QUADLET, &UNKNOWN_KEY, &MISPLACED_QUADLET];

/// Rules about what a registry would be asked.
static REGISTRY: &[&Rule] = &[
    &LOCAL,
    &DIGEST_PIN,
    &TAG_AND_DIGEST,
    &SHORT_NAME,
    &LOCALHOST,
    &TRANSPORT,
    &VERSION_PIN,
    &TLS_VERIFY,
    &CREDENTIALS,
];

/// The reasons of all deployments as findings. A contract that wants no auto-update, or
/// a local one, is taken at its word.
pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let wanted = repo.contract.autoupdate.as_ref().map_or("registry", |wanted| wanted.value.as_str());
    for deployment in &repo.deployments {
        for reason in &deployment.reasons {
            let rule = of(reason.cause);
            let counts = match wanted {
                "disabled" => BROKEN.contains(&rule),
                "local" => !REGISTRY.contains(&rule),
                _ => true,
            };
            if !counts {
                continue;
            }
            let place = Place::new(reason.path.clone(), reason.span);
            let mut finding = rule.at(place, reason.message.clone()).help(reason.help.clone());
            for (place, message) in &reason.related {
                finding = finding.related(place.path.clone(), place.span, message.clone());
            }
            finding.severity = reason.severity.unwrap_or(rule.severity);
            finding.fix = reason.fix.clone();
            acc.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use time::{Date, Month};

    use super::*;
    use crate::snapshot::{Facts, Snapshot};

    const CONTRACT: &str = "# C\n\n```toml contract\n[deploy]\nautoupdate = \"POLICY\"\n```\n";

    #[track_caller]
    fn found(unit: &str, policy: &str, expected: &[&str]) {
        let today = Date::from_calendar_date(2026, Month::June, 1).expect("a date");
        let constitution = CONTRACT.replace("POLICY", policy);
        let files = [("a.service", unit), (".specify/memory/constitution.md", constitution.as_str())];
        let repo = Repo::new(Snapshot::of(&files, Facts::unknown("repo", today)));
        let mut acc = Vec::new();
        check(&repo, &mut acc);
        assert_eq!(acc.iter().map(|finding| finding.rule.name).collect::<Vec<_>>(), expected, "{unit} {policy}");
    }

    #[test]
    fn the_contract_is_taken_at_its_word() {
        let none = "[Service]\nExecStart=podman run --rm --replace --name c quay.io/a/b@sha256:1\n";
        found(none, "registry", &["missing-autoupdate-label", "digest-pinned-image"]);
        found(none, "disabled", &[]);
        let local =
            "[Service]\nEnvironment=PODMAN_SYSTEMD_UNIT=%n\nExecStart=podman run --rm --replace --name c --label \
                     io.containers.autoupdate=local localhost/a/b\n";
        found(local, "registry", &["local-autoupdate"]);
        found(local, "local", &[]);
        found("[Service]\nExecStart=podman run 'x\n", "disabled", &["refused-unit"]);
    }

    #[test]
    fn codes_and_names_are_unique() {
        let mut codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
        codes.sort_unstable();
        let numbers: Vec<String> = (1..=RULES.len()).map(|number| format!("D{number:03}")).collect();
        assert_eq!(codes, numbers);
        let mut names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), RULES.len());
    }
}
