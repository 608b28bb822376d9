//! B017: a release tag publishes no version.

use prodproof_publication::Publication;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Reports that the push of a release tag pushes the image, but under no tag that has the
    /// version in it.
    ///
    /// ## Why is this bad?
    /// The version cannot be pinned or rolled back to; the release only moves a floating tag.
    ///
    /// ## Example
    /// ```yaml
    /// tags: quay.io/acme/widget:latest
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// tags: |
    ///   quay.io/acme/widget:latest
    ///   quay.io/acme/widget:${{ github.ref_name }}
    /// ```
    B017 UNVERSIONED_RELEASE "unversioned-release" Error "a release tag publishes no version"
}

/// The push of `tag` publishes `published` with `one`.
pub(super) fn found(one: &Publication, at: Option<Place>, tag: &str, published: &str) -> Finding {
    UNVERSIONED_RELEASE
        .at(
            at.unwrap_or_else(|| Place::new(&one.path, one.span)),
            format!("the push of the tag `{tag}` publishes {published}, which has no version in it"),
        )
        .help("publish a tag with the version: `${{ github.ref_name }}`, or `type=semver,pattern={{version}}`")
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, workflow, ON};

    #[test]
    fn a_release_without_its_version() {
        let text = workflow(ON, "            latest\n", "true");
        bad(&text, &["unversioned-release 17: docker/build-push-action@v6"]);
    }
}
