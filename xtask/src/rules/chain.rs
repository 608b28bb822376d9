//! The chain family: what one file says about another. Each of the three can be right
//! alone; these rules hold them against each other.

use crate::answer::Answer;
use crate::chain::Broken;
use crate::finding::{rules, Finding, Place, Rule};
use crate::reference::Reference;
use crate::repo::Repo;
use crate::snapshot::File;
use crate::unit::Deployment;
use crate::workflow::Event;

rules! {
    /// ## What it does
    /// Reports a repository in which there is nothing to check: no constitution, no
    /// workflow and no unit.
    ///
    /// ## Why is this bad?
    /// A check that found nothing to check would be green for ever, also after somebody
    /// moved the files away.
    ///
    /// ## Example
    /// `cargo xtask verify` in an empty folder, or one level too deep.
    ///
    /// ## Use instead
    /// `cargo xtask init` writes the files.
    X001 NOTHING_TO_CHECK "nothing-to-check" Error "there is no constitution, no workflow and no unit";

    /// ## What it does
    /// Reports that no unit of the repository runs the image that is promised.
    ///
    /// ## Why is this bad?
    /// What is published but run by nothing is not in production. Where the unit lives
    /// in another repository, this one cannot prove that it is right.
    ///
    /// ## Example
    /// A workflow that publishes `quay.io/acme/widget:latest`, and no `.service` or
    /// `.container` file anywhere.
    ///
    /// ## Use instead
    /// `cargo xtask init` writes the unit. Where it is kept elsewhere on purpose, say so:
    ///
    /// ```toml
    /// [[waiver]]
    /// rule = "undeployed-image"
    /// reason = "the unit is kept in acme/hosts"
    /// ```
    X002 UNDEPLOYED_IMAGE "undeployed-image" Warning "no unit runs the promised image";

    /// ## What it does
    /// Reports a unit that runs the promised image under a tag that no event publishes.
    ///
    /// ## Why is this bad?
    /// The host asks the registry for that tag every night, and nothing ever writes it.
    ///
    /// ## Example
    /// ```ini
    /// Image=quay.io/acme/widget:stable
    /// ```
    /// while the workflow publishes `:latest` and versions.
    ///
    /// ## Use instead
    /// The tag that a merge publishes: `Image=quay.io/acme/widget:latest`.
    X003 UNPUBLISHED_TAG_RUN "unpublished-tag-run" Error "the unit runs a tag that no event publishes";

    /// ## What it does
    /// Reports a unit that runs a tag which is published, but not by a merge: only
    /// releases, a schedule or a hand move it.
    ///
    /// ## Why is this bad?
    /// A fix that is merged waits for the next release to reach production, which is
    /// what the mandate rules out.
    ///
    /// ## Example
    /// ```ini
    /// Image=quay.io/acme/widget:1.2.3
    /// ```
    ///
    /// ## Use instead
    /// ```ini
    /// Image=quay.io/acme/widget:latest
    /// ```
    X004 UNMERGED_TAG_RUN "unmerged-tag-run" Error "the unit runs a tag that merges do not move";

    /// ## What it does
    /// Reports the unit that the constitution names, or the only one there is, when it
    /// runs another image than the promised one.
    ///
    /// ## Why is this bad?
    /// The same name in another registry or namespace is another image: what is
    /// published is not what runs.
    ///
    /// ## Example
    /// The contract says `quay.io/acme/widget`, the unit runs `ghcr.io/acme/widget`.
    ///
    /// ## Use instead
    /// One name in the contract, the workflow and the unit.
    X005 OTHER_IMAGE_RUN "other-image-run" Error "the unit runs another image than the promised one";

    /// ## What it does
    /// Reports a constitution, workflow or unit that cannot be read: not UTF-8, a
    /// directory, too large, a link that leads out of the repository.
    ///
    /// ## Why is this bad?
    /// Nothing can be proved about it, and GitHub or the host may read it differently.
    ///
    /// ## Example
    /// `.github/workflows/build.yml` saved as UTF-16.
    ///
    /// ## Use instead
    /// A regular UTF-8 file of ordinary size.
    X006 UNREADABLE_SOURCE "unreadable-source" Error "a source file cannot be read";
}

/// The rule that finds this break of the chain too.
pub fn of(cause: Broken) -> &'static Rule {
    match cause {
        Broken::Unit(cause) => super::deploy::of(cause),
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
