//! L019: a question has no answer.

use prodproof_live::link::{LinkFact, Standing};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds a link of which nothing is known: a program is missing, nobody is logged in, a host's
    /// key is unknown, an answer is late or is none.
    ///
    /// ## Why is this bad?
    /// It is not a *no*, but no proof either: the exit code is 1.
    ///
    /// ## Example
    /// `cargo xtask live` says `skopeo is not on PATH`.
    ///
    /// ```text
    /// registry  ? quay.io/acme/widget:latest: nobody answers: pinging container registry quay.io: Get "https://quay.io/v2/": dial tcp 192.0.2.1:443: connect: connection refused [L019]
    /// ```
    ///
    /// ## Use instead
    /// Do what the help says. What is never to be asked is left out with `--only`.
    L019 UNANSWERED_QUESTION "unanswered-question" Warning "a question has no answer"
}

/// Whatever else is not known; asked last.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    let is = fact.standing == Standing::Unknown;
    is.then_some(&UNANSWERED_QUESTION)
}
