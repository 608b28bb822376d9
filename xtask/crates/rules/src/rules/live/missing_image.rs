//! L006: a promised tag is not in the registry.

use prodproof_live::link::{ImageFact, LinkFact, Said};
use prodproof_syntax::finding::{rule, Rule};

rule! {
    /// ## What it does
    /// Finds a promised reference that the registry does not have.
    ///
    /// ## Why is this bad?
    /// What a unit is to run cannot be pulled.
    ///
    /// ## Example
    /// `cargo xtask live` says `there is no such tag`.
    ///
    /// ```text
    /// registry  ✗ quay.io/acme/widget:latest: there is no such tag [L006]
    /// ```
    ///
    /// ## Use instead
    /// Let the workflow push it, or promise what it pushes.
    L006 MISSING_IMAGE "missing-image" Error "a promised tag is not in the registry"
}

/// The registry answers, and has no such tag.
pub(super) fn of(fact: &LinkFact) -> Option<&'static Rule> {
    matches!(fact.said, Said::Image(ImageFact::Missing)).then_some(&MISSING_IMAGE)
}
