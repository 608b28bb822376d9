//! F010: a repository of the fleet cannot be read.

use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Says which repository could not be read. The rest of the fleet is checked.
    ///
    /// ## Why is this bad?
    /// What it publishes is not known, so nothing is proved about it.
    ///
    /// ## Example
    /// A clone without permission to read, or without the revision that `--rev` names.
    ///
    /// ## Use instead
    /// Make it readable, or leave it out.
    F010 UNREADABLE_REPOSITORY "unreadable-repository" Error "a repository of the fleet cannot be read"
}
