//! B010: a condition asks for another repository.

use crate::held;
use crate::repo::Repo;
use crate::words::Worded;
use prodproof_publication::Remark;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports an `if` that compares `github.repository` or its owner with a name that is not
    /// this repository's.
    ///
    /// ## Why is this bad?
    /// After a rename, a transfer or in a fork the condition is always false: nothing is
    /// published.
    ///
    /// ## Example
    /// ```yaml
    /// if: github.repository == 'old-owner/widget'
    /// ```
    ///
    /// ## Use instead
    /// The name that the repository has now.
    B010 FOREIGN_REPOSITORY_GUARD "foreign-repository-guard" Error "a condition asks for another repository"
}

/// At the guard that asks for it.
pub(super) fn found(repo: &Repo, remark: &Remark) -> Finding {
    FOREIGN_REPOSITORY_GUARD
        .at(Place::new(&remark.path, remark.span), held::HeldGuard::of(repo, remark).told().to_string())
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, good, workflow, ON, TAGS};

    fn guarded(guard: &str) -> String {
        workflow(ON, TAGS, "true").replace("    steps:\n", &format!("    if: {guard}\n    steps:\n"))
    }

    #[test]
    fn what_a_guard_asks_for_is_read_from_its_parts() {
        for guard in [
            "github.repository == 'old/widget'",
            "github['repository'] == 'old/widget'",
            "github.repository_owner == 'old' && github.ref_name == 'main'",
            "contains(fromJSON('[\"old/a\", \"old/b\"]'), github.repository)",
            "startsWith(github.event.repository.full_name, 'old/')",
            "github.repository != 'acme/widget'",
        ] {
            bad(&guarded(guard), &[&format!("foreign-repository-guard 10: {guard}")]);
        }
        // Names are compared whatever their case.
        good(&guarded("github.repository == 'ACME/widget'"));
    }

    #[test]
    fn this_repository_s_own_name_is_no_foreign_one() {
        for guard in [
            "github.repository == 'acme/widget' && startsWith(github.ref, 'refs/tags/v')",
            "contains(github.event.head_commit.message, 'github.repository') && github.ref_type == 'tag'",
            "github.ref_type == 'tag' && github.event.repository.default_branch == 'main'",
            "github.repository == 'old/widget' && github.ref_type == 'tag'",
        ] {
            bad(&guarded(guard), &[&format!("merge-held-back 10: {guard}")]);
        }
    }

    #[test]
    fn a_guard_for_another_repository() {
        let guard =
            |text: &str| workflow(ON, TAGS, "true").replace("    runs-on", &format!("    if: {text}\n    runs-on"));
        let foreign = guard("github.repository == 'old/widget' || github.ref_type == 'tag'");
        bad(&foreign, &["foreign-repository-guard 9: github.repository == 'old/widget' || github.ref_type == 'tag'"]);
        good(&guard("github.repository == 'ACME/widget'"));
    }
}
