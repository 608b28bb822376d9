//! The chain family: what one file says about another. Each of the three can be right
//! alone; these rules hold them against each other.

mod nothing_to_check;
mod other_image_run;
mod undeployed_image;
mod unmerged_tag_run;
mod unpublished_tag_run;
mod unreadable_source;

pub use nothing_to_check::NOTHING_TO_CHECK;
pub use other_image_run::OTHER_IMAGE_RUN;
pub use undeployed_image::UNDEPLOYED_IMAGE;
pub use unmerged_tag_run::UNMERGED_TAG_RUN;
pub use unpublished_tag_run::UNPUBLISHED_TAG_RUN;
pub use unreadable_source::UNREADABLE_SOURCE;

use crate::answer::Answer;
use crate::chain::Broken;
use crate::finding::{Finding, Place, Rule};
use crate::reference::Reference;
use crate::repo::Repo;
use crate::snapshot::File;
use crate::unit::Deployment;
use crate::workflow::Event;

/// The rows, in the order in which they are listed.
pub static RULES: &[&Rule] = &[
    &NOTHING_TO_CHECK,
    &UNDEPLOYED_IMAGE,
    &UNPUBLISHED_TAG_RUN,
    &UNMERGED_TAG_RUN,
    &OTHER_IMAGE_RUN,
    &UNREADABLE_SOURCE,
];

/// The rule that finds this break of the chain too.
pub fn of(cause: Broken) -> &'static Rule {
    match cause {
        Broken::Unit(cause) => super::unit::of(cause),
        Broken::NoUnit => &UNDEPLOYED_IMAGE,
    }
}

pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    unreadable(repo, acc);
    if nothing_to_check(repo, acc) {
        return;
    }
    undeployed(repo, acc);
    for deployment in &repo.deployments {
        match repo.is_promised(deployment) {
            Answer::Yes => tag(repo, deployment, acc),
            Answer::No => other_image(repo, deployment, acc),
            Answer::Unknown => {}
        }
    }
}

fn unreadable(repo: &Repo, acc: &mut Vec<Finding>) {
    for (path, file) in &repo.snapshot.files {
        let why = match file {
            File::Text(_) | File::Unread => continue,
            File::NotUtf8 => "is not UTF-8".to_string(),
            File::TooLarge(bytes) => format!("is {bytes} bytes large"),
            File::Directory => "is a directory".to_string(),
            File::Link(to) => format!("is a link to `{to}`, which is not in this repository"),
            File::Unreadable(why) => format!("cannot be read: {why}"),
        };
        if is_source(repo, path) {
            acc.push(
                UNREADABLE_SOURCE
                    .at(Place::file(path), format!("`{path}` {why}"))
                    .help("make it a regular UTF-8 file of this repository")
                    .implies(&["no-constitution", "undeployed-image"]),
            );
        }
    }
}

/// One of the three kinds of file, by its path alone.
fn is_source(repo: &Repo, path: &str) -> bool {
    let workflow = path
        .strip_prefix(".github/workflows/")
        .is_some_and(|name| !name.contains('/') && (name.ends_with(".yml") || name.ends_with(".yaml")));
    let unit = [".service", ".container", ".kube", ".pod"].iter().any(|ending| path.ends_with(ending));
    workflow || unit || path == repo.constitution_path()
}

fn nothing_to_check(repo: &Repo, acc: &mut Vec<Finding>) -> bool {
    let workflows = repo.snapshot.paths().any(|path| path.starts_with(".github/workflows/"));
    let nothing =
        repo.constitution.is_none() && !workflows && repo.deployments.is_empty() && repo.build.publications.is_empty();
    if nothing && !acc.iter().any(|finding| finding.rule == &UNREADABLE_SOURCE) {
        let place = Place::file(repo.constitution_path());
        let finding = NOTHING_TO_CHECK.at(place, "there is no constitution, no workflow and no unit here");
        acc.push(finding.help("run `cargo xtask init`, or verify from the top of the repository").implies(&[
            "no-constitution",
            "unpublished-image",
            "undeployed-image",
        ]));
    }
    nothing
}

fn undeployed(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(image) = &repo.promise.image else { return };
    let named = repo.promise.unit.as_ref().filter(|fact| !repo.snapshot.has(&fact.value));
    // A unit that runs another image, or an unknown one, is another rule's finding.
    if repo.deployments.iter().any(|one| repo.is_promised(one) != Answer::No || is_the_unit(repo, one)) {
        return;
    }
    let path = named.map_or("deploy/", |fact| fact.value.as_str());
    let place = image.place.clone().unwrap_or_else(|| Place::file(path));
    let mut finding = UNDEPLOYED_IMAGE.at(place, format!("no unit here runs `{}`", image.value));
    if let Some(Place { path, span }) = named.and_then(|fact| fact.place.clone()) {
        finding = finding.related(path, span, "the unit is promised here");
    }
    acc.push(finding.help("write the unit with `cargo xtask init`, or waive this with the place where it is kept"));
}

