//! X002: no unit runs the promised image.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports that no unit of the repository runs the image that is promised.
    ///
    /// ## Why is this bad?
    /// What is published but run by nothing is not in production. Where the unit lives
    /// in another repository, this one cannot prove that it is right.
    ///
    /// ## Example
    /// A workflow that publishes `quay.io/acme/widget:latest`, and no `.service` or
    /// `.container` file anywhere.
    ///
    /// ## Use instead
    /// `cargo xtask init` writes the unit. Where it is kept elsewhere on purpose, say so:
    ///
    /// ```toml
    /// [[waiver]]
    /// rule = "undeployed-image"
    /// reason = "the unit is kept in acme/hosts"
    /// ```
    X002 UNDEPLOYED_IMAGE "undeployed-image" Warning "no unit runs the promised image"
}
