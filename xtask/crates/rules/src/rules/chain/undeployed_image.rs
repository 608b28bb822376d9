//! X002: no unit runs the promised image.

use super::other_image_run;
use crate::repo::Repo;
use prodproof_deployment::Deployment;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::snapshot::provisions;
use prodproof_syntax::span::Span;

rule! {
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
    /// ```markdown
    /// The unit is kept with the host.
    /// ```
    ///
    /// ## Use instead
    /// `cargo xtask init` writes the unit. Where it is kept elsewhere on purpose, say so:
    ///
    /// ```toml
    /// [[waiver]]
    /// rule = "undeployed-image"
    /// reason = "the unit is kept in acme/hosts"
    /// ```
    X002 UNDEPLOYED_IMAGE "undeployed-image" Warning "no unit runs the promised image"
}

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(image) = &repo.promise.image else { return };
    // Nobody runs a base image here, by the contract's own words.
    if repo.promise.units.as_ref().is_some_and(Vec::is_empty) {
        return;
    }
    let named = repo.promise.unit.as_ref().filter(|fact| !repo.snapshot.has(&fact.value));
    // A unit that runs another image, or an unknown one, is another rule's finding.
    let promised = |one: &Deployment| repo.is_promised(one) != Answer::No;
    if repo.units().into_iter().any(promised) || other_image_run::applies_to_any(repo) {
        return;
    }
    let path = named.map_or("deploy/", |fact| fact.value.as_str());
    let place = image.place.clone().unwrap_or_else(|| Place::file(path));
    let mut finding = UNDEPLOYED_IMAGE.at(place, format!("no unit here runs `{}`", image.value));
    if let Some(Place { path, span }) = named.and_then(|fact| fact.place.clone()) {
        finding = finding.related(path, span, "the unit is promised here");
    }
    let elsewhere = occurrences(repo, &image.value);
    for (path, span, message) in &elsewhere {
        finding = finding.related(path, *span, *message);
    }
    let init = repo.call("init");
    acc.push(finding.help(if elsewhere.iter().any(|(path, ..)| is_compose(path)) {
        format!(
            "a compose file alone is pulled by nobody: write a unit or Quadlet file that runs the image, with {init}"
        )
    } else if !elsewhere.is_empty() {
        format!("if this file deploys it, waive this with its name; else write the unit with {init}")
    } else {
        format!("write the unit with {init}, or waive this with the place where it is kept")
    }));
}

/// Where the image's name stands in files that may deploy it and that are not judged:
/// butane, ignition, cloud-init, playbooks, templates, compose files. At most three.
fn occurrences(repo: &Repo, image: &str) -> Vec<(String, Span, &'static str)> {
    let may_deploy = |path: &str| {
        let is_other = [".sh", ".env", ".service", ".container", ".kube"].iter().any(|ending| path.ends_with(ending));
        let told = path.starts_with(".github/") || path.starts_with("docs/") || names_what_is_built(path);
        (provisions(path) || is_other) && !told
    };
    // Ignition keeps files as URLs of data, and JSON may escape a slash.
    let spellings = [image.to_string(), image.replace('/', "%2F"), image.replace('/', "\\/")];
    let find = |(path, text): (&str, &str)| {
        let span = spellings.iter().find_map(|name| named(text, name))?;
        let message = if is_compose(path) {
            "a compose file runs it"
        } else {
            "the image's name stands here, in a file that is not judged"
        };
        Some((path.to_string(), span, message))
    };
    repo.snapshot.all_texts(may_deploy).filter_map(find).take(3).collect()
}

/// Where the name stands whole: not as a part of a longer one.
fn named(text: &str, name: &str) -> Option<Span> {
    // Nearly every text has none, which this finds sooner.
    if !text.contains(name) {
        return None;
    }
    let at = text.match_indices(name).map(|(at, _)| at).find(|&at| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let (before, behind) = (&text[..at], &text[at + name.len()..]);
        // `=` and `:` of an encoded text are letters too: `Image%3Dghcr.io%2F…`.
        let is_escape = before.len() > 2 && before.as_bytes()[before.len() - 3] == b'%';
        let starts = is_escape || !before.ends_with(is_part);
        starts && !behind.starts_with(is_part) && !behind.starts_with(['/', '\\']) && !behind.starts_with("%2F")
    })?;
    Some(Span::new(at, at + name.len()))
}

/// Whether it says what is built and published: the model has read it.
fn names_what_is_built(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, "action.yml" | "action.yaml") || name.contains("goreleaser") || name.starts_with("docker-bake")
}

fn is_compose(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.contains("compose") && (name.ends_with(".yml") || name.ends_with(".yaml"))
}
