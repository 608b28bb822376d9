//! The chain family: what one file says about another. Each of the three can be right
//! alone; these rules hold them against each other.

mod nothing_to_check;
mod other_forge;
mod other_image_run;
mod undeployed_image;
mod unmerged_tag_run;
mod unpublished_tag_run;
mod unreadable_source;

pub use nothing_to_check::NOTHING_TO_CHECK;
pub use other_forge::OTHER_FORGE;
pub use other_image_run::OTHER_IMAGE_RUN;
pub use undeployed_image::UNDEPLOYED_IMAGE;
pub use unmerged_tag_run::UNMERGED_TAG_RUN;
pub use unpublished_tag_run::UNPUBLISHED_TAG_RUN;
pub use unreadable_source::UNREADABLE_SOURCE;

use crate::chain::Broken;
use crate::repo::Repo;
use crate::words::Worded;
use prodproof_deployment::Deployment;
use prodproof_publication::Event;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::Safety;
use prodproof_syntax::finding::{Finding, Place, Rule};
use prodproof_syntax::reference::Reference;

/// The rows, in the order in which they are listed.
pub static RULES: &[&Rule] = &[
    &NOTHING_TO_CHECK,
    &UNDEPLOYED_IMAGE,
    &UNPUBLISHED_TAG_RUN,
    &UNMERGED_TAG_RUN,
    &OTHER_IMAGE_RUN,
    &UNREADABLE_SOURCE,
    &OTHER_FORGE,
];

/// The rule that finds this break of the chain too.
pub fn of(why: &Broken) -> Option<&'static Rule> {
    match why {
        Broken::Unit(reason) => Some(super::unit::of(&reason.cause)),
        Broken::NoUnit(_) => Some(&UNDEPLOYED_IMAGE),
        Broken::Unnamed(_) | Broken::Unpublished(_) => None,
    }
}

/// A break in words: lower case, no final dot.
pub fn words(why: &Broken) -> String {
    match why {
        Broken::Unit(reason) => super::unit::finding(reason).message.into(),
        Broken::NoUnit(Some(image)) => format!("no unit here runs `{image}`"),
        Broken::NoUnit(None) => "no unit here runs an image".to_string(),
        Broken::Unnamed(Some(method)) => {
            format!("which image is delivered is not known: `{method}` may publish any")
        }
        Broken::Unnamed(None) => "nothing promises an image, and nothing publishes one".to_string(),
        Broken::Unpublished(cause) => cause.told().to_string(),
    }
}

pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    unreadable_source::check(repo, acc);
    if nothing_to_check::check(repo, acc) {
        return;
    }
    other_forge::check(repo, acc);
    undeployed_image::check(repo, acc);
    for deployment in repo.units() {
        if repo.is_promised(deployment) == Answer::Yes {
            tag(repo, deployment, acc);
        }
    }
    other_image_run::check(repo, acc);
}

/// Whether the finding says that a unit runs another image than the promised one.
pub fn tells_of_other_image(finding: &Finding) -> bool {
    *finding.rule == OTHER_IMAGE_RUN
}

/// Whether this is the deployment that the promise is about: the named unit, else the
/// only one beside those that run somebody else's image.
fn is_the_unit(repo: &Repo, deployment: &Deployment) -> bool {
    match &repo.promise.unit {
        Some(unit) => unit.value == deployment.path,
        None => repo.only_own_unit() == Some(deployment.path.as_str()),
    }
}

/// The unit runs the promised image: does a merge move its tag?
fn tag(repo: &Repo, deployment: &Deployment, acc: &mut Vec<Finding>) {
    let Some(image) = &deployment.image else { return };
    // A digest never moves, and no registry has what is on the host only: the deploy family's findings.
    if image.value.digest.is_some() || image.value.registry == "localhost" || repo.build.publications.is_empty() {
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
        .near(&image.value)
        .filter(|one| one.reference.as_ref().is_some_and(|reference| reference.same(&image.value) != Answer::No));
    let events: Vec<&Event> = publications.clone().map(|one| &one.event).collect();
    let place = Place::new(&deployment.image_path, image.span);
    let mut finding = match events.first() {
        None if repo.build.publications.near(&image.value).any(|one| one.reference.is_none()) => return,
        None => unpublished_tag_run::found(place, &image.value),
        Some(event) => unmerged_tag_run::found(place, &image.value, event),
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
    let written = repo.snapshot.written_at(&deployment.image_path, image.span);
    match written {
        Some(text) if Reference::parse(text) == image.value && text.trim() == text => {
            let safety = if repo.contract.images().is_empty() { Safety::Unsafe } else { Safety::Safe };
            let edit = prodproof_syntax::finding::Edit::new(&deployment.image_path, image.span, wanted.to_string());
            finding.fix(title, safety, vec![edit])
        }
        _ => finding,
    }
}
