//! B006: the branch filter does not let the default branch pass.

use super::fixes;
use crate::repo::Repo;
use prodproof_publication::trigger::Filter;
use prodproof_publication::File;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::span::Span;

rule! {
    /// ## What it does
    /// Reports a publishing workflow whose `branches` or `branches-ignore` keep the default
    /// branch out.
    ///
    /// ## Why is this bad?
    /// Merges go to the default branch; none of them starts the workflow.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [main]   # the default branch is master
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// on:
    ///   push:
    ///     branches: [master]
    /// ```
    B006 FILTERED_DEFAULT_BRANCH "filtered-default-branch" Error "the branch filter does not let the default branch pass"
}

/// `span` is what decides that a merge starts nothing.
pub(super) fn found(repo: &Repo, file: &File, filter: Option<&Filter>, span: Span) -> Finding {
    let branch = &repo.build.default_branch;
    let shown = filter.map_or(String::new(), |filter| format!("`{}` has {}", filter.key, filter.shown()));
    let message = format!("the default branch `{branch}` does not start `{}`: {shown}", file.path);
    let finding = FILTERED_DEFAULT_BRANCH
        .at(Place::new(&file.path, span), message)
        .help(format!("let `{branch}` pass the filter"));
    match filter {
        Some(filter) if !filter.ignore => fixes::append_branch(repo, file, finding),
        _ => finding,
    }
}
