//! L010: the service does not run.

use prodproof_live::link::{HostFact, LinkFact, Said, Standing};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds a service that is stopped or failed, or whose container is not there.
    ///
    /// ## Why is this bad?
    /// Nothing answers.
    ///
    /// ## Example
    /// `cargo xtask live` says `is failed (failed): exit-code`.
    ///
    /// ```text
    /// no container runs in its name [L010]
    /// ```
    ///
    /// ## Use instead
    /// Mend what it says, then start it:
    /// ```sh
    /// journalctl -u widget.service
    /// systemctl start widget.service
    /// ```
    L010 INACTIVE_SERVICE "inactive-service" Error "the service does not run"
}

/// The service does not run; where it does, a container that is not seen is a question.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    let is = matches!(fact.said, Said::Host(HostFact::NotActive { .. }))
        || (fact.standing == Standing::No && matches!(fact.said, Said::Host(HostFact::NoContainer)));
    is.then_some(&INACTIVE_SERVICE)
}
