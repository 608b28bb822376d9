//! B010: a condition asks for another repository.

use crate::repo::Repo;
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

/// The remark's message is the condition.
pub(super) fn found(repo: &Repo, remark: &Remark) -> Finding {
    let own = repo.snapshot.facts.repository.as_deref().unwrap_or("this repository");
    let message = format!("`if: {}` does not hold in `{own}`", remark.message);
    FOREIGN_REPOSITORY_GUARD.at(Place::new(&remark.path, remark.span), message)
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, good, workflow, ON, TAGS};

    #[test]
    fn a_guard_for_another_repository() {
        let guard =
            |text: &str| workflow(ON, TAGS, "true").replace("    runs-on", &format!("    if: {text}\n    runs-on"));
        let foreign = guard("github.repository == 'old/widget' || github.ref_type == 'tag'");
        bad(&foreign, &["foreign-repository-guard 9: github.repository == 'old/widget' || github.ref_type == 'tag'"]);
        good(&guard("github.repository == 'ACME/widget'"));
    }
}
