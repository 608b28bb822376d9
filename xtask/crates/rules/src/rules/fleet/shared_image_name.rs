//! F006: two repositories push different tags under one name.

use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Finds an image name to which two repositories push different tags.
    ///
    /// ## Why is this bad?
    /// The tags do not collide today. But the contract says that the repository alone
    /// publishes the image, and one more tag makes it a duplicate.
    ///
    /// ## Example
    /// `acme/widget` pushes `quay.io/acme/widget:latest`, `acme/nightly` pushes
    /// `quay.io/acme/widget:nightly`.
    ///
    /// ## Use instead
    /// Give each repository its own image name.
    F006 SHARED_IMAGE_NAME "shared-image-name" Info "two repositories push different tags under one name"
}
