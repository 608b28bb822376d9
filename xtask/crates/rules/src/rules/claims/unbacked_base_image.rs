//! X107: the constitution states a base image that no Containerfile has.

use super::{also, at, grouped};
use crate::fleet::bases::{bases, bases_given, build_arguments};
use crate::fleet::BaseImage;
use crate::repo::Repo;
use prodproof_constitution::claims::{Claim, Claimed, ClaimedImage};
use prodproof_constitution::Constitution;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding};
use prodproof_syntax::order::Order;
use prodproof_syntax::reference::{could_equal, Reference};

rule! {
    /// ## What it does
    /// Reports a base image that the prose states and no Containerfile builds from.
    ///
    /// ## Why is this bad?
    /// The base decides who fixes the operating system, and when.
    ///
    /// ## Example
    /// "Images are based on `registry.access.redhat.com/ubi10/ubi`", and
    ///
    /// ```dockerfile
    /// FROM docker.io/library/debian:12
    /// ```
    ///
    /// ## Use instead
    /// The same base in both.
    ///
    /// ## References
    /// - Build arguments without a default may be any image, and are no finding.
    X107 UNBACKED_BASE_IMAGE "unbacked-base-image" Error "the constitution states a base image that no Containerfile has"
}

/// So many values of one build argument are tried.
const MOST: usize = 16;

pub(super) fn check(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let stated = grouped(claims.iter().filter_map(|claim| match &claim.what {
        Claimed::Base(image) => Some((claim, image)),
        _ => None,
    }));
    if stated.is_empty() {
        return;
    }
    let bases = built_from(repo);
    let backed = |image: &ClaimedImage| {
        bases.iter().any(|base| is_base(image, &Reference::parse(&base.reference)) != Answer::No)
    };
    // A list of the bases to choose from is kept by choosing one.
    let chosen = stated.iter().any(|(image, _)| backed(image));
    for (image, group) in stated {
        if bases.is_empty() || backed(image) || (chosen && !group.iter().any(|claim| claim.binding)) {
            continue;
        }
        let Some(first) = group.first() else { continue };
        let mut finding =
            at(&UNBACKED_BASE_IMAGE, constitution, first, format!("no Containerfile builds from `{image}`"));
        for base in &bases {
            let spot = &base.spot;
            finding = finding.related(
                &spot.path,
                repo.snapshot.word_at(&spot.path, spot.line, spot.column),
                format!("this builds from `{}`", base.reference),
            );
        }
        acc.push(also(finding, constitution, &group).help("build from that image, or amend the constitution"));
    }
}

/// The bases of all Containerfiles, as workflows build them: a build argument that every
/// build gives replaces its default, one that some give stands beside it.
fn built_from(repo: &Repo) -> Vec<BaseImage> {
    let given = build_arguments(&repo.build.files);
    let passes = given.values().map(Vec::len).max().unwrap_or(0).min(MOST);
    let mut steps: Vec<_> = repo.build.builds.iter().map(|build| (&build.path, build.span)).collect();
    steps.order();
    steps.dedup();
    let everywhere = !steps.is_empty() && given.values().all(|values| values.len() >= steps.len());
    let mut out = if passes > 0 && everywhere { Vec::new() } else { bases(&repo.snapshot) };
    for pass in 0..passes {
        let chosen = |(name, values): (&String, &Vec<String>)| {
            Some((name.clone(), values.get(pass).or_else(|| values.last())?.clone()))
        };
        for base in bases_given(&repo.snapshot, &given.iter().filter_map(chosen).collect()) {
            if !out.iter().any(|known| known.spot == base.spot && known.reference == base.reference) {
                out.push(base);
            }
        }
    }
    out
}

/// Whether a base is the one that prose names. A name without registry and folder may
/// be any part of the path: people say `ubi10`.
fn is_base(image: &ClaimedImage, base: &Reference) -> Answer {
    let tag = match (&image.tag, &base.tag) {
        (Some(tag), Some(own)) => could_equal(tag, own),
        _ => Answer::Yes,
    };
    if !image.name.contains('/') {
        let parts = base.repository.split('/');
        let named = parts.clone().any(|part| part == image.name || part.starts_with(&format!("{}-", image.name)));
        let holes = base.has_holes();
        return match (named, holes) {
            (true, _) => tag,
            (false, true) => Answer::Unknown,
            (false, false) => Answer::No,
        };
    }
    Reference::parse(&image.name).same_name(base).and(tag)
}

#[cfg(test)]
mod tests {
    use crate::rules::claims::tests::{bad, bad_with, built_with, good, repo, run, BUILD, CONTAINERFILE};

    #[test]
    fn base_images_that_no_containerfile_has() {
        bad(
            "The image MUST be based on `registry.access.redhat.com/ubi9/ubi-minimal`.",
            &["X107e 3:29 no Containerfile builds from `registry.access.redhat.com/ubi9/ubi-minimal`"],
        );
        bad("Base image: `alpine:3.20`.", &["X107w 3:14 no Containerfile builds from `alpine:3.20`"]);
        bad(
            "The Containerfile says `FROM registry.access.redhat.com/ubi10/ubi-minimal:10.0`.",
            &["X107w 3:30 no Containerfile builds from `registry.access.redhat.com/ubi10/ubi-minimal:10.0`"],
        );
        bad_with("Base image: `alpine:3.20`.", &[("Containerfile", "ARG BASE\nFROM $BASE\n")], &[]);
        bad_with("Base image: `alpine:3.20`.", &[("Containerfile", "")], &[]);
        // A build argument of the workflow goes before its default.
        let given = built_with("          build-args: |\n            BASE_IMAGE=docker.io/library/alpine:3.20\n");
        let containerfile = ("Containerfile", "ARG BASE_IMAGE=debian:12\nFROM ${BASE_IMAGE}\n");
        bad_with("Base image: `alpine:3.20`.", &[containerfile, (BUILD, &given)], &[]);
        bad_with(
            "Base image: `debian:12`.",
            &[containerfile, (BUILD, &given)],
            &["X107w 3:14 no Containerfile builds from `debian:12`"],
        );
        bad_with("Base image: `debian:12`.", &[containerfile, (BUILD, &built_with(""))], &[]);
        let computed = built_with("          build-args: BASE_IMAGE=${{ vars.BASE }}\n");
        bad_with("Base image: `fedora:44`.", &[containerfile, (BUILD, &computed)], &[]);
        good("| Base Image | For |\n|---|---|\n| `registry.access.redhat.com/ubi10/ubi-init` | systemd |\n| `registry.access.redhat.com/ubi10/ubi-minimal` | the rest |");
        let found = run(&repo("Base image: `alpine`.\n", &[]));
        assert_eq!(
            found[0].related[0].place.span.text(CONTAINERFILE),
            "registry.access.redhat.com/ubi10/ubi-minimal:10.1"
        );
    }
}
