//! B040: a release tag moves the tag that merges move.

use super::rivals::{by_flavor, moves};
use super::told;
use crate::repo::Repo;
use prodproof_publication::{Event, Publication};
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Tells that a release tag moves the tag that merges move.
    ///
    /// ## Why is this bad?
    /// A release of an older commit, say a fix for the version before, rolls production
    /// back to it until the next merge. docker/metadata-action does so by itself:
    /// `type=semver`, `type=pep440`, `type=match` and `type=ref,event=tag` add `latest`.
    ///
    /// ## Example
    /// ```yaml
    /// tags: |
    ///   type=raw,value=latest,enable={{is_default_branch}}
    ///   type=semver,pattern={{version}}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// flavor: latest=false
    /// tags: |
    ///   type=raw,value=latest,enable={{is_default_branch}}
    ///   type=semver,pattern={{version}}
    /// ```
    ///
    /// ## References
    /// [latest tag](https://github.com/docker/metadata-action#latest-tag)
    B040 RELEASE_MOVES_LATEST "release-moves-latest" Info "a release tag moves the tag that merges move"
}

/// What a release publishes as the tag that merges move.
pub(super) fn moved<'a>(repo: &'a Repo, latest: &'a Reference) -> Option<&'a Publication> {
    let build = &repo.build;
    let merge = build.merge();
    let by_merges: Vec<&str> = build
        .near_with_entries(latest)
        .filter(|(one, _)| one.event == merge && moves(one, latest))
        .map(|(_, entry)| entry)
        .collect();
    let mut all = build.near_with_entries(latest);
    let tagged = all.find(|(one, entry)| {
        matches!(one.event, Event::Tag(_) | Event::Release) && moves(one, latest) && by_merges.contains(entry)
    });
    tagged.map(|(one, _)| one)
}

pub(super) fn check(repo: &Repo, latest: &Reference, acc: &mut Vec<Finding>) {
    let Some(one) = moved(repo, latest) else { return };
    let message =
        format!("{} moves `{latest}` too: a release of an older commit rolls production back", told(&one.event));
    acc.push(
        RELEASE_MOVES_LATEST
            .at(Place::new(&one.path, one.span), message)
            .help(format!("let merges alone move it{}", by_flavor(repo, one))),
    );
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{infos, quiet, workflow, ON, TAGS};

    #[test]
    fn a_release_moves_latest() {
        let text = workflow(ON, TAGS, "true");
        assert_eq!(infos(&text), ["release-moves-latest 18: docker/build-push-action@v6"]);
        assert_eq!(infos(&quiet(text)), [""; 0]);
        // A release on GitHub is one as well.
        let by_release = ON.replace("    tags: ['v*']\n", "  release: {types: [published]}\n");
        let literal = "            type=raw,value=latest\n            type=ref,event=tag\n";
        let found = infos(&workflow(&by_release, literal, "true"));
        assert!(found.iter().any(|one| one.starts_with("release-moves-latest")), "{found:?}");
        // Where merges do not move it, another finding says so.
        let text =
            workflow(ON, "            type=ref,event=branch\n            type=semver,pattern={{version}}\n", "true");
        assert_eq!(infos(&text), [""; 0]);
    }
}
