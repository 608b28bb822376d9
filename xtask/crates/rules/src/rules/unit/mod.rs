//! The deploy family: why a host will not pull a new image, one rule a cause.
//!
//! The verdict is the deployment model's; here each of its reasons goes to the rule of its
//! cause. Must not know podman or systemd.

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

use crate::repo::Repo;
use prodproof_deployment::{Cause, Deployment, Reason};
use prodproof_syntax::finding::{Finding, Place, Rule, Severity};

/// One line a rule, in the order in which they are listed: the cause, the rule's file, its
/// row. A cause without a rule does not compile.
macro_rules! rules {
    ($($cause:pat => $file:ident $row:ident,)+) => {
        $(pub use $file::$row;)+

        pub static RULES: &[&Rule] = &[$(&$row),+];

        /// The rule that a reason of a verdict breaks.
        pub fn of(cause: Cause) -> &'static Rule {
            match cause {
                $($cause => &$row,)+
            }
        }

        /// What the rule makes of a reason, given what is wanted of the unit.
        fn found(reason: &Reason, wanted: Wanted) -> Option<Finding> {
            match reason.cause {
                $($cause => $file::found(reason, wanted),)+
            }
        }
    };
}

rules! {
    Cause::MissingLabel => missing_autoupdate_label MISSING_LABEL,
    Cause::UnknownLabel(_) => unknown_autoupdate_label UNKNOWN_LABEL,
    Cause::LabelAfterImage => label_after_image LABEL_AFTER_IMAGE,
    Cause::InvalidPolicy => invalid_autoupdate_policy INVALID_POLICY,
    Cause::Disabled => disabled_autoupdate DISABLED,
    Cause::Local => local_autoupdate LOCAL,
    Cause::OldPolicy => deprecated_autoupdate_policy OLD_POLICY,
    Cause::LabelOnPod => autoupdate_label_on_pod LABEL_ON_POD,
    Cause::CommentedOut => commented_out_label COMMENTED_OUT,
    Cause::SingleDash => single_dash_label SINGLE_DASH,
    Cause::ImplicitLabel => implicit_autoupdate_label IMPLICIT_LABEL,
    Cause::OtherContainer => annotation_for_no_container OTHER_CONTAINER,
    Cause::OverriddenLabel => overridden_autoupdate_label OVERRIDDEN_LABEL,
    Cause::MissingUnit => missing_systemd_unit MISSING_UNIT,
    Cause::InvalidUnit => invalid_systemd_unit_name INVALID_UNIT,
    Cause::OtherUnit(_) => other_systemd_unit OTHER_UNIT,
    Cause::EmptyUnit => empty_systemd_unit EMPTY_UNIT,
    Cause::UnitInContainer => systemd_unit_in_container_env UNIT_IN_CONTAINER,
    Cause::LostUnit => lost_systemd_unit LOST_UNIT,
    Cause::OverriddenUnit => overridden_systemd_unit_label OVERRIDDEN_UNIT,
    Cause::DigestPin => digest_pinned_image DIGEST_PIN,
    Cause::TagAndDigest => tag_and_digest TAG_AND_DIGEST,
    Cause::ShortName => short_image_name SHORT_NAME,
    Cause::Localhost => localhost_image LOCALHOST,
    Cause::Transport => image_transport TRANSPORT,
    Cause::UnresolvedImage => unresolved_image UNRESOLVED_IMAGE,
    Cause::VersionPin => version_pinned_image VERSION_PIN,
    Cause::TlsVerify => forgotten_tls_verify TLS_VERIFY,
    Cause::Credentials => forgotten_credentials CREDENTIALS,
    Cause::NameInUse => container_name_in_use NAME_IN_USE,
    Cause::RacyRestart => racy_restart RACY_RESTART,
    Cause::OldContainer => restarted_old_container OLD_CONTAINER,
    Cause::Detached => detached_from_service DETACHED,
    Cause::NeverReady => never_ready_service NEVER_READY,
    Cause::UnclearRestart => unclear_restart UNCLEAR_RESTART,
    Cause::PodByRun => pod_created_by_run POD_BY_RUN,
    Cause::ForeignPod => foreign_pod FOREIGN_POD,
    Cause::User => user_in_system_unit USER,
    Cause::OtherUser => other_user OTHER_USER,
    Cause::OtherStorage => other_storage OTHER_STORAGE,
    Cause::RefusedUnit => refused_unit REFUSED_UNIT,
    Cause::CutOff => cut_off_command CUT_OFF,
    Cause::RefusedCommand => refused_podman_command REFUSED_COMMAND,
    Cause::OpaqueCommand => opaque_command OPAQUE_COMMAND,
    Cause::OpaqueEnvironment => opaque_environment_file OPAQUE_ENVIRONMENT,
    Cause::OpaqueLabels => opaque_label_file OPAQUE_LABELS,
    Cause::OpaqueFlags => opaque_flags OPAQUE_FLAGS,
    Cause::Docker => docker_run DOCKER,
    Cause::RefusedQuadlet => refused_quadlet_file REFUSED_QUADLET,
    Cause::UnknownKey => unsupported_quadlet_key UNKNOWN_KEY,
    Cause::WrongSection => autoupdate_in_wrong_section WRONG_SECTION,
    Cause::MisplacedQuadlet => misplaced_quadlet_file MISPLACED_QUADLET,
    Cause::MissingReference => missing_quadlet_reference MISSING_REFERENCE,
    Cause::DroppedArguments => dropped_quadlet_arguments DROPPED_ARGUMENTS,
    Cause::UnheardAnnotation => unheard_annotation UNHEARD_ANNOTATION,
    Cause::BrokenReference => broken_quadlet_reference BROKEN_REFERENCE,
    Cause::RootUserManager => root_user_manager ROOT_USER_MANAGER,
    Cause::UserUnit => user_in_user_unit USER_UNIT,
    Cause::ServiceUserKey => service_user_key SERVICE_USER_KEY,
    Cause::UnpulledJob => unpulled_job UNPULLED_JOB,
    Cause::NeverStarted => never_started NEVER_STARTED,
    Cause::HostBuild => host_build_under_published_name HOST_BUILD,
    Cause::Compose => compose_service COMPOSE,
}

