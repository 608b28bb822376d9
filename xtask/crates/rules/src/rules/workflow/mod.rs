//! The build family: what the workflows publish, held against the mandates. A merge
//! publishes the promised tag, a release tag publishes a version, nothing else does.
//! Speaks only where the model is sure.

mod always_true_guard;
mod cancelled_publication;
mod default_token_push;
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
mod merge_held_back;
mod missing_dispatch;
mod missing_packages_permission;
mod missing_provenance_labels;
mod missing_push_trigger;
mod number_as_branch;
mod other_image_published;
mod prerelease_moves_latest;
mod pull_request_publishes;
mod push_not_boolean;
mod rebuild_behind_paths;
mod release_moves_latest;
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
mod unversioned_release;

pub use always_true_guard::ALWAYS_TRUE_GUARD;
pub use cancelled_publication::CANCELLED_PUBLICATION;
pub use default_token_push::DEFAULT_TOKEN_PUSH;
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
pub use merge_held_back::MERGE_HELD_BACK;
pub use missing_dispatch::MISSING_DISPATCH;
pub use missing_packages_permission::MISSING_PACKAGES_PERMISSION;
pub use missing_provenance_labels::MISSING_PROVENANCE_LABELS;
pub use missing_push_trigger::MISSING_PUSH_TRIGGER;
pub use number_as_branch::NUMBER_AS_BRANCH;
pub use other_image_published::OTHER_IMAGE_PUBLISHED;
pub use prerelease_moves_latest::PRERELEASE_MOVES_LATEST;
pub use pull_request_publishes::PULL_REQUEST_PUBLISHES;
pub use push_not_boolean::PUSH_NOT_BOOLEAN;
pub use rebuild_behind_paths::REBUILD_BEHIND_PATHS;
pub use release_moves_latest::RELEASE_MOVES_LATEST;
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
pub use unversioned_release::UNVERSIONED_RELEASE;

pub mod bots;
mod builds;
mod fixes;
mod hazards;
mod merge;
pub mod registry;
mod release;
pub mod rivals;
pub mod suppressed;

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
];
#[cfg(test)]
mod tests;

use crate::answer::Answer;
use crate::finding::{Finding, Place, Rule};
use crate::paths::BUILD_PATH;
use crate::reference::Reference;
use crate::repo::Repo;
use crate::workflow::{Event, File, Publication, RemarkKind};

pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    faults(repo, acc);
    remarks(repo, acc);
    if unpublished(repo, acc) {
        return;
    }
    merge::check(repo, acc);
    release::check(repo, acc);
    hazards::check(repo, acc);
    rivals::check(repo, acc);
    builds::check(repo, acc);
    registry::check(repo, acc);
    bots::check(repo, acc);
}

/// Whether the file deals with images at all: a linting workflow is nobody's concern here.
fn deals_with_images(file: &File) -> bool {
    const WORDS: [&str; 9] = [
        "docker/",
        "docker push",
        "docker build",
        "podman",
        "buildah",
        "skopeo",
        "push-to-registry",
        "imagetools",
        "crane ",
    ];
    WORDS.iter().any(|word| file.text.contains(word))
}

/// GitHub refuses a publishing file, or one of which nobody can tell what it did before
/// it was broken.
fn faults(repo: &Repo, acc: &mut Vec<Finding>) {
    let nothing_published = repo.build.publications.is_empty();
    for file in &repo.build.files {
        let lost = nothing_published && file.refused().is_some();
        if !lost && !deals_with_images(file) {
            continue;
        }
        let Some(fault) = file.refused().or_else(|| file.faults.first()) else { continue };
        let message = match fault.fatal {
            true => format!("GitHub refuses `{}`: {}", file.path, fault.message),
            false => format!("GitHub may refuse `{}`: {}", file.path, fault.message),
        };
        let mut finding = INVALID_WORKFLOW
            .at(Place::new(&file.path, fault.span), message)
            .help("write what GitHub takes, so that the workflow runs")
            .implies(&["unpublished-image", "unpublished-merge", "unpublished-release", "missing-dispatch"]);
        for other in file.faults.iter().filter(|other| *other != fault) {
            finding = finding.related(&file.path, other.span, other.message.clone());
        }
        acc.push(finding);
    }
}

/// The promised name, if there is one.
fn image(repo: &Repo) -> Option<Reference> {
    Some(Reference::parse(&repo.promise.image.as_ref()?.value))
}

/// The publications of the promised name, each with the workflow that was started. Those
/// whose name is only known at run time are not among them.
fn of_image<'a>(repo: &'a Repo, image: &'a Reference) -> impl Iterator<Item = (&'a Publication, &'a str)> {
    repo.build.with_entries().filter(move |(publication, _)| is_named(publication, image))
}

fn is_named(publication: &Publication, image: &Reference) -> bool {
    publication.reference.as_ref().is_some_and(|reference| reference.same_name(image) == Answer::Yes)
}

