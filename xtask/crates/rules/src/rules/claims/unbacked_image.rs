//! X105: the constitution promises an image that nothing publishes or runs.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports an image that the prose promises and that is neither published nor run:
    /// another registry, namespace or name. With a contract block,
    /// `contradicted-contract` does.
    ///
    /// ## Why is this bad?
    /// Who pulls what the constitution says gets nothing, or somebody else's image.
    ///
    /// ## Example
    /// "Images are published to `quay.io/acme/widget`", and the workflow pushes
    /// `ghcr.io/acme/widget`.
    ///
    /// ## Use instead
    /// One name in all three files.
    ///
    /// ## References
    /// - A name that is only known at run time may be any, and is no finding.
    X105 UNBACKED_IMAGE "unbacked-image" Error "the constitution promises an image that nothing publishes or runs"
}
