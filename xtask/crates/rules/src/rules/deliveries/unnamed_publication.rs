//! X010: a step publishes what cannot be read here.

use super::MOST_PLACES;
use crate::repo::Repo;
use crate::words::Worded;
use prodproof_publication::condition::On;
use prodproof_publication::Publication;
use prodproof_syntax::finding::{rule, Finding, Place, Severity};

rule! {
    /// ## What it does
    /// Tells of steps that publish images, or may, of which the names cannot be read here.
    ///
    /// ## Why is this bad?
    /// They may publish a promised image, or one that nobody has thought of. Nothing is
    /// proved about them.
    ///
    /// ## Example
    /// ```yaml
    /// - run: podman push ${{ vars.IMAGE }}:latest
    /// ```
    ///
    /// ## Use instead
    /// Write the name in the workflow, or declare the variables in the contract:
    ///
    /// ```toml
    /// [build.vars]
    /// IMAGE = "quay.io/acme/widget"
    /// ```
    X010 UNNAMED_PUBLICATION "unnamed-publication" Info "a step publishes what cannot be read here"
}

/// Steps of which nobody can read what they publish, all together.
pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let hidden = |one: &&Publication| one.reference.as_ref().is_none_or(|own| own.name().contains('<'));
    let mut steps: Vec<&Publication> = Vec::new();
    for one in repo.build.publications.iter().filter(hidden) {
        if !steps.iter().any(|old| old.path == one.path && old.span == one.span) {
            steps.push(one);
        }
    }
    let Some((first, rest)) = steps.split_first() else { return };
    let told = |one: &Publication| match &one.reference {
        Some(own) if own.has_settled_name() => {
            format!("`{}` is published, and only the repository's settings know the whole name", own.name())
        }
        Some(own) => format!("`{}` is published, and its name is only known at run time", own.name()),
        None if one.certainty.is_yes() => {
            format!("`{}` publishes an image whose name is not known here", one.method)
        }
        // Whatever else it hangs on is no word of what it does.
        None => match one.conditions.iter().find(|condition| matches!(condition.on, On::Opaque { .. })) {
            Some(opaque) => opaque.told().to_string(),
            None => format!("`{}` may publish an image", one.method),
        },
    };
    let mut finding = UNNAMED_PUBLICATION
        .at(Place::new(&first.path, first.span), told(first))
        .help("write the name in the workflow, or declare what it is made of in the contract");
    // Where nothing else is known, this is all that there is to say.
    if repo.deliveries.is_empty() && repo.promise.image.is_none() {
        finding.severity = Severity::Warning;
    }
    for one in rest.iter().take(MOST_PLACES) {
        finding = finding.related(&one.path, one.span, told(one));
    }
    acc.push(finding);
}
