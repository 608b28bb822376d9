//! The build family: what the workflows publish, held against the mandates. A merge
//! publishes the promised tag, a release tag publishes a version, nothing else does.
//! Speaks only where the model is sure.

pub mod bots;
mod builds;
mod fixes;
mod hazards;
mod merge;
pub mod registry;
mod release;
pub mod rivals;
pub mod suppressed;
mod table;
#[cfg(test)]
mod tests;

pub use table::*;

use crate::answer::Answer;
use crate::finding::{Finding, Place};
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
