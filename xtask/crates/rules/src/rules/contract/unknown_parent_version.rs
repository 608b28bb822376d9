//! C111: the inherited version never existed.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// With `--parent DIR`: reports an inherited version that the parent never had.
    ///
    /// ## Why is this bad?
    /// Nobody can read the rules that are said to hold.
    ///
    /// ## Example
    /// `Inherits: [acme/constitution](…) v1.9.0`, and the parent went from 1.2.0 to 2.0.0.
    ///
    /// ## Use instead
    /// A version of the parent's history, best the one it has now.
    ///
    /// ## References
    /// - The versions are those that the parent's constitution had in any commit.
    C111 UNKNOWN_PARENT_VERSION "unknown-parent-version" Error "the inherited version never existed"
}
