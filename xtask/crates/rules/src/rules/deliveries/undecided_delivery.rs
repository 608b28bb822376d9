//! X008: whether a merge reaches production is not known.

use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports where it cannot be told whether a merge brings a promised image to
    /// production, and no other rule says so.
    ///
    /// ## Why is this bad?
    /// What is not known is not proved. A check that is silent about it looks like a pass.
    ///
    /// ## Example
    /// ```yaml
    /// - run: ./publish.sh "$(cat image.txt)"
    /// ```
    ///
    /// ## Use instead
    /// Write the name where it can be read, or waive this with what makes it sure.
    X008 UNDECIDED_DELIVERY "undecided-delivery" Warning "whether a merge reaches production is not known"
}

pub(super) fn found(place: Place, image: &str, why: &str) -> Finding {
    UNDECIDED_DELIVERY
        .at(place, format!("whether a merge brings {image} to production is not known: {why}"))
        .help("write what decides it where it can be read")
}
