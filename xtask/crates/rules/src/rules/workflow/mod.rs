//! The build family: what the workflows publish, held against the mandates. A merge
//! publishes the promised tag, a release tag publishes a version, nothing else does.
//! Speaks only where the model is sure.

mod always_true_guard;
mod cancelled_publication;
mod default_token_push;
mod deleted_platforms;
mod deleted_publication;
mod disabled_command;
mod doubled_host;
mod doubled_publication;
mod every_branch_publishes_latest;
mod failing_metadata;
mod filtered_default_branch;
mod foreign_repository_guard;
mod idle_run;
mod ignored_push_failure;
mod invalid_reference;
mod invalid_workflow;
mod latest_only_from_tags;
pub(super) mod login_elsewhere;
mod merge_held_back;
mod missing_containerfile;
mod missing_dispatch;
mod missing_packages_permission;
pub(super) mod missing_provenance_labels;
mod missing_push_trigger;
mod number_as_branch;
mod other_code_published;
mod other_image_published;
mod prerelease_moves_latest;
mod pull_request_publishes;
mod push_not_boolean;
mod rebuild_behind_paths;
mod release_moves_latest;
mod retired_runner;
mod rival_workflows;
mod skipped_bot_commit;
mod skipped_login;
mod skipped_need;
mod suppressed_latest;
mod tag_of_other_branch;
mod tag_only_trigger;
mod template_default_branch;
mod unknown_workflow_awaited;
mod unpublished_image;
mod unpublished_merge;
mod unpublished_release;
mod unpushed_build;
mod unseen_draft;
mod untrue_revision;
mod unversioned_release;

pub use always_true_guard::ALWAYS_TRUE_GUARD;
pub use cancelled_publication::CANCELLED_PUBLICATION;
pub use default_token_push::DEFAULT_TOKEN_PUSH;
pub use deleted_platforms::DELETED_PLATFORMS;
pub use deleted_publication::DELETED_PUBLICATION;
pub use disabled_command::DISABLED_COMMAND;
pub use doubled_host::DOUBLED_HOST;
pub use doubled_publication::DOUBLED_PUBLICATION;
pub use every_branch_publishes_latest::EVERY_BRANCH_PUBLISHES_LATEST;
pub use failing_metadata::FAILING_METADATA;
pub use filtered_default_branch::FILTERED_DEFAULT_BRANCH;
pub use foreign_repository_guard::FOREIGN_REPOSITORY_GUARD;
pub use idle_run::IDLE_RUN;
pub use ignored_push_failure::IGNORED_PUSH_FAILURE;
pub use invalid_reference::INVALID_REFERENCE;
pub use invalid_workflow::INVALID_WORKFLOW;
pub use latest_only_from_tags::LATEST_ONLY_FROM_TAGS;
pub use login_elsewhere::LOGIN_ELSEWHERE;
pub use merge_held_back::MERGE_HELD_BACK;
pub use missing_containerfile::MISSING_CONTAINERFILE;
pub use missing_dispatch::MISSING_DISPATCH;
pub use missing_packages_permission::MISSING_PACKAGES_PERMISSION;
pub use missing_provenance_labels::MISSING_PROVENANCE_LABELS;
pub use missing_push_trigger::MISSING_PUSH_TRIGGER;
pub use number_as_branch::NUMBER_AS_BRANCH;
pub use other_code_published::OTHER_CODE_PUBLISHED;
pub use other_image_published::OTHER_IMAGE_PUBLISHED;
pub use prerelease_moves_latest::PRERELEASE_MOVES_LATEST;
pub use pull_request_publishes::PULL_REQUEST_PUBLISHES;
pub use push_not_boolean::PUSH_NOT_BOOLEAN;
pub use rebuild_behind_paths::REBUILD_BEHIND_PATHS;
pub use release_moves_latest::RELEASE_MOVES_LATEST;
pub use retired_runner::RETIRED_RUNNER;
pub use rival_workflows::RIVAL_WORKFLOWS;
pub use skipped_bot_commit::SKIPPED_BOT_COMMIT;
pub use skipped_login::SKIPPED_LOGIN;
pub use skipped_need::SKIPPED_NEED;
pub use suppressed_latest::SUPPRESSED_LATEST;
pub use tag_of_other_branch::TAG_OF_OTHER_BRANCH;
pub use tag_only_trigger::TAG_ONLY_TRIGGER;
pub use template_default_branch::TEMPLATE_DEFAULT_BRANCH;
pub use unknown_workflow_awaited::UNKNOWN_WORKFLOW_AWAITED;
pub use unpublished_image::UNPUBLISHED_IMAGE;
pub use unpublished_merge::UNPUBLISHED_MERGE;
pub use unpublished_release::UNPUBLISHED_RELEASE;
pub use unpushed_build::UNPUSHED_BUILD;
pub use unseen_draft::UNSEEN_DRAFT;
pub use untrue_revision::UNTRUE_REVISION;
pub use unversioned_release::UNVERSIONED_RELEASE;

