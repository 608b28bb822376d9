//! C112: the inherited version lags behind the parent.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// With `--parent DIR`: reports an inherited version that is more than one minor, or
    /// a major, behind the parent's.
    ///
    /// ## Why is this bad?
    /// The parent has added or redefined principles since, and this repository follows
    /// rules that its organisation has left behind.
    ///
    /// ## Example
    /// `Inherits: [acme/constitution](…) v1.0.0`, and the parent is at 1.4.0.
    ///
    /// ## Use instead
    /// Read what changed, adopt it, and name the new version: that is an amendment.
    ///
    /// ## References
    /// - MAJOR: a principle removed or redefined. MINOR: one added (github/spec-kit).
    C112 LAGGING_INHERITANCE "lagging-inheritance" Warning "the inherited version lags behind the parent"
}
