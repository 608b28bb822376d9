//! F005: two repositories may publish the same reference.

use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Finds two repositories whose pushes can meet in one reference, because a part of
    /// one is only known at run time (a variable, a date, a run number, a commit that both
    /// have).
    ///
    /// ## Why is this bad?
    /// It may be harmless; nobody can tell from the files.
    ///
    /// ## Example
    /// `acme/tool` pushes `quay.io/acme/widget:${{ vars.TAG }}`, `acme/widget` pushes
    /// `quay.io/acme/widget:latest`.
    ///
    /// ## Use instead
    /// Write the reference out, or declare the variable in the contract (`[build.vars]`).
    F005 UNDECIDED_PUBLISHER "undecided-publisher" Info "two repositories may publish the same reference"
}
