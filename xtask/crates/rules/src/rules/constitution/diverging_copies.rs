//! C019: copies of the constitution differ.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports copies of the constitution at the usual places that differ. Documents of
    /// the name that share less than half of their statements are no copies.
    ///
    /// ## Why is this bad?
    /// People and tools read different promises.
    ///
    /// ## Example
    /// `CONSTITUTION.md` amended, `.specify/memory/constitution.md` not.
    ///
    /// ## Use instead
    /// One file, and a symbolic link to it at the other place.
    C019 DIVERGING_COPIES "diverging-copies" Error "copies of the constitution differ"
}
