//! The deploy family: why a host will not pull a new image, one rule a cause.
//!
//! The verdict is the deployment model's; here each of its reasons goes to the rule of its
//! cause, which words it, edits the unit and says whether that is safe. Must not know podman or
//! systemd.

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
mod edits;
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

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::repo::Repo;
use edits::Breach;
use prodproof_deployment::{Cause, Deployment, Reason, ToldOfUnits, Trial};
use prodproof_syntax::finding::{Edit, Finding, Place, Rule, Severity};
use prodproof_syntax::snapshot::Snapshot;

/// One line a rule, in the order in which they are listed: the cause, the rule's file, its
/// row, and what the rule is told of the cause. A cause without a rule does not compile.
macro_rules! rules {
    ($($cause:pat => $file:ident $row:ident ($($data:expr),*),)+) => {
        $(pub use $file::$row;)+

        pub static RULES: &[&Rule] = &[$(&$row),+];

        /// The rule that a reason of this cause breaks.
        #[allow(unused_variables)]
        pub fn of(cause: &Cause) -> &'static Rule {
            match cause {
                $($cause => &$row,)+
            }
        }

        /// What a reason weighs, given what is wanted of the unit.
        #[allow(unused_variables)]
        fn weight(cause: &Cause, wanted: Wanted) -> Weight {
            match cause {
                $($cause => $file::weight(wanted),)+
            }
        }

        /// The finding that a reason is, in the rule's words, with the rule's fix.
        fn finding_of(breach: &Breach) -> Finding {
            match &breach.cause {
                $($cause => $file::found(breach, $($data),*),)+
            }
        }
    };
}