/// The workflows that publish the image on some event, in order.
fn entries<'a>(repo: &'a Repo, image: &'a Reference) -> Vec<&'a File> {
    let mut found: Vec<&File> = Vec::new();
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
    let possible =
        build.publications.iter().chain(&build.elsewhere).any(|publication| match (&publication.reference, &image) {
            (Some(reference), Some(image)) => reference.same_name(image) != Answer::No,
            (Some(_), None) | (None, _) => true,
        });
    if possible {
        return false;
    }
    // A file that is refused, or a step that fails, is the fault that is told.
    if acc.iter().any(|finding| finding.implies.contains(&"unpublished-image")) {
        return true;
    }
    let place = repo.promise.image.as_ref().and_then(|fact| fact.place.clone());
    let merge = build.merge();
    let other = build.publications.iter().find(|one| one.event == merge).or_else(|| build.publications.first());
    if let (Some(other), Some(fact), Some(reference)) =
        (other, &repo.promise.image, other.and_then(|one| one.reference.as_ref()))
    {
        let mut finding = OTHER_IMAGE_PUBLISHED.at(
            Place::new(&other.path, other.span),
            format!("the workflows publish `{}`, promised is `{}`", reference.name(), fact.value),
        );
        if let Some(place) = place {
            finding = finding.related(place.path, place.span, format!("promised here ({})", fact.from));
        }
        acc.push(
            finding
                .help(format!("publish `{}`, or promise what is published", fact.value))
                .implies(&["undeployed-image"]),
        );
        return true;
    }
    let files: Vec<&File> = build.files.iter().collect();
    let suppressed = repo.promised_latest().and_then(|latest| suppressed::cause(repo, &files, &[], &latest));
    if let Some(finding) = suppressed {
        acc.push(finding);
        return true;
    }
    // A build whose workflow logs in to a registry was meant to be pushed.
    let unpushed =
        build.builds.iter().find(|one| build.file(&one.path).is_some_and(|file| file.text.contains("login")));
    if let Some(one) = unpushed {
        let why = build.remarks.iter().find(|remark| {
            matches!(remark.kind, RemarkKind::NotPushed | RemarkKind::NoTag | RemarkKind::PushNotBoolean)
                && remark.path == one.path
        });
        let message = match why {
            Some(remark) => format!("the image is built and never pushed: {}", remark.message),
            None => "the image is built and never pushed: no step pushes it".to_string(),
        };
        let mut finding = UNPUSHED_BUILD.at(Place::new(&one.path, one.span), message);
        if let Some(remark) = why {
            finding = finding.related(&remark.path, remark.span, "the push is off here");
        }
        acc.push(finding.help("push the image on merges and release tags"));
        return true;
    }
    let place = place.unwrap_or_else(|| Place::file(BUILD_PATH));
    let message = match &repo.promise.image {
        Some(fact) => format!("no workflow publishes `{}`", fact.value),
        None => "no workflow publishes an image".to_string(),
    };
    acc.push(UNPUBLISHED_IMAGE.at(place, message).help("write a publishing workflow with `cargo xtask init`"));
    true
}

/// Faults that stand by themselves, each once, with the events on which they show.
fn remarks(repo: &Repo, acc: &mut Vec<Finding>) {
    let mut seen: Vec<(RemarkKind, &str, crate::span::Span)> = Vec::new();
    for remark in &repo.build.remarks {
        let (rule, help): (&'static crate::finding::Rule, &str) = match remark.kind {
            RemarkKind::MetadataError => (&FAILING_METADATA, "give the action what it takes on every event"),
            RemarkKind::InvalidReference => (&INVALID_REFERENCE, "write a name and tag that registries take"),
            RemarkKind::DoubledHost => (&DOUBLED_HOST, "leave the host out of `image`"),
            RemarkKind::PushNotBoolean => (&PUSH_NOT_BOOLEAN, "let the expression be `true` or `false` on every event"),
            RemarkKind::MissingCall => (&INVALID_WORKFLOW, "name a workflow that exists"),
            RemarkKind::DisabledCommand => (&DISABLED_COMMAND, "write to `$GITHUB_ENV` or `$GITHUB_PATH`"),
            RemarkKind::FailureIgnored => (&IGNORED_PUSH_FAILURE, "let a push that fails fail the run"),
            RemarkKind::GuardAlwaysTrue => {
                (&ALWAYS_TRUE_GUARD, "put the whole condition into one `${{ }}`, or into none")
            }
            RemarkKind::HeldBack(_) | RemarkKind::NeedSkipped(_) | RemarkKind::NotPushed | RemarkKind::NoTag => {
                continue
            }
        };
        // A guard in a file that publishes nothing is not this family's.
        let own = repo.build.publications.iter().any(|one| one.path == remark.path);
        if !own && !repo.build.file(&remark.path).is_some_and(deals_with_images) {
            continue;
        }
        let key = (remark.kind, remark.path.as_str(), remark.span);
        if seen.contains(&key) {
            continue;
        }
        seen.push(key);
        let same = |other: &&crate::workflow::Remark| (other.kind, other.path.as_str(), other.span) == key;
        let events: Vec<String> =
            repo.build.remarks.iter().filter(same).map(|other| format!("`{}`", other.event)).collect();
        let everywhere = matches!(
            remark.kind,
            RemarkKind::GuardAlwaysTrue
                | RemarkKind::FailureIgnored
                | RemarkKind::DisabledCommand
                | RemarkKind::MissingCall
        );
        let message = match everywhere {
            true => remark.message.clone(),
            false => {
                let mut events = events;
                events.dedup();
                format!("on {}: {}", events.join(", "), remark.message)
            }
        };
        let place = Place::new(&remark.path, remark.span);
        let finding = rule.at(place, message).help(help);
        // What only warns explains nothing that is missing.
        acc.push(match rule.severity {
            crate::finding::Severity::Error => {
                finding.implies(&["unpublished-image", "unpublished-merge", "unpublished-release"])
            }
            _ => finding,
        });
    }
}

/// How an event is told to people.
fn told(event: &Event) -> String {
    match event {
        Event::Push(branch) => format!("a push to `{branch}`"),
        Event::Tag(tag) => format!("the tag `{tag}`"),
        Event::Release => "a published release".into(),
        Event::PullRequest => "a pull request".into(),
        Event::DispatchOn(branch) => format!("a run by hand on `{branch}`"),
        other => format!("`{other}`"),
    }
}
