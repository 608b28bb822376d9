//! X004: the unit runs a tag that merges do not move.

use prodproof_publication::Event;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports a unit that runs a tag which is published, but not by a merge: only
    /// releases, a schedule or a hand move it.
    ///
    /// ## Why is this bad?
    /// A fix that is merged waits for the next release to reach production, which is
    /// what the mandate rules out.
    ///
    /// ## Example
    /// ```ini
    /// Image=quay.io/acme/widget:1.2.3
    /// ```
    ///
    /// ## Use instead
    /// ```ini
    /// Image=quay.io/acme/widget:latest
    /// ```
    X004 UNMERGED_TAG_RUN "unmerged-tag-run" Error "the unit runs a tag that merges do not move"
}

pub(super) fn found(place: Place, image: &Reference, event: &Event) -> Finding {
    UNMERGED_TAG_RUN.at(place, format!("the unit runs `{image}`, which `{event}` publishes, and no merge"))
}
