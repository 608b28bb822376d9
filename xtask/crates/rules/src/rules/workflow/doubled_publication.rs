//! B028: two jobs publish the same reference on one event.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports two workflows, or two jobs of which none needs the other, that push the same
    /// reference on the same event.
    ///
    /// ## Why is this bad?
    /// Who ends last wins: which build production runs is a matter of luck.
    ///
    /// ## Example
    /// A `ci.yml` and a `release.yml` that both push `:latest` on a merge.
    ///
    /// ## Use instead
    /// One job that publishes.
    B028 DOUBLED_PUBLICATION "doubled-publication" Warning "two jobs publish the same reference on one event"
}
