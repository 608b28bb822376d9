//! X115: the constitution promises a platform that no build names.

use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Compares the platforms that the prose says images are built for with `platforms:` in the
    /// workflows. Where no workflow names any, or one is computed, nothing is said.
    ///
    /// ## Why is this bad?
    /// A host of that architecture cannot run the image.
    ///
    /// ## Example
    /// "Images are built for `linux/arm64`", and
    /// ```yaml
    /// platforms: linux/amd64
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// platforms: linux/amd64,linux/arm64
    /// ```
    X115 UNBACKED_PLATFORM "unbacked-platform" Warning "the constitution promises a platform that no build names"
}
