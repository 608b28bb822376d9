//! F007: a unit runs a reference that nobody in the fleet publishes.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Finds a unit that runs a reference which nobody in the fleet publishes, though the
    /// fleet publishes under that name, or under that namespace. Where `--repos` lists
    /// repositories that were not given, it is only an info: one of them may publish it.
    ///
    /// ## Why is this bad?
    /// No merge anywhere changes what this unit runs.
    ///
    /// ## Example
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:stable
    /// ```
    /// while the fleet pushes only `quay.io/acme/widget:latest`.
    ///
    /// ## Use instead
    /// Run a reference that a merge publishes, or publish this one.
    F007 UNPUBLISHED_DEPLOYMENT "unpublished-deployment" Warning "a unit runs a reference that nobody in the fleet publishes"
}
