//! F008: a parent's rebuild triggers no rebuild of its child.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Finds an image that is built from another image of the fleet and is not rebuilt
    /// when that one is: no workflow of the parent wakes it, or it does not listen, or
    /// waking it publishes nothing. With a schedule of its own it is only an info: the fix
    /// arrives, but late.
    ///
    /// ## Why is this bad?
    /// A fix in the base image, often a security fix, never reaches what is built from it.
    ///
    /// ## Example
    /// ```dockerfile
    /// # acme/widget
    /// FROM quay.io/acme/base:latest
    /// ```
    /// and no workflow of `acme/base` names `acme/widget`.
    ///
    /// ## Use instead
    /// ```yaml
    /// # acme/base, behind the push
    /// - uses: peter-evans/repository-dispatch@v4
    ///   with:
    ///     token: ${{ secrets.DISPATCH_TOKEN }}
    ///     repository: acme/widget
    ///     event-type: base-rebuilt
    /// # acme/widget
    /// on:
    ///   repository_dispatch:
    ///     types: [base-rebuilt]
    /// ```
    ///
    /// ## References
    /// `repository_dispatch` runs on the default branch only:
    /// <https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#repository_dispatch>
    F008 BROKEN_CASCADE "broken-cascade" Warning "a parent's rebuild triggers no rebuild of its child"
}
