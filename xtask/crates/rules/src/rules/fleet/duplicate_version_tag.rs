//! F004: two repositories push version tags under one name.

use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Finds an image name to which two repositories push version tags that follow their
    /// git tags.
    ///
    /// ## Why is this bad?
    /// As soon as both tag the same version, the later push replaces the earlier one, and
    /// a version no longer says what is inside.
    ///
    /// ## Example
    /// `acme/widget` and its fork `jane/widget` both push `quay.io/acme/widget:1.2.3` when
    /// `v1.2.3` is pushed.
    ///
    /// ## Use instead
    /// Let one repository publish under this name; give the other its own.
    ///
    /// ## References
    /// Mandate 2: an image tag has one publishing repository.
    F004 DUPLICATE_VERSION_TAG "duplicate-version-tag" Warning "two repositories push version tags under one name"
}
