//! C200: a waiver names no rule.

use crate::repo::Repo;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Finds waivers that name no rule: `rule` in the contract, or the name in an
    /// `xtask: allow(…)` comment.
    ///
    /// ## Why is this bad?
    /// It waives nothing, and nobody notices that until the finding blocks a release.
    /// A misspelt name looks just like a good one.
    ///
    /// ## Example
    /// ```toml
    /// [[waiver]]
    /// rule = "expired-waivr"
    /// reason = "decided on 2026-03-01"
    /// ```
    ///
    /// ## Use instead
    /// ```toml
    /// [[waiver]]
    /// rule = "expired-waiver"
    /// reason = "decided on 2026-03-01"
    /// ```
    ///
    /// ## References
    /// - `cargo xtask explain` lists all rules.
    C200 UNKNOWN_WAIVED_RULE "unknown-waived-rule" Error "a waiver names no rule"
}

/// `like` is the nearest rule's name.
pub(super) fn found(repo: &Repo, place: Place, word: &str, like: Option<&str>) -> Finding {
    let help = match like {
        Some(name) => format!("write `{name}`"),
        None => format!("look up the rule's name with {}", repo.call("explain")),
    };
    UNKNOWN_WAIVED_RULE.at(place, format!("there is no rule `{word}`")).help(help)
}