pub mod bots;
mod edits;
mod merge;
pub mod registry;
pub(super) mod release;
mod remarks;
pub mod rivals;
mod standard_labels;
pub mod suppressed;
mod written_revision;

/// The rows, in the order in which they are listed.
pub static RULES: &[&Rule] = &[
    &UNPUBLISHED_IMAGE,
    &OTHER_IMAGE_PUBLISHED,
    &INVALID_WORKFLOW,
    &TAG_ONLY_TRIGGER,
    &MISSING_PUSH_TRIGGER,
    &FILTERED_DEFAULT_BRANCH,
    &TEMPLATE_DEFAULT_BRANCH,
    &NUMBER_AS_BRANCH,
    &MERGE_HELD_BACK,
    &FOREIGN_REPOSITORY_GUARD,
    &SKIPPED_NEED,
    &UNPUSHED_BUILD,
    &LATEST_ONLY_FROM_TAGS,
    &UNPUBLISHED_MERGE,
    &REBUILD_BEHIND_PATHS,
    &UNPUBLISHED_RELEASE,
    &UNVERSIONED_RELEASE,
    &MISSING_DISPATCH,
    &IDLE_RUN,
    &FAILING_METADATA,
    &INVALID_REFERENCE,
    &DOUBLED_HOST,
    &PUSH_NOT_BOOLEAN,
    &ALWAYS_TRUE_GUARD,
    &EVERY_BRANCH_PUBLISHES_LATEST,
    &PULL_REQUEST_PUBLISHES,
    &CANCELLED_PUBLICATION,
    &DOUBLED_PUBLICATION,
    &IGNORED_PUSH_FAILURE,
    &DISABLED_COMMAND,
    &MISSING_PROVENANCE_LABELS,
    &UNKNOWN_WORKFLOW_AWAITED,
    &TAG_OF_OTHER_BRANCH,
    &SUPPRESSED_LATEST,
    &DEFAULT_TOKEN_PUSH,
    &SKIPPED_BOT_COMMIT,
    &MISSING_PACKAGES_PERMISSION,
    &SKIPPED_LOGIN,
    &RIVAL_WORKFLOWS,
    &RELEASE_MOVES_LATEST,
    &PRERELEASE_MOVES_LATEST,
    &MISSING_CONTAINERFILE,
    &UNTRUE_REVISION,
    &OTHER_CODE_PUBLISHED,
    &RETIRED_RUNNER,
    &UNSEEN_DRAFT,
    &DELETED_PUBLICATION,
    &DELETED_PLATFORMS,
    &LOGIN_ELSEWHERE,
];

/// Those that say nothing of whether a merge publishes, wherever they stand.
pub static ASIDE: &[&Rule] = &[
    &UNPUBLISHED_RELEASE,
    &UNVERSIONED_RELEASE,
    &MISSING_DISPATCH,
    &EVERY_BRANCH_PUBLISHES_LATEST,
    &PULL_REQUEST_PUBLISHES,
    &MISSING_PROVENANCE_LABELS,
    &RIVAL_WORKFLOWS,
    &RELEASE_MOVES_LATEST,
    &PRERELEASE_MOVES_LATEST,
    &UNTRUE_REVISION,
    &UNSEEN_DRAFT,
];

