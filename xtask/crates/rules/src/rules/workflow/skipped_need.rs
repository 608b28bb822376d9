//! B011: the publishing job needs a job that is skipped on merges.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a publishing job that is skipped on a merge because a job that it needs is
    /// skipped.
    ///
    /// ## Why is this bad?
    /// GitHub skips what needs a skipped job, silently.
    ///
    /// ## Example
    /// ```yaml
    /// jobs:
    ///   test:
    ///     if: github.event_name == 'pull_request'
    ///   publish:
    ///     needs: test
    /// ```
    ///
    /// ## Use instead
    /// Let the needed job run on merges, or give the publishing one `if: ${{ !cancelled() &&
    /// !failure() }}`.
    B011 SKIPPED_NEED "skipped-need" Error "the publishing job needs a job that is skipped on merges"
}
