//! B041: the tag of a pre-release moves the promised tag.

use super::rivals::{by_flavor, moves};
use super::{every_branch_publishes_latest, release_moves_latest, told};
use crate::repo::Repo;
use prodproof_publication::{Event, Publication};
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports that a pre-release moves the promised tag: its git tag, such as `v1.2.3-rc1`, or
    /// a release that is marked as one on GitHub.
    ///
    /// ## Why is this bad?
    /// Production runs the promised tag: it gets the release candidate.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     tags: ['v*']
    /// # …
    /// tags: |
    ///   type=raw,value=latest,enable={{is_default_branch}}
    ///   type=ref,event=tag
    /// ```
    ///
    /// ## Use instead
    /// `type=semver,pattern={{version}}`, which makes no `latest` of a pre-release, or
    /// `flavor: latest=false`.
    ///
    /// ## References
    /// [latest tag](https://github.com/docker/metadata-action#latest-tag)
    B041 PRERELEASE_MOVES_LATEST "prerelease-moves-latest" Info "the tag of a pre-release moves the promised tag"
}

pub(super) fn check(repo: &Repo, latest: &Reference, acc: &mut Vec<Finding>) -> bool {
    let event = repo.build.prerelease();
    let tagged = |one: &&Publication| {
        (event.as_ref() == Some(&one.event) || one.event == Event::Prerelease) && moves(one, latest)
    };
    let Some(one) = repo.build.elsewhere.near(latest).find(tagged) else { return false };
    let place = Place::new(&one.path, one.span);
    // What every event moves is one fault.
    if every_branch_publishes_latest::is_told(acc, &place) {
        return one.event != Event::Prerelease;
    }
    let older = match release_moves_latest::moved(repo, latest) {
        Some(_) => "; a release of an older commit rolls it back",
        None => "",
    };
    let message = format!("{} publishes `{latest}`: production gets the pre-release{older}", told(&one.event));
    acc.push(
        PRERELEASE_MOVES_LATEST
            .at(place, message)
            .help(format!("let merges alone move `{latest}`{}", by_flavor(repo, one))),
    );
    true
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{infos, quiet, workflow, ON};

    #[test]
    fn a_prerelease_moves_latest() {
        let tags = "            type=raw,value=latest,enable={{is_default_branch}}\n            type=ref,event=tag\n";
        let text = workflow(ON, tags, "true");
        assert_eq!(infos(&text), ["prerelease-moves-latest 18: docker/build-push-action@v6"]);
        let filtered = text.replace("['v*']", "['v[0-9]+.[0-9]+.[0-9]+']");
        assert_eq!(infos(&filtered), ["release-moves-latest 18: docker/build-push-action@v6"]);
        assert_eq!(infos(&quiet(text)), [""; 0]);
    }

    #[test]
    fn a_release_that_is_marked_as_one() {
        let text = |types: &str, tags: &str| {
            format!(
                "\
on: {{push: {{branches: [main]}}, release: {{types: [{types}]}}}}
jobs:
  b:
    runs-on: ubuntu-latest
    steps:
      - uses: docker/metadata-action@v5
        id: meta
        with:
          images: quay.io/acme/widget
          flavor: latest=false
          tags: |
            {tags}
            type=ref,event=tag
      - if: github.event_name == 'release' || github.ref == 'refs/heads/main'
        uses: docker/build-push-action@v6
        with: {{push: true, tags: '${{{{ steps.meta.outputs.tags }}}}'}}
"
            )
        };
        let literal = "type=raw,value=latest";
        let told = |text: &str| infos(text).iter().any(|one| one.starts_with("prerelease-moves-latest"));
        for (types, moves) in [("published", true), ("prereleased", true), ("released", false), ("edited", false)] {
            assert_eq!(told(&text(types, literal)), moves, "{types}");
        }
        let stable = "type=raw,value=latest,enable=${{ !github.event.release.prerelease }}";
        assert!(!told(&text("published", stable)));
    }

    #[test]
    fn a_release_of_another_part_is_no_prerelease() {
        let text = r#"on:
  push:
    branches: [main]
    tags: ['*/v*']
  workflow_dispatch:
jobs:
  b:
    runs-on: x
    steps:
      - run: |
          case "${GITHUB_REF_NAME%%/*}" in
            web|api) ;;
            *) exit 1 ;;
          esac
          docker push quay.io/acme/widget:latest
"#;
        let found: Vec<String> = infos(text).into_iter().filter(|one| one.starts_with("prerelease")).collect();
        assert_eq!(found, [""; 0]);
    }
}