rules! {
    Cause::MissingLabel(unasked, style) => missing_autoupdate_label MISSING_LABEL (*unasked, *style),
    Cause::UnknownLabel(label) => unknown_autoupdate_label UNKNOWN_LABEL (label),
    Cause::LabelAfterImage => label_after_image LABEL_AFTER_IMAGE (),
    Cause::InvalidPolicy(value) => invalid_autoupdate_policy INVALID_POLICY (value),
    Cause::Disabled(by) => disabled_autoupdate DISABLED (*by),
    Cause::Local => local_autoupdate LOCAL (),
    Cause::OldPolicy => deprecated_autoupdate_policy OLD_POLICY (),
    Cause::LabelOnPod => autoupdate_label_on_pod LABEL_ON_POD (),
    Cause::CommentedOut => commented_out_label COMMENTED_OUT (),
    Cause::SingleDash => single_dash_label SINGLE_DASH (),
    Cause::ImplicitLabel(style) => implicit_autoupdate_label IMPLICIT_LABEL (*style),
    Cause::OtherContainer { named, own } => annotation_for_no_container OTHER_CONTAINER (named, own),
    Cause::OverriddenLabel => overridden_autoupdate_label OVERRIDDEN_LABEL (),
    Cause::MissingUnit(by) => missing_systemd_unit MISSING_UNIT (*by),
    Cause::InvalidUnit { name, fault, origin } => invalid_systemd_unit_name INVALID_UNIT (name, *fault, *origin),
    Cause::OtherUnit { named, name, own, origin } => other_systemd_unit OTHER_UNIT (*named, name, own, *origin),
    Cause::EmptyUnit(origin) => empty_systemd_unit EMPTY_UNIT (*origin),
    Cause::UnitInContainer => systemd_unit_in_container_env UNIT_IN_CONTAINER (),
    Cause::LostUnit => lost_systemd_unit LOST_UNIT (),
    Cause::OverriddenUnit(value) => overridden_systemd_unit_label OVERRIDDEN_UNIT (value),
    Cause::DigestPin => digest_pinned_image DIGEST_PIN (),
    Cause::TagAndDigest => tag_and_digest TAG_AND_DIGEST (),
    Cause::ShortName(image, name) => short_image_name SHORT_NAME (image, *name),
    Cause::Localhost(image, asks) => localhost_image LOCALHOST (image, *asks),
    Cause::Transport(transport) => image_transport TRANSPORT (*transport),
    Cause::UnresolvedImage(by) => unresolved_image UNRESOLVED_IMAGE (by),
    Cause::VersionPin(tag) => version_pinned_image VERSION_PIN (tag),
    Cause::TlsVerify(registry) => forgotten_tls_verify TLS_VERIFY (registry),
    Cause::Credentials(source, style) => forgotten_credentials CREDENTIALS (source, *style),
    Cause::NameInUse(name) => container_name_in_use NAME_IN_USE (name),
    Cause::RacyRestart(name) => racy_restart RACY_RESTART (name),
    Cause::OldContainer => restarted_old_container OLD_CONTAINER (),
    Cause::Detached(kind, by) => detached_from_service DETACHED (kind, *by),
    Cause::NeverReady(by) => never_ready_service NEVER_READY (*by),
    Cause::UnclearRestart(cause) => unclear_restart UNCLEAR_RESTART (*cause),
    Cause::PodByRun => pod_created_by_run POD_BY_RUN (),
    Cause::ForeignPod(maker) => foreign_pod FOREIGN_POD (maker),
    Cause::User(key, value) => user_in_system_unit USER (key, value),
    Cause::OtherUser(user) => other_user OTHER_USER (user),
    Cause::OtherStorage(storage) => other_storage OTHER_STORAGE (storage),
    Cause::RefusedUnit(fault) => refused_unit REFUSED_UNIT (*fault),
    Cause::CutOff(by) => cut_off_command CUT_OFF (*by),
    Cause::RefusedCommand(refusal) => refused_podman_command REFUSED_COMMAND (refusal),
    Cause::OpaqueCommand(why) => opaque_command OPAQUE_COMMAND (why),
    Cause::OpaqueEnvironment(name) => opaque_environment_file OPAQUE_ENVIRONMENT (name),
    Cause::OpaqueLabels(sought, path) => opaque_label_file OPAQUE_LABELS (*sought, path),
    Cause::OpaqueFlags(sought, text) => opaque_flags OPAQUE_FLAGS (*sought, text),
    Cause::Docker => docker_run DOCKER (),
    Cause::RefusedQuadlet(fault, name) => refused_quadlet_file REFUSED_QUADLET (fault, name),
    Cause::UnknownKey { section, key } => unsupported_quadlet_key UNKNOWN_KEY (section, key),
    Cause::WrongSection(section) => autoupdate_in_wrong_section WRONG_SECTION (section),
    Cause::MisplacedQuadlet => misplaced_quadlet_file MISPLACED_QUADLET (),
    Cause::MissingReference(name) => missing_quadlet_reference MISSING_REFERENCE (name),
    Cause::DroppedArguments => dropped_quadlet_arguments DROPPED_ARGUMENTS (),
    Cause::UnheardAnnotation { place, object } => unheard_annotation UNHEARD_ANNOTATION (*place, *object),
    Cause::BrokenReference(fault, name, kind) => broken_quadlet_reference BROKEN_REFERENCE (fault, name, *kind),
    Cause::RootUserManager => root_user_manager ROOT_USER_MANAGER (),
    Cause::UserUnit(key, value) => user_in_user_unit USER_UNIT (key, value),
    Cause::ServiceUserKey(key) => service_user_key SERVICE_USER_KEY (key),
    Cause::UnpulledJob(gap, style) => unpulled_job UNPULLED_JOB (*gap, *style),
    Cause::NeverStarted(fault) => never_started NEVER_STARTED (*fault),
    Cause::HostBuild(image) => host_build_under_published_name HOST_BUILD (image),
    Cause::Compose(doubt) => compose_service COMPOSE (doubt),
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

    fn updates(self) -> Weight {
        match self.policy {
            Policy::Disabled => Weight::Nothing,
            Policy::Registry | Policy::Local => Weight::Full,
        }
    }

    fn asks_registry(self) -> Weight {
        match self.policy {
            Policy::Registry => Weight::Full,
            Policy::Local | Policy::Disabled => Weight::Nothing,
        }
    }
}

/// What a reason comes to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Weight {
    Full,
    /// It is told, and no more.
    Told,
    Nothing,
}

impl Weight {
    /// Somebody else's image that is not pulled anew, as its unit was written to do, keeps no
    /// merge of this repository from arriving.
    fn told_of_foreign(self, wanted: Wanted) -> Self {
        match (self, wanted.foreign) {
            (Self::Full, true) => Self::Told,
            (own, _) => own,
        }
    }

