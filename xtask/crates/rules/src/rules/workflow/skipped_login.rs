//! B038: the login to the registry is skipped on merges, the push is not.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a job that pushes the promised tag on merges, and whose login to that
    /// registry is surely skipped on merges.
    ///
    /// ## Why is this bad?
    /// The registry refuses a push of nobody. Mostly the condition was written for the
    /// login when only tags were pushed, and the push has got another one since.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: docker/login-action@v3
    ///   if: github.ref_type == 'tag'
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     push: true
    /// ```
    ///
    /// ## Use instead
    /// The same condition for both: `if: github.event_name != 'pull_request'` for the login
    /// and `push: ${{ github.event_name != 'pull_request' }}`.
    B038 SKIPPED_LOGIN "skipped-login" Error "the login to the registry is skipped on merges, the push is not"
}
