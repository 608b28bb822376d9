//! B034: a flavor or a priority keeps `latest` from the only event that would move it.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports `latest=false` in the `flavor`, or a raised `priority`, that keeps the
    /// promised tag from the only event that would move it.
    ///
    /// ## Why is this bad?
    /// docker/metadata-action makes `latest` on releases by itself, unless `flavor` says
    /// `latest=false`, or another line has a higher priority than `type=semver`: the line
    /// with the highest one decides alone. Then nothing moves `latest` any more, and the
    /// host runs the last image that once got it, for ever.
    ///
    /// ## Example
    /// ```yaml
    /// flavor: latest=false
    /// tags: |
    ///   type=ref,event=branch
    ///   type=semver,pattern={{version}}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// flavor: latest=false
    /// tags: |
    ///   type=raw,value=latest,enable={{is_default_branch}}
    ///   type=ref,event=branch
    ///   type=semver,pattern={{version}}
    /// ```
    ///
    /// ## References
    /// [latest tag](https://github.com/docker/metadata-action#latest-tag) and
    /// [priority](https://github.com/docker/metadata-action#priority-attribute)
    B034 SUPPRESSED_LATEST "suppressed-latest" Error "a flavor or a priority keeps `latest` from the only event that would move it"
}
