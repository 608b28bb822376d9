//! F003: one reference, two names, and no proof that they are one repository.

use super::groups::Groups;
use super::report::report;
use crate::fleet::{FleetFinding, JoinedFleet};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Finds a reference that is published under two names of which nobody can tell
    /// whether they are one repository: one name's history lies within the other's, or the
    /// histories cannot be compared (shallow clones).
    ///
    /// ## Why is this bad?
    /// If it is a rename, all is well. If it is a copy that was left behind, its schedule
    /// pushes old code over the new.
    ///
    /// ## Example
    /// Two clones, `acme/widget` and `acme/widget-old`, the second with the history of the
    /// first up to last year, and both push `quay.io/acme/widget:latest`.
    ///
    /// ```yaml
    /// # .github/workflows/build.yml of both
    /// - uses: docker/metadata-action@v5
    ///   with:
    ///     images: quay.io/acme/widget
    ///     tags: |
    ///       type=raw,value=latest,enable={{is_default_branch}}
    /// ```
    ///
    /// ## Use instead
    /// Give the listing of the organisation, which says what exists:
    /// `gh repo list acme --limit 1000 --json name,nameWithOwner,isArchived,isFork,parent,url > repos.json`
    /// and `cargo xtask fleet DIR --repos repos.json`; clone with full history.
    ///
    /// ## References
    /// A renamed repository keeps its history and loses its old name:
    /// <https://docs.github.com/en/repositories/creating-and-managing-repositories/renaming-a-repository>
    F003 UNPROVEN_DUPLICATE_PUBLISHER "unproven-duplicate-publisher" Warning "one reference, two names, and no proof that they are one repository"
}

/// `what` is a reference, or the version tags of a name.
pub(super) fn found(fleet: &JoinedFleet, publishers: &Groups<'_>, what: &str) -> Option<FleetFinding> {
    if publishers.several(fleet, &publishers.repositories()) != Answer::Unknown {
        return None;
    }
    let members = publishers.0.values().flatten().filter_map(|push| fleet.members.get(push.member));
    let shallow = members.map(|member| &member.claims.identity.history).any(|history| history.shallow);
    let help = if shallow {
        "clone with full history, or list what exists with `--repos`"
    } else {
        "list what exists with `--repos` (`gh repo list OWNER --limit 1000 --json …`)"
    };
    Some(report(fleet, &UNPROVEN_DUPLICATE_PUBLISHER, publishers, what, |_| help.into()))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{bad, good, repo};

    const LATEST: &str = "push:main quay.io/acme/widget:latest";

    #[test]
    fn an_old_name_is_a_zombie_only_if_it_still_exists() {
        let pair =
            || vec![repo("acme/gadget", &["c", "b", "a"], &[LATEST]), repo("acme/widget", &["b", "a"], &[LATEST])];
        let renamed = r#"[{"nameWithOwner":"acme/gadget"}]"#;
        good(pair(), Some(renamed));
        let copied = r#"[{"nameWithOwner":"acme/gadget"},{"nameWithOwner":"acme/widget"}]"#;
        bad(pair(), Some(copied), &["F001 acme/widget:1"]);
        bad(pair(), None, &["F003 acme/widget:1"]);
    }

    #[test]
    fn one_url_is_one_repository_whatever_its_histories() {
        let mut older = repo("acme/widget", &["z"], &[LATEST]);
        older.identity.source = "attic".into();
        bad(vec![repo("acme/widget", &["b", "a"], &[LATEST]), older], None, &["F003"]);
    }
}
