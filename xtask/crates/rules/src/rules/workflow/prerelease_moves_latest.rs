//! B041: the tag of a pre-release moves the promised tag.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports that the tag of a pre-release, such as `v1.2.3-rc1`, moves the promised tag.
    ///
    /// ## Why is this bad?
    /// Production runs the promised tag: it gets the release candidate.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     tags: ['v*']
    /// # …
    /// tags: type=ref,event=tag
    /// ```
    ///
    /// ## Use instead
    /// `type=semver,pattern={{version}}`, which makes no `latest` of a pre-release, or
    /// `flavor: latest=false`.
    ///
    /// ## References
    /// [latest tag](https://github.com/docker/metadata-action#latest-tag)
    B041 PRERELEASE_MOVES_LATEST "prerelease-moves-latest" Info "the tag of a pre-release moves the promised tag"
}
