//! X100: the constitution names a workflow that does not exist.

use crate::finding::rule;

rule! {
    /// ## What it does
    /// Reports a workflow that the constitution names and the repository does not have:
    /// by file (`.github/workflows/x.yml`) or by name ("the `verify` workflow").
    ///
    /// ## Why is this bad?
    /// A gate that does not exist stops nobody, and everybody believes in it.
    ///
    /// ## Example
    /// "Images are built by `.github/workflows/container-build.yml`", while the file is
    /// called `container.yml`.
    ///
    /// ## Use instead
    /// The workflow's real path, or the workflow that is promised.
    ///
    /// ## References
    /// - <https://github.com/meshtastic/Meshtastic-Android/pull/6927>: a constitution that
    ///   named a workflow, a gate and a label, none of them real.
    X100 UNBACKED_WORKFLOW "unbacked-workflow" Error "the constitution names a workflow that does not exist"
}
