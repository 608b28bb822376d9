//! B015: a merge publishes only if certain files changed.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports that the promised tag is published on a merge only behind `paths` or
    /// `paths-ignore`.
    ///
    /// ## Why is this bad?
    /// A list of paths forgets: a new `COPY` source, a lock file, the workflow itself. GitHub
    /// looks at the first 300 changed files only. What is forgotten is merged and not
    /// published.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    ///     paths: ['src/**']
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]
    /// ```
    ///
    /// or a waiver that says why nothing outside of the list enters the image.
    B015 REBUILD_BEHIND_PATHS "rebuild-behind-paths" Warning "a merge publishes only if certain files changed"
}
