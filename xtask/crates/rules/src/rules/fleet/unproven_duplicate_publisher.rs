//! F003: one reference, two names, and no proof that they are one repository.

use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Finds a reference that is published under two names of which nobody can tell
    /// whether they are one repository: one name's history lies within the other's, or the
    /// histories cannot be compared (shallow clones).
    ///
    /// ## Why is this bad?
    /// If it is a rename, all is well. If it is a copy that was left behind, its schedule
    /// pushes old code over the new.
    ///
    /// ## Example
    /// Two clones, `acme/widget` and `acme/widget-old`, the second with the history of the
    /// first up to last year, and both push `quay.io/acme/widget:latest`.
    ///
    /// ## Use instead
    /// Give the listing of the organisation, which says what exists:
    /// `gh repo list acme --limit 1000 --json name,nameWithOwner,isArchived,isFork,parent,url > repos.json`
    /// and `cargo xtask fleet DIR --repos repos.json`; clone with full history.
    ///
    /// ## References
    /// A renamed repository keeps its history and loses its old name:
    /// <https://docs.github.com/en/repositories/creating-and-managing-repositories/renaming-a-repository>
    F003 UNPROVEN_DUPLICATE_PUBLISHER "unproven-duplicate-publisher" Warning "one reference, two names, and no proof that they are one repository"
}
