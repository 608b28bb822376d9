//! X104: the constitution promises a schedule that no workflow has.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a schedule that the prose promises and no workflow has: compared by what
    /// the cron lines mean, day and time in UTC.
    ///
    /// ## Why is this bad?
    /// A weekly rebuild that is promised but not scheduled leaves the base image's
    /// security fixes out, and everybody believes they are in.
    ///
    /// ## Example
    /// "The image is rebuilt every Monday at 04:30 UTC", and the workflow says
    ///
    /// ```yaml
    /// on:
    ///   schedule:
    ///     - cron: "30 4 * * 2"
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   schedule:
    ///     - cron: "30 4 * * 1"
    /// ```
    ///
    /// ## References
    /// - <https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule>
    X104 UNBACKED_SCHEDULE "unbacked-schedule" Error "the constitution promises a schedule that no workflow has"
}
