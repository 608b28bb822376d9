//! B002: the workflows publish another image than the promised one.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports that the workflows push images, and none of them is the one that the
    /// constitution promises.
    ///
    /// ## Why is this bad?
    /// The host pulls the promised name; what is pushed elsewhere never arrives.
    ///
    /// ## Example
    /// The contract says `quay.io/acme/widget`, the workflow pushes `ghcr.io/acme/widget`.
    ///
    /// ## Use instead
    /// One name in the contract, the workflow and the unit.
    B002 OTHER_IMAGE_PUBLISHED "other-image-published" Error "the workflows publish another image than the promised one"
}
