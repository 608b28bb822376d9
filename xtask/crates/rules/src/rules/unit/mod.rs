//! The deploy family: why a host will not pull a new image, one rule a reason.
//!
//! The verdict itself is [`crate::unit`]'s; here its reasons are named, explained and
//! turned into findings. Must not know podman or systemd.

mod annotation_for_no_container;
mod autoupdate_in_wrong_section;
mod autoupdate_label_on_pod;
mod broken_quadlet_reference;
mod commented_out_label;
mod compose_service;
mod container_name_in_use;
mod cut_off_command;
mod deprecated_autoupdate_policy;
mod detached_from_service;
mod digest_pinned_image;
mod disabled_autoupdate;
mod docker_run;
mod dropped_quadlet_arguments;
mod empty_systemd_unit;
mod foreign_pod;
mod forgotten_credentials;
mod forgotten_tls_verify;
mod host_build_under_published_name;
mod image_transport;
mod implicit_autoupdate_label;
mod invalid_autoupdate_policy;
mod invalid_systemd_unit_name;
mod label_after_image;
mod local_autoupdate;
mod localhost_image;
mod lost_systemd_unit;
mod misplaced_quadlet_file;
mod missing_autoupdate_label;
mod missing_quadlet_reference;
mod missing_systemd_unit;
mod never_ready_service;
mod never_started;
mod opaque_command;
mod opaque_environment_file;
mod opaque_flags;
mod opaque_label_file;
mod other_storage;
mod other_systemd_unit;
mod other_user;
mod overridden_autoupdate_label;
mod overridden_systemd_unit_label;
mod pod_created_by_run;
mod racy_restart;
mod refused_podman_command;
mod refused_quadlet_file;
mod refused_unit;
mod restarted_old_container;
mod root_user_manager;
mod service_user_key;
mod short_image_name;
mod single_dash_label;
mod systemd_unit_in_container_env;
mod tag_and_digest;
mod unclear_restart;
mod unheard_annotation;
mod unknown_autoupdate_label;
mod unpulled_job;
mod unresolved_image;
mod unsupported_quadlet_key;
mod user_in_system_unit;
mod user_in_user_unit;
mod version_pinned_image;

pub use annotation_for_no_container::OTHER_CONTAINER;
pub use autoupdate_in_wrong_section::WRONG_SECTION;
pub use autoupdate_label_on_pod::LABEL_ON_POD;
pub use broken_quadlet_reference::BROKEN_REFERENCE;
pub use commented_out_label::COMMENTED_OUT;
pub use compose_service::COMPOSE;
pub use container_name_in_use::NAME_IN_USE;
pub use cut_off_command::CUT_OFF;
pub use deprecated_autoupdate_policy::OLD_POLICY;
pub use detached_from_service::DETACHED;
pub use digest_pinned_image::DIGEST_PIN;
pub use disabled_autoupdate::DISABLED;
pub use docker_run::DOCKER;
pub use dropped_quadlet_arguments::DROPPED_ARGUMENTS;
pub use empty_systemd_unit::EMPTY_UNIT;
pub use foreign_pod::FOREIGN_POD;
pub use forgotten_credentials::CREDENTIALS;
pub use forgotten_tls_verify::TLS_VERIFY;
pub use host_build_under_published_name::HOST_BUILD;
pub use image_transport::TRANSPORT;
pub use implicit_autoupdate_label::IMPLICIT_LABEL;
pub use invalid_autoupdate_policy::INVALID_POLICY;
pub use invalid_systemd_unit_name::INVALID_UNIT;
pub use label_after_image::LABEL_AFTER_IMAGE;
pub use local_autoupdate::LOCAL;
pub use localhost_image::LOCALHOST;
pub use lost_systemd_unit::LOST_UNIT;
pub use misplaced_quadlet_file::MISPLACED_QUADLET;
pub use missing_autoupdate_label::MISSING_LABEL;
pub use missing_quadlet_reference::MISSING_REFERENCE;
pub use missing_systemd_unit::MISSING_UNIT;
pub use never_ready_service::NEVER_READY;
pub use never_started::NEVER_STARTED;
pub use opaque_command::OPAQUE_COMMAND;
pub use opaque_environment_file::OPAQUE_ENVIRONMENT;
pub use opaque_flags::OPAQUE_FLAGS;
pub use opaque_label_file::OPAQUE_LABELS;
pub use other_storage::OTHER_STORAGE;
pub use other_systemd_unit::OTHER_UNIT;
pub use other_user::OTHER_USER;
pub use overridden_autoupdate_label::OVERRIDDEN_LABEL;
pub use overridden_systemd_unit_label::OVERRIDDEN_UNIT;
pub use pod_created_by_run::POD_BY_RUN;
pub use racy_restart::RACY_RESTART;
pub use refused_podman_command::REFUSED_COMMAND;
pub use refused_quadlet_file::REFUSED_QUADLET;
pub use refused_unit::REFUSED_UNIT;
pub use restarted_old_container::OLD_CONTAINER;
pub use root_user_manager::ROOT_USER_MANAGER;
pub use service_user_key::SERVICE_USER_KEY;
pub use short_image_name::SHORT_NAME;
pub use single_dash_label::SINGLE_DASH;
pub use systemd_unit_in_container_env::UNIT_IN_CONTAINER;
pub use tag_and_digest::TAG_AND_DIGEST;
pub use unclear_restart::UNCLEAR_RESTART;
pub use unheard_annotation::UNHEARD_ANNOTATION;
pub use unknown_autoupdate_label::UNKNOWN_LABEL;
pub use unpulled_job::UNPULLED_JOB;
pub use unresolved_image::UNRESOLVED_IMAGE;
pub use unsupported_quadlet_key::UNKNOWN_KEY;
pub use user_in_system_unit::USER;
pub use user_in_user_unit::USER_UNIT;
pub use version_pinned_image::VERSION_PIN;

