//! L017: the site does not tell its commit.

use prodproof_live::link::{LinkFact, Said, SiteFact};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds a site that answers and does not tell its commit, because nothing says how it would,
    /// or because there is none where it is to stand.
    ///
    /// ## Why is this bad?
    /// That it answers is no proof: an old process answers as well.
    ///
    /// ## Example
    /// ```toml
    /// [[deploy]]
    /// unit = "deploy/widget.service"
    /// url = "https://widget.example.com"
    /// ```
    ///
    /// ## Use instead
    /// ```toml
    /// [[deploy]]
    /// unit = "deploy/widget.service"
    /// url = "https://widget.example.com"
    /// says = { header = "x-commit" }
    /// ```
    L017 UNTOLD_COMMIT "untold-commit" Warning "the site does not tell its commit"
}

/// The site answers, and tells nothing.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    matches!(fact.said, Said::Site(SiteFact::DoesNotTell { .. } | SiteFact::NoCommit { .. })).then_some(&UNTOLD_COMMIT)
}
