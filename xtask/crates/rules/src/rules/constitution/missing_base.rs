//! C002: what the amendment is compared with is not in this clone.

use crate::repo::Repo;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::snapshot::Base;

rule! {
    /// ## What it does
    /// Reports that the text an amendment is compared with is not at hand: the clone is
    /// shallow, or the base branch was not fetched.
    ///
    /// ## Why is this bad?
    /// Whether the constitution was amended without a bump cannot be told, and a check
    /// that passes because it could not look is worse than none.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: actions/checkout@v4   # fetches one commit
    /// - run: cargo xtask verify
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// - uses: actions/checkout@v4
    ///   with:
    ///     fetch-depth: 0
    /// ```
    C002 MISSING_BASE "missing-base" Error "what the amendment is compared with is not in this clone"
}

pub(super) fn found(repo: &Repo, place: Place) -> Option<Finding> {
    let Base::Missing { why, help } = &repo.snapshot.facts.base else { return None };
    Some(MISSING_BASE.at(place, format!("whether the text was amended cannot be told: {why}")).help(help))
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{repo, shown, BASE, PATH};
    use prodproof_syntax::snapshot::Base;

    #[test]
    fn a_base_that_is_missing_is_told() {
        let missing = Base::Missing { why: "the clone is shallow".into(), help: "set `fetch-depth: 0`".into() };
        assert_eq!(
            shown(&repo(&[(PATH, BASE)], missing)),
            ["C002 1:1 whether the text was amended cannot be told: the clone is shallow"]
        );
    }
}
