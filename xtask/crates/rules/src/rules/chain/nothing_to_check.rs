//! X001: there is no constitution, no workflow and no unit.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a repository in which there is nothing to check: no constitution, no
    /// workflow and no unit.
    ///
    /// ## Why is this bad?
    /// A check that found nothing to check would be green for ever, also after somebody
    /// moved the files away.
    ///
    /// ## Example
    /// `cargo xtask verify` in an empty folder, or one level too deep.
    ///
    /// ## Use instead
    /// `cargo xtask init` writes the files.
    X001 NOTHING_TO_CHECK "nothing-to-check" Error "there is no constitution, no workflow and no unit"
}
