//! X006: a source file cannot be read.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a constitution, workflow or unit that cannot be read: not UTF-8, a
    /// directory, too large, a link that leads out of the repository.
    ///
    /// ## Why is this bad?
    /// Nothing can be proved about it, and GitHub or the host may read it differently.
    ///
    /// ## Example
    /// `.github/workflows/build.yml` saved as UTF-16.
    ///
    /// ## Use instead
    /// A regular UTF-8 file of ordinary size.
    X006 UNREADABLE_SOURCE "unreadable-source" Error "a source file cannot be read"
}