/// What the repository wants of a unit. A contract that wants no auto-update, or a local
/// one, is taken at its word.
#[derive(Clone, Copy)]
struct Wanted {
    policy: Policy,
    /// The image is somebody else's: no promise is about it.
    foreign: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Policy {
    Registry,
    Local,
    Disabled,
}

impl Wanted {
    fn of(repo: &Repo, deployment: &Deployment) -> Self {
        let stated = repo.contract.deploy(&deployment.path).and_then(|unit| unit.autoupdate);
        let stated = stated.or_else(|| repo.contract.autoupdate.clone());
        let policy = match stated.as_ref().map(|wanted| wanted.value.as_str()) {
            Some("disabled") => Policy::Disabled,
            Some("local") => Policy::Local,
            _ => Policy::Registry,
        };
        Self { policy, foreign: repo.is_foreign(deployment) }
    }

    fn updates(self) -> bool {
        self.policy != Policy::Disabled
    }

    /// Somebody else's image that is not pulled anew, as its unit was written to do, keeps no
    /// merge of this repository from arriving: that is told, and no more.
    fn told(self, finding: Finding) -> Finding {
        match self.foreign {
            true => finding.severity(Severity::Info),
            false => finding,
        }
    }

    fn asks_registry(self) -> bool {
        self.policy == Policy::Registry
    }
}

/// The finding that a reason is, at its place and with its fix.
fn breaks(rule: &'static Rule, reason: &Reason) -> Finding {
    let place = Place::new(reason.path.clone(), reason.span);
    let mut finding = rule.at(place, reason.message.clone()).help(reason.help.clone().unwrap_or_default());
    for (place, message) in &reason.related {
        finding = finding.related(place.path.clone(), place.span, message.clone());
    }
    finding.severity = reason.severity.unwrap_or(rule.severity);
    finding.fix = reason.fix.clone();
    finding
}

/// What the rule makes of a reason where auto-update from a registry is wanted.
pub fn finding(reason: &Reason) -> Finding {
    let wanted = Wanted { policy: Policy::Registry, foreign: false };
    found(reason, wanted).unwrap_or_else(|| breaks(of(reason.cause), reason))
}

pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    for deployment in repo.deployments.iter() {
        let wanted = Wanted::of(repo, deployment);
        for reason in &deployment.reasons {
            let Some(mut finding) = found(reason, wanted) else { continue };
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