    /// It counts for this repository's own images alone.
    fn of_own(self, wanted: Wanted) -> Self {
        if wanted.foreign {
            Self::Nothing
        } else {
            self
        }
    }
}

/// The finding that a reason is, at its place and in these words.
fn breaks(rule: &'static Rule, reason: &Reason, message: impl Into<String>) -> Finding {
    rule.at(Place::new(reason.path.clone(), reason.span), message)
}

/// What a rule makes of its edits, and of the further places of a reason.
trait Mended: Sized {
    /// The edits, if there are any, are a fix that keeps what was meant.
    fn safely(self, title: &str, edits: Vec<Edit>) -> Self;

    /// The edits, if there are any, are a fix that a person looks at.
    fn unsafely(self, title: &str, edits: Vec<Edit>) -> Self;

    /// What is to be seen at the reason's further places.
    fn pointing(self, what: &str, reason: &Reason) -> Self;
}

impl Mended for Finding {
    fn safely(self, title: &str, edits: Vec<Edit>) -> Self {
        if edits.is_empty() {
            self
        } else {
            self.safe_fix(title, edits)
        }
    }

    fn unsafely(self, title: &str, edits: Vec<Edit>) -> Self {
        if edits.is_empty() {
            self
        } else {
            self.unsafe_fix(title, edits)
        }
    }

    fn pointing(self, what: &str, reason: &Reason) -> Self {
        reason.related.iter().fold(self, |finding, place| finding.related(place.path.clone(), place.span, what))
    }
}

/// A reason in its rule's words, without a fix.
pub fn finding(reason: &Reason) -> Finding {
    finding_of(&Breach::in_words(reason))
}

/// The finding of each of these reasons of a unit, with what mends it: the edits are tried
/// out on the snapshot.
pub fn findings<'a>(
    snapshot: &Snapshot,
    told: ToldOfUnits,
    reasons: impl Iterator<Item = (&'a Deployment, &'a Reason)>,
) -> Vec<Finding> {
    let trial = RefCell::new(Trial::new(snapshot, told));
    let helps = |unit: &str, kind, edits: &[Edit]| trial.borrow_mut().helps(unit, kind, edits);
    reasons.map(|(one, reason)| finding_of(&Breach::of(reason, one, snapshot, &helps))).collect()
}

pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let weighed = repo.deployments.iter().flat_map(|deployment| {
        let wanted = Wanted::of(repo, deployment);
        deployment.reasons.iter().map(move |reason| (deployment, reason, weight(&reason.cause, wanted)))
    });
    let weighed: Vec<_> = weighed.filter(|(.., weight)| *weight != Weight::Nothing).collect();
    let named = repo.contract.named_units();
    let named: Vec<&str> = named.iter().map(String::as_str).collect();
    let built = repo.built();
    let told = ToldOfUnits { named: &named, built: &built };
    let found = findings(&repo.snapshot, told, weighed.iter().map(|(one, reason, _)| (*one, *reason)));
    let mut seen = BTreeMap::new();
    for ((deployment, _, weight), mut finding) in weighed.into_iter().zip(found) {
        if weight == Weight::Told {
            finding = finding.severity(Severity::Info);
        }
        if repo.deliveries.len() > 1 {
            finding.images.extend(deployment.image.as_ref().map(|image| image.value.name()));
        }
        // What several containers share, a pod or a network, is wrong once.
        let key = (finding.rule.code, finding.primary.path.clone(), finding.primary.span.start);
        match seen.get(&key).map(|at: &usize| &mut acc[*at]).filter(|old| old.message == finding.message) {
            Some(old) => {
                old.images.retain(|own| !finding.images.contains(own));
                old.images.extend(finding.images);
            }
            None => {
                seen.insert(key, acc.len());
                acc.push(finding);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use time::{Date, Month};

    use super::*;
    use prodproof_syntax::order::Order;
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
        codes.order();
        let numbers: Vec<String> = (1..=RULES.len()).map(|number| format!("D{number:03}")).collect();
        assert_eq!(codes, numbers);
        let mut names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
        names.order();
        names.dedup();
        assert_eq!(names.len(), RULES.len());
    }
}