fn started<'a>(repo: &'a Repo, file: &WorkflowFile, event: &Event) -> Option<&'a prodproof_publication::trigger::Run> {
    repo.build.started.iter().find(|one| one.path == file.path && one.event == *event).map(|one| &one.run)
}

#[cfg(test)]
mod changed_words;
#[cfg(test)]
mod shapes;
#[cfg(test)]
mod tests;

use crate::deciding;
use crate::held;
use crate::ran::{of_workflow, Ran, RanWhat};
use crate::repo::delivery::is_by_product;
use crate::repo::Repo;
use prodproof_publication::{Event, Publication, RemarkKind, WorkflowFile};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{Finding, Rule};
use prodproof_syntax::reference::Reference;

pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    invalid_workflow::check(repo, acc);
    remarks::check(repo, acc);
    if unpublished(repo, acc) {
        return;
    }
    merge::check(repo, acc);
    release::check(repo, acc);
    other_writers(repo, acc);
    rivals::check(repo, acc);
    missing_provenance_labels::check(repo, acc);
    missing_containerfile::check(repo, acc);
    untrue_revision::check(repo, acc);
    other_code_published::check(repo, acc);
    retired_runner::check(repo, acc);
    unseen_draft::check(repo, acc);
    login_elsewhere::check(repo, acc);
    registry::check(repo, acc);
    bots::check(repo, acc);
}

/// What else writes the promised tag, or keeps it from being written.
fn other_writers(repo: &Repo, acc: &mut Vec<Finding>) {
    number_as_branch::check(repo, acc);
    unknown_workflow_awaited::check(repo, acc);
    let Some(image) = image(repo) else { return };
    pull_request_publishes::check(repo, &image, acc);
    idle_run::check(repo, &image, acc);
    deleted_publication::check(repo, &image, acc);
    deleted_platforms::check(repo, &image, acc);
    doubled_publication::check(repo, &image, acc);
    let Some(latest) = repo.promised_latest() else { return };
    every_branch_publishes_latest::check(repo, &latest, acc);
    cancelled_publication::check(repo, &latest, acc);
}

/// Whether the file deals with images at all: a linting workflow is nobody's concern here.
fn deals_with_images(file: &WorkflowFile) -> bool {
    const PROGRAMS: [&str; 9] =
        ["docker", "docker-compose", "podman", "buildah", "skopeo", "crane", "regctl", "oras", "nerdctl"];
    const ACTIONS: [&str; 10] =
        ["docker", "podman", "buildah", "skopeo", "crane", "kaniko", "depot", "registry", "imagetools", "ghcr"];
    of_workflow(file).iter().any(|one| match one.what {
        RanWhat::Command => one.text.split_whitespace().any(|word| PROGRAMS.contains(&program(word))),
        RanWhat::Action => action_words(&one.text).any(|word| ACTIONS.contains(&word)),
        RanWhat::Hook | RanWhat::Manager => false,
    })
}

/// Whether the file logs in to a registry: by an action or a command that says so.
fn logs_in(file: &WorkflowFile) -> bool {
    of_workflow(file).iter().any(|one| match one.what {
        RanWhat::Command => one.text.split_whitespace().any(|word| word.contains("login")),
        RanWhat::Action => action_words(&one.text).any(|word| word == "login"),
        RanWhat::Hook | RanWhat::Manager => false,
    })
}

/// The name of a program without its folder.
fn program(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// The words of an action's name, without its version.
fn action_words(uses: &str) -> impl Iterator<Item = &str> {
    uses.split('@').next().unwrap_or(uses).split(|c: char| !c.is_ascii_alphanumeric())
}

/// The promised name, if there is one.
fn image(repo: &Repo) -> Option<Reference> {
    Some(Reference::parse(&repo.promise.image.as_ref()?.value))
}

/// The publications of the promised name, each with the workflow that was started. Those
/// whose name is only known at run time are not among them.
fn of_image<'a>(repo: &'a Repo, image: &'a Reference) -> impl Iterator<Item = (&'a Publication, &'a str)> {
    repo.build.near_with_entries(image).filter(move |(publication, _)| is_named(publication, image))
}

