//! B002: the workflows publish another image than the promised one.

use crate::repo::Promised;
use prodproof_publication::Publication;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports that the workflows push images, and none of them is the one that the
    /// constitution promises.
    ///
    /// ## Why is this bad?
    /// The host pulls the promised name; what is pushed elsewhere never arrives.
    ///
    /// ## Example
    /// The contract says `quay.io/acme/widget`, the workflow pushes `ghcr.io/acme/widget`.
    ///
    /// ```yaml
    /// - uses: docker/metadata-action@v5
    ///   with:
    ///     images: ghcr.io/acme/widget
    ///     tags: |
    ///       type=raw,value=latest,enable={{is_default_branch}}
    /// ```
    ///
    /// ## Use instead
    /// One name in the contract, the workflow and the unit.
    B002 OTHER_IMAGE_PUBLISHED "other-image-published" Error "the workflows publish another image than the promised one"
}

/// `other` publishes `reference`, and `promised` is another name; told at the word that says
/// so, where there is one.
pub(super) fn found(other: &Publication, at: Option<Place>, reference: &Reference, promised: &Promised) -> Finding {
    let mut finding = OTHER_IMAGE_PUBLISHED.at(
        at.unwrap_or_else(|| Place::new(&other.path, other.span)),
        format!("the workflows publish `{}`, promised is `{}`", reference.name(), promised.value),
    );
    if let Some(place) = promised.place.clone() {
        finding = finding.related(place.path, place.span, format!("promised here ({})", promised.from));
    }
    finding.help(format!("publish `{}`, or promise what is published", promised.value)).implies(&["undeployed-image"])
}

/// Whether that is told of the file in which `one` stands.
pub(super) fn is_told(one: &Publication, acc: &[Finding]) -> bool {
    let is = |found: &Finding| found.rule.code == OTHER_IMAGE_PUBLISHED.code && found.primary.path == one.path;
    acc.iter().any(is)
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, workflow, ON, TAGS};

    #[test]
    fn another_image_is_published() {
        let text = workflow(ON, TAGS, "true").replace("quay.io/acme/widget", "ghcr.io/acme/widget");
        bad(&text, &["other-image-published 14: ghcr.io/acme/widget"]);
    }
}
