//! L016: the site tells another commit.

use prodproof_live::link::{LinkFact, Said, SiteFact, Standing};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds a site that tells another commit than the expected one, in some or all of three answers.
    ///
    /// ## Why is this bad?
    /// The users see the old version.
    ///
    /// ## Example
    /// `X-Commit: 553c207`, where 860c190 is expected.
    ///
    /// ```text
    /// site      ✗ https://widget.example.com tells 553c207, which is 14 commits behind [L016]
    /// ```
    ///
    /// ## Use instead
    /// Find out which process answers: a proxy, a second container, a cache.
    L016 OTHER_COMMIT_ON_SITE "other-commit-on-site" Error "the site tells another commit"
}

/// Some or all answers tell another commit.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    let other = matches!(fact.said, Said::Site(SiteFact::TellsOther { .. } | SiteFact::Mixed { .. }));
    // Where it is not known how that commit lies, it may be the one that is expected.
    (other && fact.standing != Standing::Unknown).then_some(&OTHER_COMMIT_ON_SITE)
}
