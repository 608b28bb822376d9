//! F001: two repositories publish the same reference.

use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Finds a reference that two repositories surely publish. Archived repositories and
    /// forks count. A second clone, a mirror and the old name of a renamed repository are
    /// the same repository: git history and the listing given with `--repos` decide that,
    /// not the name.
    ///
    /// ## Why is this bad?
    /// The registry keeps whichever was pushed last. A forgotten sibling with a weekly
    /// schedule puts old code back over every fix, and the hosts pull it.
    ///
    /// ## Example
    /// ```yaml
    /// # acme/widget-old, archived, .github/workflows/build.yml
    /// on:
    ///   schedule:
    ///     - cron: "30 4 * * 1"
    /// # … pushes quay.io/acme/widget:latest, as acme/widget does on each merge
    /// ```
    ///
    /// ## Use instead
    /// Delete the workflow of the repository that shall not publish (unarchive it for
    /// that, or disable the workflow), and take its registry credentials away.
    ///
    /// ## References
    /// Mandate 2: an image tag has one publishing repository.
    F001 DUPLICATE_PUBLISHER "duplicate-publisher" Error "two repositories publish the same reference"
}
