//! B001: no workflow publishes the image.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a repository of which no workflow pushes the promised image, on any event.
    ///
    /// ## Why is this bad?
    /// Nothing that is merged can reach production: there is nothing that the host could
    /// pull.
    ///
    /// ## Example
    /// A workflow that builds and tests, and no other.
    ///
    /// ## Use instead
    /// `cargo xtask init` writes a workflow that publishes on merges and on release tags.
    B001 UNPUBLISHED_IMAGE "unpublished-image" Error "no workflow publishes the image"
}
