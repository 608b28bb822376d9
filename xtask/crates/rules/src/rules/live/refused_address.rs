//! L020: what the contract states is not asked for.

use prodproof_live::link::{LinkFact, Said};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds a host, URL, unit or reference that could be an option of a program or a word of a
    /// shell, or that is none at all. Nobody is asked.
    ///
    /// ## Why is this bad?
    /// What a repository states becomes a word of a command on your machine and on your hosts.
    ///
    /// ## Example
    /// ```toml
    /// hosts = ["-oProxyCommand=touch${IFS}/tmp/pwned"]
    /// ```
    ///
    /// ## Use instead
    /// ```toml
    /// hosts = ["deploy@web1.example.com:22422"]
    /// ```
    L020 REFUSED_ADDRESS "refused-address" Error "what the contract states is not asked for"
}

/// Nobody was asked.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    matches!(fact.said, Said::Refused(_)).then_some(&REFUSED_ADDRESS)
}
