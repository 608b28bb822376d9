//! B040: a release tag moves the tag that merges move.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Tells that a release tag moves the tag that merges move.
    ///
    /// ## Why is this bad?
    /// A release of an older commit, say a fix for the version before, rolls production
    /// back to it until the next merge. docker/metadata-action does so by itself:
    /// `type=semver`, `type=pep440`, `type=match` and `type=ref,event=tag` add `latest`.
    ///
    /// ## Example
    /// ```yaml
    /// tags: |
    ///   type=raw,value=latest,enable={{is_default_branch}}
    ///   type=semver,pattern={{version}}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// flavor: latest=false
    /// tags: |
    ///   type=raw,value=latest,enable={{is_default_branch}}
    ///   type=semver,pattern={{version}}
    /// ```
    ///
    /// ## References
    /// [latest tag](https://github.com/docker/metadata-action#latest-tag)
    B040 RELEASE_MOVES_LATEST "release-moves-latest" Info "a release tag moves the tag that merges move"
}
