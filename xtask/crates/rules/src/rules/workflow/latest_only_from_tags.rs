//! B013: a merge publishes, but only releases move `latest`.

use super::told;
use super::unpublished_merge::made_at;
use crate::repo::Repo;
use prodproof_publication::{Event, Publication};
use prodproof_syntax::finding::{rule, Finding};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports a workflow that publishes on merges under other tags, while the promised tag
    /// is pushed by other events only.
    ///
    /// ## Why is this bad?
    /// docker/metadata-action adds `latest` to releases by itself, and not to merges. The
    /// host waits for the next release.
    ///
    /// ## Example
    /// ```yaml
    /// tags: |
    ///   type=ref,event=branch
    ///   type=semver,pattern={{version}}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// tags: |
    ///   type=raw,value=latest,enable={{is_default_branch}}
    ///   type=semver,pattern={{version}}
    /// ```
    ///
    /// ## References
    /// [metadata-action](https://github.com/docker/metadata-action#latest-tag)
    B013 LATEST_ONLY_FROM_TAGS "latest-only-from-tags" Error "a merge publishes, but only releases move `latest`"
}

/// `does`: what a merge publishes, or may publish, with `one`; `latest` comes from `event`.
pub(super) fn found(repo: &Repo, one: &Publication, does: &str, latest: &Reference, event: &Event) -> Finding {
    let branch = &repo.build.default_branch;
    let message = format!("a merge to `{branch}` {does}; `{latest}` comes from {} only", told(event));
    LATEST_ONLY_FROM_TAGS.at(made_at(repo, one, latest), message)
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, fixes, workflow, ON};

    #[test]
    fn what_may_be_published_is_not_told_as_published() {
        let text =
            workflow(ON, "            type=ref,event=branch\n            type=semver,pattern={{version}}\n", "true");
        let sure = bad(&text, &["latest-only-from-tags 16: type=ref,event=branch"]);
        assert!(sure[0].message.to_string().contains(" publishes "), "{}", sure[0].message);
        let asked = text.replace(
            "      - id: meta",
            r"      - id: ask
        run: ./ask
      - id: meta",
        );
        let unsure = asked.replace("push: true", "push: ${{ steps.ask.outputs.push }}");
        let found = bad(&unsure, &["latest-only-from-tags 18: type=ref,event=branch"]);
        assert!(found[0].message.to_string().contains(" may publish "), "{}", found[0].message);
    }

    #[test]
    fn latest_comes_from_tags_only() {
        let text =
            workflow(ON, "            type=ref,event=branch\n            type=semver,pattern={{version}}\n", "true");
        bad(&text, &["latest-only-from-tags 16: type=ref,event=branch"]);
        let line = "            type=raw,value=latest,enable={{is_default_branch}}\n";
        fixes(
            &text,
            "latest-only-from-tags",
            &text.replace("            type=ref", &format!("{line}            type=ref")),
        );
        // GitHub compares the names of actions in any case.
        let upper = text.replace("docker/metadata-action", "Docker/Metadata-Action");
        fixes(
            &upper,
            "latest-only-from-tags",
            &upper.replace("            type=ref", &format!("{line}            type=ref")),
        );
    }
}
