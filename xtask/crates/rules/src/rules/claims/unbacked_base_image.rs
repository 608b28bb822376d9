//! X107: the constitution states a base image that no Containerfile has.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a base image that the prose states and no Containerfile builds from.
    ///
    /// ## Why is this bad?
    /// The base decides who fixes the operating system, and when.
    ///
    /// ## Example
    /// "Images are based on `registry.access.redhat.com/ubi10/ubi`", and
    ///
    /// ```dockerfile
    /// FROM docker.io/library/debian:12
    /// ```
    ///
    /// ## Use instead
    /// The same base in both.
    ///
    /// ## References
    /// - Build arguments without a default may be any image, and are no finding.
    X107 UNBACKED_BASE_IMAGE "unbacked-base-image" Error "the constitution states a base image that no Containerfile has"
}
