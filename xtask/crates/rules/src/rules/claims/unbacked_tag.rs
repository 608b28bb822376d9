//! X106: the constitution promises a tag that no event publishes.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a tag that the prose says is published, beside the one of every merge,
    /// and that no event publishes.
    ///
    /// ## Why is this bad?
    /// Who follows that tag never gets an update.
    ///
    /// ## Example
    /// "Every merge publishes `:edge`", and no workflow pushes it.
    ///
    /// ## Use instead
    /// A tag that is published.
    ///
    /// ## References
    /// - The tag of every merge is `unpublished-merge`'s.
    X106 UNBACKED_TAG "unbacked-tag" Warning "the constitution promises a tag that no event publishes"
}
