//! X003: the unit runs a tag that no event publishes.

use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports a unit that runs the promised image under a tag that no event publishes.
    ///
    /// ## Why is this bad?
    /// The host asks the registry for that tag every night, and nothing ever writes it.
    ///
    /// ## Example
    /// ```ini
    /// Image=quay.io/acme/widget:stable
    /// ```
    /// while the workflow publishes `:latest` and versions.
    ///
    /// ## Use instead
    /// The tag that a merge publishes: `Image=quay.io/acme/widget:latest`.
    X003 UNPUBLISHED_TAG_RUN "unpublished-tag-run" Error "the unit runs a tag that no event publishes"
}

pub(super) fn found(place: Place, image: &Reference) -> Finding {
    UNPUBLISHED_TAG_RUN.at(place, format!("the unit runs `{image}`, which no event publishes"))
}
