//! X005: the unit runs another image than the promised one.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports the unit that the constitution names, or the only one there is, when it
    /// runs another image than the promised one.
    ///
    /// ## Why is this bad?
    /// The same name in another registry or namespace is another image: what is
    /// published is not what runs.
    ///
    /// ## Example
    /// The contract says `quay.io/acme/widget`, the unit runs `ghcr.io/acme/widget`.
    ///
    /// ## Use instead
    /// One name in the contract, the workflow and the unit.
    X005 OTHER_IMAGE_RUN "other-image-run" Error "the unit runs another image than the promised one"
}
