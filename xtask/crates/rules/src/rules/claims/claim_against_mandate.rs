//! X110: the constitution states the opposite of a mandate.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports prose that states the opposite of what holds in every repository: that
    /// only tags publish, or that a merge must not.
    ///
    /// ## Why is this bad?
    /// A fix that is merged is then not in the image until somebody remembers to tag.
    /// Changing the workflow alone would break the constitution.
    ///
    /// ## Example
    /// "Images are published only on `v*` tags."
    ///
    /// ## Use instead
    /// "Images are published on every push to `main`, as `:latest`, and on every `v*`
    /// tag, as that version."
    ///
    /// ## References
    /// - The first mandate: both a merge and a release tag publish.
    X110 CLAIM_AGAINST_MANDATE "claim-against-mandate" Error "the constitution states the opposite of a mandate"
}
