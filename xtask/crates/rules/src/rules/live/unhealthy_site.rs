//! L018: the site does not answer well.

use prodproof_live::link::{LinkFact, Said, SiteFact, Standing};
use prodproof_live::trouble::TroubleKind;
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds a site that cannot be reached, or that answers with an error.
    ///
    /// ## Why is this bad?
    /// It is down.
    ///
    /// ## Example
    /// `cargo xtask live` says `answers 502`.
    ///
    /// ```text
    /// site      ✗ https://widget.example.com: nobody answers: curl: (7) Failed to connect to widget.example.com port 443 after 1 ms: Couldn't connect to server [L018]
    /// ```
    ///
    /// ## Use instead
    /// Look at what stands before the service, then at the service.
    L018 UNHEALTHY_SITE "unhealthy-site" Error "the site does not answer well"
}

/// Nobody answers, or not well; our own side failing is a question.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    let is = match &fact.said {
        Said::Site(SiteFact::Status { .. }) => true,
        Said::NoAnswer(trouble) => {
            let is_down = matches!(trouble.kind, TroubleKind::Unreachable(_) | TroubleKind::Certificate(_));
            fact.standing == Standing::No && is_down
        }
        _ => false,
    };
    is.then_some(&UNHEALTHY_SITE)
}
