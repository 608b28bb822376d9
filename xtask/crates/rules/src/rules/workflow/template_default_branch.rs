//! B007: `$default-branch` is a placeholder of templates only.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports `$default-branch` in a workflow file. GitHub replaces it when a file is made
    /// from a workflow template, and never later.
    ///
    /// ## Why is this bad?
    /// In a real file it is a branch of that very name, which does not exist.
    ///
    /// ## Example
    /// ```yaml
    /// branches: [$default-branch]
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// branches: [main]
    /// ```
    B007 TEMPLATE_DEFAULT_BRANCH "template-default-branch" Error "`$default-branch` is a placeholder of templates only"
}
