//! C011: the version was bumped, the text is the same.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a higher version of an unchanged text.
    ///
    /// ## Why is this bad?
    /// It may be meant (a draft is ratified), or the amendment was forgotten.
    ///
    /// ## Example
    /// Only the line `**Version**: 1.2.0` changed, to 1.3.0.
    ///
    /// ## Use instead
    /// The version of the base, unless the bump is meant.
    C011 UNAMENDED_BUMP "unamended-bump" Info "the version was bumped, the text is the same"
}
