//! L015: the files on the host do not let podman pull anew.

use prodproof_live::link::{HostFact, LinkFact, Said};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Judges the unit's files on the host as `verify` judges those of the repository, and finds
    /// those by which podman does not pull a new image.
    ///
    /// ## Why is this bad?
    /// What is right in the repository is wrong on the host.
    ///
    /// ## Example
    /// The unit on the host lacks `io.containers.autoupdate`.
    ///
    /// ```text
    /// host      ✗ deploy@web1.example.com:22422: its files there do not let podman pull anew: the container has no label `io.containers.autoupdate`: podman does not update it [L015]
    /// ```
    ///
    /// ## Use instead
    /// Install the repository's unit there.
    L015 UNPULLED_DEPLOYMENT "unpulled-deployment" Error "the files on the host do not let podman pull anew"
}

/// What the model says of the files there.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    matches!(fact.said, Said::Host(HostFact::NotPulled { .. } | HostFact::MaybeNotPulled { .. }))
        .then_some(&UNPULLED_DEPLOYMENT)
}
