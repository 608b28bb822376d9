//! X011: units are not judged.

use std::collections::HashSet;

use crate::repo::Repo;
use crate::rules::chain;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Tells once which units are not judged, and why: those that run somebody else's image
    /// (a database, a proxy), templates that something fills in before a host gets them,
    /// those in folders for tests, templates and examples, links that enable a unit
    /// (`multi-user.target.wants/web.service`), and files whose ending nobody reads
    /// (`web.containers`).
    ///
    /// ## Why is this bad?
    /// It is not. But what is not looked at should be known.
    ///
    /// ## Example
    /// `deploy/redis.container` beside the unit of the repository's own image,
    /// `deploy/widget.container.j2`, `template/widget.container`.
    ///
    /// ```ini
    /// # template/widget.container
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    /// A unit that the contract names is read wherever it lies:
    ///
    /// ```toml
    /// [[image]]
    /// name = "quay.io/acme/widget"
    /// units = ["deploy/widget.service", "template/widget.container"]
    /// ```
    X011 UNJUDGED_UNIT "unjudged-unit" Info "units are not judged"
}

/// Units that nothing is said about, with the reason.
pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    // A file with several containers is judged for those of them that are the repository's.
    let own: HashSet<&str> =
        repo.deployments.iter().filter(|one| !repo.is_foreign(one)).map(|one| one.path.as_str()).collect();
    let foreign: Vec<_> = repo.deployments.iter().filter(|one| repo.is_foreign(one)).collect();
    let mut labels: Vec<String> = (foreign.iter())
        .map(|one| match &one.image {
            Some(image) if own.contains(one.path.as_str()) => {
                format!("a container of `{}` (`{}`)", one.path, image.value)
            }
            _ => format!("`{}`", one.path),
        })
        .collect();
    labels.dedup();
    let foreign: Vec<&str> = foreign.iter().map(|one| one.path.as_str()).collect();
    // Another rule says of a namesake that it is the wrong image.
    let told: HashSet<&str> =
        acc.iter().filter(|one| chain::tells_of_other_image(one)).map(|one| one.primary.path.as_str()).collect();
    let mut relatives: Vec<&str> = (repo.deployments.iter().filter(|one| repo.is_relative(one)))
        .map(|one| one.path.as_str())
        .filter(|path| !told.contains(path))
        .collect();
    relatives.dedup();
    let read: HashSet<&str> = repo.deployments.iter().map(|one| one.path.as_str()).collect();
    let read = |path: &str| read.contains(path);
    let podman = |text: &str| text.contains("podman") || text.contains("[Container]") || text.contains("[Kube]");
    let found = |test: &dyn Fn(&str, &str) -> bool| -> Vec<&str> {
        // Copies of this crate bring templates of their own.
        let own = |path: &str| path.split('/').any(|folder| matches!(folder, "xtask" | ".xtask"));
        let texts = repo.snapshot.texts(|path| !read(path) && !own(path));
        texts.filter(|(path, text)| test(path, text) && podman(text)).map(|(path, _)| path).collect()
    };
    let named: HashSet<String> = repo.contract.named_units().into_iter().collect();
    let inside: Vec<&str> = prodproof_deployment::inside_of_images(&repo.snapshot)
        .into_iter()
        .filter(|path| !read(path) && !named.contains(*path))
        .filter(|path| repo.snapshot.text(path).is_some_and(podman))
        .collect();
    let templates = found(&prodproof_deployment::is_template);
    let skipped = found(&|path, text| {
        prodproof_deployment::is_skipped(path)
            && !prodproof_deployment::is_template(path, text)
            && !inside.contains(&path)
    });
    let ending = |path: &str| path.ends_with(".service") || path.ends_with(".container");
    let enabling: Vec<&str> = (repo.snapshot.files.keys().map(String::as_str))
        .filter(|path| prodproof_deployment::is_enablement(path) && ending(path))
        .collect();
    let misnamed = found(&|path, _| prodproof_deployment::misnamed(path).is_some());
    let quoted = |paths: &[&str]| paths.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>();
    let list = |all: &[String]| match all {
        [one] => one.clone(),
        [first, ..] => format!("{first} and {} more", all.len() - 1),
        [] => String::new(),
    };
    let mut parts = Vec::new();
    for (paths, one, many) in [
        (labels, "runs an image that is not published here", "run images that are not published here"),
        (
            quoted(&relatives),
            "runs an image of this repository's owner or name, which nothing here publishes",
            "run images of this repository's owner or name, which nothing here publishes",
        ),
        (quoted(&templates), "is a template, which something fills in", "are templates, which something fills in"),
        (
            quoted(&skipped),
            "lies in a folder for tests, templates or examples",
            "lie in folders for tests, templates or examples",
        ),
        (quoted(&inside), "runs inside of an image that no host boots", "run inside of images that no host boots"),
        (quoted(&enabling), "is a link that enables a unit", "are links that enable units"),
        (quoted(&misnamed), "has an ending by which nobody reads it", "have endings by which nobody reads them"),
    ] {
        if !paths.is_empty() {
            parts.push(format!("{} {}", list(&paths), if paths.len() == 1 { one } else { many }));
        }
    }
    let meant = misnamed.first().and_then(|path| Some((path, prodproof_deployment::misnamed(path)?)));
    let help = match meant {
        Some((path, ending)) => format!("if `{path}` is a unit, end its name in `.{ending}`"),
        None => "name the units in the contract that are to be judged all the same".to_string(),
    };
    let all = [&misnamed, &foreign, &relatives, &templates, &skipped, &inside, &enabling];
    let Some(first) = all.iter().find_map(|paths| paths.first()) else { return };
    acc.push(UNJUDGED_UNIT.at(Place::file(*first), format!("not judged: {}", parts.join("; "))).help(help));
}
