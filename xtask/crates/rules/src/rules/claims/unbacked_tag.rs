//! X106: the constitution promises a tag that no event publishes.

use super::{also, at, grouped};
use crate::repo::Repo;
use prodproof_constitution::claims::{Claim, Claimed};
use prodproof_constitution::Constitution;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding};
use prodproof_syntax::reference::could_equal;

rule! {
    /// ## What it does
    /// Reports a tag that the prose says is published, beside the one of every merge,
    /// and that no event publishes.
    ///
    /// ## Why is this bad?
    /// Who follows that tag never gets an update.
    ///
    /// ## Example
    /// "Every merge publishes `:edge`", and no workflow pushes it.
    ///
    /// ## Use instead
    /// A tag that is published.
    ///
    /// ## References
    /// - The tag of every merge is `unpublished-merge`'s.
    X106 UNBACKED_TAG "unbacked-tag" Warning "the constitution promises a tag that no event publishes"
}

pub(super) fn check(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let publications = &repo.build.publications;
    if publications.is_empty() || publications.iter().any(|one| one.reference.is_none()) {
        return;
    }
    let stated = grouped(claims.iter().filter_map(|claim| match &claim.what {
        Claimed::Tag(tag) => Some((claim, tag.as_str())),
        _ => None,
    }));
    for (tag, group) in stated {
        // The tag of every merge has a rule of its own.
        if tag == repo.promise.latest.value {
            continue;
        }
        let tags = || publications.iter().filter_map(|one| one.reference.as_ref()?.tag.as_deref());
        if tags().any(|own| could_equal(own, tag) != Answer::No) {
            continue;
        }
        let Some(first) = group.first() else { continue };
        let finding = at(&UNBACKED_TAG, constitution, first, format!("no event publishes the tag `{tag}`"));
        acc.push(also(finding, constitution, &group).help("publish the tag, or amend the constitution"));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::claims::tests::{bad, good};

    #[test]
    fn tags_that_nothing_publishes() {
        bad("Every merge to main publishes `:edge`.", &["X106w 3:32 no event publishes the tag `edge`"]);
        bad(
            "Images are published as `quay.io/acme/widget:stable`.",
            &["X106w 3:26 no event publishes the tag `stable`"],
        );
        bad(
            "## Other Requirements\n\nImages are published as `:stable`.",
            &["X106w 5:26 no event publishes the tag `stable`"],
        );
        good("Images of other services are published as `:stable`.");
        good("Every merge to main publishes `:latest`.");
        good("Every `v*` tag publishes `quay.io/acme/widget:<version>`.");
    }
}