fn is_named(publication: &Publication, image: &Reference) -> bool {
    publication.reference.as_ref().is_some_and(|reference| reference.same_name(image) == Answer::Yes)
}

/// The workflows that publish the image on some event, in order.
fn entries<'a>(repo: &'a Repo, image: &'a Reference) -> Vec<&'a WorkflowFile> {
    let mut found: Vec<&WorkflowFile> = Vec::new();
    for (_, entry) in of_image(repo, image) {
        if let Some(file) = repo.build.file(entry) {
            if !found.iter().any(|own| own.path == file.path) {
                found.push(file);
            }
        }
    }
    found
}

/// No workflow publishes the image; `true` where nothing more can be said then.
fn unpublished(repo: &Repo, acc: &mut Vec<Finding>) -> bool {
    let build = &repo.build;
    let image = image(repo);
    let possible = match &image {
        Some(image) => {
            let may_be = |one: &Publication| one.may_be(image, |own| own.same_name(image)) != Answer::No;
            build.publications.near(image).chain(build.elsewhere.near(image)).any(may_be)
        }
        None => {
            let is = |one: &Publication| one.reference.as_ref().is_none_or(|own| !is_by_product(own));
            build.publications.iter().chain(&build.elsewhere).any(is)
        }
    };
    if possible {
        return false;
    }
    // A file that is refused, or a step that fails, is the fault that is told.
    if acc.iter().any(|finding| finding.implies.contains(&"unpublished-image")) {
        return true;
    }
    let merge = build.merge();
    // A push that its registry refuses ends its step, and what would follow is not published.
    let refused = |one: &&Publication| one.event == merge && one.certainty.is_yes() && one.refused.is_some();
    // Who logs in where the promised image lives, and pushes elsewhere, has the wrong name.
    let astray = image.as_ref().and_then(|image| {
        let mut all = build.publications.iter().filter(|one| one.event == merge);
        all.find(|one| login_elsewhere::is_astray(one, image))
    });
    if astray.is_none() && build.publications.iter().any(|one| refused(&one)) {
        missing_packages_permission::check(repo, acc);
        return true;
    }
    let named = || build.publications.iter().filter(|one| one.refused.is_none());
    let other = named().find(|one| one.event == merge).or_else(|| named().next()).or(astray);
    if let (Some(other), Some(fact), Some(reference)) =
        (other, &repo.promise.image, other.and_then(|one| one.reference.as_ref()))
    {
        let files: Vec<&WorkflowFile> = build.files.iter().map(AsRef::as_ref).collect();
        let named = repo.promised_latest().and_then(|latest| deciding::of_name(repo, &files, &latest));
        acc.push(other_image_published::found(other, named.map(|word| word.place), reference, fact));
        return true;
    }
    if let Some(remark) = repo.promised_latest().and_then(|latest| held::guard(repo, &latest)) {
        acc.push(merge_held_back::of(repo, &remark).implies(&["unpublished-image"]));
        return true;
    }
    let files: Vec<&WorkflowFile> = build.files.iter().map(AsRef::as_ref).collect();
    let suppressed = repo.promised_latest().and_then(|latest| suppressed::cause(repo, &files, &[], &latest));
    if let Some(finding) = suppressed {
        acc.push(finding);
        return true;
    }
    acc.push(unpushed_build::found(repo).unwrap_or_else(|| unpublished_image::found(repo)));
    true
}

/// How an event is told to people.
fn told(event: &Event) -> String {
    match event {
        Event::Push(branch) => format!("a push to `{branch}`"),
        Event::Tag(tag) => format!("the tag `{tag}`"),
        Event::Release => "a published release".into(),
        Event::Prerelease => "a published pre-release".into(),
        Event::PullRequest => "a pull request".into(),
        Event::DispatchOn(name) | Event::DispatchOnTag(name) => format!("a run by hand on `{name}`"),
        other => format!("`{other}`"),
    }
}