use crate::repo::Repo;
use prodproof_deployment::Cause;
use prodproof_syntax::finding::Rule;
use prodproof_syntax::finding::{Finding, Place};

/// The rows, in the order in which they are listed.
pub static RULES: &[&Rule] = &[
    &MISSING_LABEL,
    &UNKNOWN_LABEL,
    &LABEL_AFTER_IMAGE,
    &INVALID_POLICY,
    &DISABLED,
    &LOCAL,
    &OLD_POLICY,
    &LABEL_ON_POD,
    &COMMENTED_OUT,
    &SINGLE_DASH,
    &IMPLICIT_LABEL,
    &OTHER_CONTAINER,
    &OVERRIDDEN_LABEL,
    &MISSING_UNIT,
    &INVALID_UNIT,
    &OTHER_UNIT,
    &EMPTY_UNIT,
    &UNIT_IN_CONTAINER,
    &LOST_UNIT,
    &OVERRIDDEN_UNIT,
    &DIGEST_PIN,
    &TAG_AND_DIGEST,
    &SHORT_NAME,
    &LOCALHOST,
    &TRANSPORT,
    &UNRESOLVED_IMAGE,
    &VERSION_PIN,
    &TLS_VERIFY,
    &CREDENTIALS,
    &NAME_IN_USE,
    &RACY_RESTART,
    &OLD_CONTAINER,
    &DETACHED,
    &NEVER_READY,
    &UNCLEAR_RESTART,
    &POD_BY_RUN,
    &FOREIGN_POD,
    &USER,
    &OTHER_USER,
    &OTHER_STORAGE,
    &REFUSED_UNIT,
    &CUT_OFF,
    &REFUSED_COMMAND,
    &OPAQUE_COMMAND,
    &OPAQUE_ENVIRONMENT,
    &OPAQUE_LABELS,
    &OPAQUE_FLAGS,
    &DOCKER,
    &REFUSED_QUADLET,
    &UNKNOWN_KEY,
    &WRONG_SECTION,
    &MISPLACED_QUADLET,
    &MISSING_REFERENCE,
    &DROPPED_ARGUMENTS,
    &UNHEARD_ANNOTATION,
    &BROKEN_REFERENCE,
    &ROOT_USER_MANAGER,
    &USER_UNIT,
    &SERVICE_USER_KEY,
    &UNPULLED_JOB,
    &NEVER_STARTED,
    &HOST_BUILD,
    &COMPOSE,
];

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
        Cause::UnheardAnnotation => &UNHEARD_ANNOTATION,
        Cause::BrokenReference => &BROKEN_REFERENCE,
        Cause::RootUserManager => &ROOT_USER_MANAGER,
        Cause::UserUnit => &USER_UNIT,
        Cause::ServiceUserKey => &SERVICE_USER_KEY,
        Cause::UnpulledJob => &UNPULLED_JOB,
        Cause::NeverStarted => &NEVER_STARTED,
        Cause::HostBuild => &HOST_BUILD,
        Cause::Compose => &COMPOSE,
    }
}

/// Rules about a unit that does not even start: they hold whatever the policy is.
static BROKEN: &[&Rule] = &[
    &REFUSED_UNIT,
    &CUT_OFF,
    &REFUSED_COMMAND,
    &SINGLE_DASH,
    &REFUSED_QUADLET,
    &UNKNOWN_KEY,
    &MISPLACED_QUADLET,
    &BROKEN_REFERENCE,
];

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

/// Rules about what nobody asks for in a unit that runs somebody else's image.
static NOT_ASKED: &[&Rule] = &[&MISSING_LABEL, &VERSION_PIN];

/// The reasons of all deployments as findings. A contract that wants no auto-update, or
/// a local one, is taken at its word.
pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    for deployment in repo.deployments.iter() {
        let stated = repo.contract.deploy(&deployment.path).and_then(|unit| unit.autoupdate);
        let stated = stated.or_else(|| repo.contract.autoupdate.clone());
        let wanted = stated.as_ref().map_or("registry", |wanted| wanted.value.as_str());
        let foreign = repo.is_foreign(deployment);
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
            // That somebody else's image is not kept new breaks no promise.
            if foreign && NOT_ASKED.contains(&rule) {
                continue;
            }
            let place = Place::new(reason.path.clone(), reason.span);
            let mut finding = rule.at(place, reason.message.clone()).help(reason.help.clone());
            for (place, message) in &reason.related {
                finding = finding.related(place.path.clone(), place.span, message.clone());
            }
            finding.severity = reason.severity.unwrap_or(rule.severity);
            finding.fix = reason.fix.clone();
            if repo.deliveries.len() > 1 {
                finding.images.extend(deployment.image.as_ref().map(|image| image.value.name()));
            }
            acc.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use time::{Date, Month};

    use super::*;
    use prodproof_syntax::snapshot::{Facts, Snapshot};

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