/// Whether this is the deployment that the promise is about: the named unit, else the
/// only one.
fn is_the_unit(repo: &Repo, deployment: &Deployment) -> bool {
    match &repo.promise.unit {
        Some(unit) => unit.value == deployment.path,
        None => repo.deployments.len() == 1,
    }
}

/// The unit runs the promised image: does a merge move its tag?
fn tag(repo: &Repo, deployment: &Deployment, acc: &mut Vec<Finding>) {
    let Some(image) = &deployment.image else { return };
    // A digest never moves; that is the deploy family's finding.
    if image.value.digest.is_some() || repo.build.publications.is_empty() {
        return;
    }
    let (published, _) = repo.merge_publishes(&image.value);
    if published != Answer::No {
        return;
    }
    let promised = repo.promised_latest();
    // If a merge does not even publish the promised tag, the workflow is at fault.
    let merge_works = promised.as_ref().is_some_and(|latest| repo.merge_publishes(latest).0 == Answer::Yes);
    if promised.as_ref() == Some(&image.value) && !merge_works {
        return;
    }
    let publications = repo
        .build
        .publications
        .iter()
        .filter(|one| one.reference.as_ref().is_some_and(|reference| reference.same(&image.value) != Answer::No));
    let events: Vec<&Event> = publications.clone().map(|one| &one.event).collect();
    let place = Place::new(&deployment.image_path, image.span);
    let mut finding = match events.first() {
        None if repo.build.publications.iter().any(|one| one.reference.is_none()) => return,
        None => UNPUBLISHED_TAG_RUN.at(place, format!("the unit runs `{}`, which no event publishes", image.value)),
        Some(event) => UNMERGED_TAG_RUN
            .at(place, format!("the unit runs `{}`, which `{event}` publishes, and no merge", image.value)),
    };
    if let Some(other) = publications.clone().next() {
        finding = finding.related(&other.path, other.span, format!("published here on `{}`", other.event));
    }
    if let Some(latest) = promised.filter(|_| merge_works) {
        finding = run_instead(finding, repo, deployment, &latest);
    }
    acc.push(finding);
}

/// Help and fix: run `wanted`. The contract's own words make it safe.
fn run_instead(finding: Finding, repo: &Repo, deployment: &Deployment, wanted: &Reference) -> Finding {
    let title = format!("run `{wanted}`");
    let finding = finding.help(title.clone());
    let Some(image) = &deployment.image else { return finding };
    // Only where the place holds the reference as it is meant, not a variable or a quote.
    let written = repo.snapshot.text(&deployment.image_path).map(|text| image.span.text(text));
    match written {
        Some(text) if Reference::parse(text) == image.value && text.trim() == text => {
            let safe = repo.contract.image.is_some();
            let edit = crate::finding::Edit::new(&deployment.image_path, image.span, wanted.to_string());
            finding.fix(title, safe, vec![edit])
        }
        _ => finding,
    }
}

fn other_image(repo: &Repo, deployment: &Deployment, acc: &mut Vec<Finding>) {
    let (Some(promised), Some(image)) = (&repo.promise.image, &deployment.image) else { return };
    let another_runs_it = repo.deployments.iter().any(|one| repo.is_promised(one) != Answer::No);
    // Neighbours (a database, a proxy) run their own images; only the unit counts.
    let named = repo.promise.unit.as_ref().is_some_and(|unit| unit.value == deployment.path);
    if !named && (another_runs_it || !is_the_unit(repo, deployment) || !is_namesake(&promised.value, &image.value)) {
        return;
    }
    let place = Place::new(&deployment.image_path, image.span);
    let mut finding =
        OTHER_IMAGE_RUN.at(place, format!("the unit runs `{}`, promised is `{}`", image.value, promised.value));
    if let Some(Place { path, span }) = promised.place.clone() {
        finding = finding.related(path, span, format!("the image is promised here ({})", promised.from));
    }
    if let Some(latest) = repo.promised_latest() {
        finding = run_instead(finding, repo, deployment, &latest);
    }
    acc.push(finding.implies(&["undeployed-image"]));
}

/// Whether both images have the same last component: `quay.io/acme/widget` and
/// `ghcr.io/acme/widget`.
fn is_namesake(promised: &str, image: &Reference) -> bool {
    promised.rsplit('/').next() == image.repository.rsplit('/').next()
}
